"""The first screen: whose computer this is, and who you are."""

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from assistant.engine.flow import Step
from assistant.gui.account_job import AccountJob
from assistant.gui.answering import Answering
from assistant.gui.fold import Fold
from assistant.gui.page import Page, paragraph, say
from assistant.gui.password import PasswordField
from assistant.gui.remedy import Deed
from assistant.text import _


class WhoPage(Page):
    """Three answers; everything else waits under « Détails »."""

    def __init__(self, answering: Answering, account: AccountJob) -> None:
        super().__init__(Step.WHO, answering, account)
        self.entitle(_("Your mail in Thunderbird"))
        self._goes_on = False
        self._wanted: QWidget | None = None
        self._build_question()
        self._build_fields()
        self._build_details()
        self.faults = paragraph()
        self.faults.hide()
        self.body.insertWidget(0, self.faults)
        self.body.addStretch()
        self.body.addWidget(
            paragraph(
                _("This is independent software; it is not your institution's own.")
            )
        )
        self._connect()
        self._fill_in()

    def first_field(self) -> QWidget:
        """Return what is to be corrected, else the first gap."""
        if self._wanted is not None:
            return self._wanted
        state = self.answering.state
        if state.is_shared is None:
            return self.alone
        if not state.address:
            return self.address
        return self.login if not state.login else self.password.edit

    def edit(self, deed: Deed) -> None:
        """Put the focus on what is to be corrected."""
        fields: dict[Deed, QWidget] = {
            Deed.EDIT_LOGIN: self.login,
            Deed.EDIT_PASSWORD: self.password.edit,
        }
        self._wanted = fields.get(deed, self.address)

    def validatePage(self) -> bool:  # noqa: N802  # Qt's name
        """Go on at once, or as soon as the address has been looked up."""
        self._wanted = None
        self._goes_on = not self.answering.is_looked_up
        return not self._goes_on

    def refresh(self) -> None:
        """Show only what is asked for."""
        super().refresh()
        state = self.answering.state
        asks_all = not state.is_shared or state.wants_account_anyway
        for field in (self.login, self.password, self.keeps):
            self.form.setRowVisible(field, asks_all)
        self.password.setEnabled(not state.keeps_password)
        self.details.setVisible(asks_all)
        may_remember = state.is_shared is False and not state.keeps_password
        self.remembers.setVisible(may_remember)
        self.name_field.setPlaceholderText(self.answering.display_name)
        self._show_suggestion()

    def _build_question(self) -> None:
        box = QGroupBox(_("Is this computer yours alone?"))
        self.alone = QRadioButton(_("&Yes, mine alone"))
        self.shared = QRadioButton(_("&No, others use it too"))
        self._choice = QButtonGroup(self)
        layout = QHBoxLayout(box)
        for button in (self.alone, self.shared):
            self._choice.addButton(button)
            layout.addWidget(button)
        self.body.addWidget(box)

    def _build_fields(self) -> None:
        self.address, self.login = QLineEdit(), QLineEdit()
        self.meant = QPushButton()
        self.meant.hide()
        self.password = PasswordField()
        self.keeps = QCheckBox(_("I will &type it myself in Thunderbird"))
        self.form = QFormLayout()
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.form.addRow(_("&Address:"), self.address)
        self.form.addRow("", self.meant)
        self.form.addRow(_("&Login:"), self.login)
        self.form.addRow(self._password_label(), self.password)
        self.form.addRow("", self.keeps)
        self.body.addLayout(self.form)

    def _password_label(self) -> QLabel:
        # The form would name the box around the field, not the field itself.
        label = QLabel(_("&Password:"))
        label.setBuddy(self.password.edit)
        return label

    def _build_details(self) -> None:
        content = QWidget()
        form = QFormLayout(content)
        self.name_field = QLineEdit()
        self.remembers = QCheckBox(_("&Keep the password in this computer's safe"))
        self.no_keyring = paragraph()
        self.no_keyring.hide()
        form.addRow(_("Na&me shown:"), self.name_field)
        form.addRow(self.remembers)
        form.addRow(self.no_keyring)
        self.details = Fold(content)
        self.body.addWidget(self.details)
        self.reveals(self.details)

    def _connect(self) -> None:
        answering = self.answering
        self._choice.buttonToggled.connect(self._choose)
        self.address.textEdited.connect(lambda text: answering.but(address=text))
        self.login.textEdited.connect(lambda text: answering.but(login=text))
        self.password.edit.textEdited.connect(answering.type_password)
        self.keeps.toggled.connect(lambda on: answering.but(keeps_password=on))
        self.meant.clicked.connect(self._take_suggestion)
        self.name_field.textEdited.connect(self._take_name)
        self.remembers.toggled.connect(self._take_remembers)
        self.details.button.toggled.connect(answering.ask_keyring)
        answering.glanced.connect(self._on_glance)
        answering.keyring_answered.connect(self._on_keyring)
        answering.recalled.connect(self._show_given)
        answering.faulted.connect(self._on_faults)

    def _fill_in(self) -> None:
        """Show the answers that were given from outside."""
        state = self.answering.state
        self.alone.setChecked(state.is_shared is False)
        self.address.setText(state.address)
        self.login.setText(state.login)
        self.name_field.setText(self.answering.name)
        if state.has_password:
            self._show_given()

    def _show_given(self) -> None:
        # The text of a secret is not shown, not even by the eye.
        self.password.edit.setPlaceholderText(_("already given"))

    def _choose(self) -> None:
        if self._choice.checkedButton() is not None:
            self.answering.but(is_shared=self.shared.isChecked())
            self._take_remembers()

    def _take_suggestion(self) -> None:
        glance = self.answering.glance
        if glance is not None and glance.meant is not None:
            self.address.setText(str(glance.meant))
            self.answering.but(address=str(glance.meant))
            self.login.setFocus()

    def _take_name(self, text: str) -> None:
        self.answering.name = text.strip()

    def _take_remembers(self) -> None:
        is_own = self.answering.state.is_shared is False
        self.answering.remembers = is_own and self.remembers.isChecked()
        if self.answering.remembers:
            self.answering.recall()

    def _on_glance(self) -> None:
        glance = self.answering.glance
        assert glance is not None
        if self.login.text() != self.answering.state.login:
            self.login.setText(self.answering.state.login)
        example = glance.logins[0] if glance.logins else ""
        hint = _("for example {login}").format(login=example) if example else ""
        self.login.setPlaceholderText(hint)
        if self._goes_on:
            self._goes_on = False
            self.wizard().next()

    def _show_suggestion(self) -> None:
        glance = self.answering.glance
        meant = glance.meant if glance else None
        self.meant.setVisible(meant is not None)
        if meant is not None:
            question = _("Did you mean @{domain}?").format(domain=meant.domain)
            self.meant.setText(question)

    def _on_faults(self, text: str) -> None:
        say(self.faults, text)

    def _on_keyring(self) -> None:
        reason = self.answering.why_no_keyring
        say(self.no_keyring, reason or "")
        self.remembers.setEnabled(reason is None)
