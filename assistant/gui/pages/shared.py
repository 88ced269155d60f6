"""The branch for a computer that others use too: the webmail instead."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from assistant.engine.flow import Step, why_not
from assistant.gui.account_job import AccountJob
from assistant.gui.answering import Answering
from assistant.gui.page import Page, page_id, paragraph
from assistant.gui.remedy import page_words
from assistant.model.institution import LinkKind
from assistant.text import _


class SharedPage(Page):
    """Recommends the webmail and stores nothing, unless the user insists."""

    def __init__(self, answering: Answering, account: AccountJob) -> None:
        super().__init__(Step.SHARED, answering, account)
        self.entitle(_("Use the webmail here"))
        self.webmail = QPushButton()
        self.webmail.clicked.connect(lambda: answering.open_page(LinkKind.WEBMAIL))
        self.unknown = paragraph(
            _("Ask your institution for the address of its webmail.")
        )
        self.anyway = QCheckBox(_("I &want the account on this computer anyway"))
        self.anyway.toggled.connect(self._insist)
        self.body.addWidget(
            paragraph(
                _(
                    "Others use this computer: they could read your mail. The webmail "
                    "leaves nothing here; remember to sign out. Nothing was stored."
                )
            )
        )
        self.body.addWidget(self.webmail, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.unknown)
        self.body.addWidget(self.anyway)
        self.body.addStretch()

    def first_field(self) -> QWidget:
        """Return the button that opens the webmail, or the way on without it."""
        return self.anyway if self.webmail.isHidden() else self.webmail

    def refresh(self) -> None:
        """Show the webmail of the address's institution, with its host."""
        super().refresh()
        words = page_words(self.answering, LinkKind.WEBMAIL)
        self.webmail.setVisible(words is not None)
        self.unknown.setVisible(words is None)
        self.webmail.setText(words or "")
        self.anyway.setChecked(self.answering.state.wants_account_anyway)

    def _insist(self, insists: bool) -> None:  # noqa: FBT001  # Qt's signal
        self.answering.but(wants_account_anyway=insists)
        wizard = self.wizard()
        is_here = wizard.currentId() == page_id(self.step)
        if insists and is_here and why_not(self.answering.state) is not None:
            wizard.back()  # the login and the password are asked for there
