"""The second screen: the live check, which turns into what will be written."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from assistant.engine.flow import Check, Step
from assistant.gui.account_job import AccountJob
from assistant.gui.answering import Answering
from assistant.gui.facts import facts, remarks
from assistant.gui.fold import Fold
from assistant.gui.page import Page, paragraph
from assistant.gui.remedy import Deed
from assistant.gui.step_lines import StepLines
from assistant.gui.verdict_panel import VerdictPanel
from assistant.model import event as told
from assistant.text import _


class CheckPage(Page):
    """Shows each step as it happens, then the verdict or the plan."""

    edit_asked = Signal(Deed)

    def __init__(self, answering: Answering, account: AccountJob) -> None:
        super().__init__(Step.CHECK, answering, account)
        self.setCommitPage(True)
        self.lines = StepLines()
        self.verdict = VerdictPanel(answering, frozenset(Deed))
        self.plan = paragraph()
        self.facts = QPlainTextEdit()
        self.facts.setReadOnly(True)
        self.facts.setTabChangesFocus(True)
        self.facts.setAccessibleName(_("Details"))
        self.manual = QPushButton(_("&Give the servers by hand"))
        self.manual.clicked.connect(lambda: self.edit_asked.emit(Deed.EDIT_SERVERS))
        self.details = Fold(_stacked(self.facts, self.manual))
        for widget in (self.lines, self.verdict, self.plan, self.details):
            self.body.addWidget(widget)
        self.reveals(self.details)
        self.body.addStretch()
        self.verdict.asked.connect(self._do)
        account.began.connect(self._begin)
        account.told.connect(self._tell)
        account.finished.connect(self._finish)

    def initializePage(self) -> None:  # noqa: N802  # Qt's name
        """Begin the check as soon as the screen is entered."""
        self.answering.takes_over = False
        self.account.check()

    def cleanupPage(self) -> None:  # noqa: N802  # Qt's name
        """Going back ends the check and closes its connections."""
        self.account.stop()
        self.account.let_go()

    def validatePage(self) -> bool:  # noqa: N802  # Qt's name
        """Write first; the next screen comes once the account is written."""
        if self.answering.state.check is Check.WRITTEN:
            return True
        self.account.write()
        return False

    def refresh(self) -> None:
        """Say in the title how far the check has come."""
        super().refresh()
        check = self.answering.state.check
        self.entitle(_title(check))
        is_over = check not in {Check.WAITING, Check.RUNNING}
        self.plan.setVisible(is_over and bool(self.plan.text()))
        self.manual.setVisible(check is Check.FAILED)

    def _begin(self) -> None:
        self.lines.clear()
        self.verdict.hide()
        self.facts.clear()

    def _tell(self, event: object) -> None:
        if isinstance(event, told.Step) and self.isVisible():
            self.lines.show_step(event)

    def _finish(self) -> None:
        result, check = self.account.result, self.answering.state.check
        if check is Check.WRITTEN or not self.isVisible():
            return
        self.lines.settle()
        self.plan.setText(_("Stopped. Nothing was changed."))
        if result is not None:
            self.verdict.show_result(result)
            said = (result.message, self._plan(result), remarks(result))
            self.plan.setText("\n\n".join(filter(None, said)))
            self.facts.setPlainText(facts(result))
            # Nobody agrees to a repair without having seen what it changes.
            existing = result.details.get("existing", ())
            is_other = any(account["differences"] for account in existing)
            self.details.button.setChecked(is_other)
        self.refresh()
        self._move_focus()

    def _move_focus(self) -> None:
        if self.answering.state.check is Check.FAILED:
            self.verdict.action.setFocus()
        else:
            self.wizard().button(self.wizard().WizardButton.CommitButton).setFocus()

    def _plan(self, result: told.Result) -> str | None:
        if result.asked is not None:
            return result.asked.question
        client = result.details.get("client")
        if client is None or self.account.ready is None:
            return None
        words = (
            _("{program} will get the account {address}, in a new profile.")
            if client["created"]
            else _("{program} will get the account {address}. Nothing else changes.")
        )
        return words.format(
            program=client["name"].capitalize(), address=self.answering.address
        )

    def _do(self, deed: Deed) -> None:
        match deed:
            case Deed.RETRY:
                self.account.check()
            case Deed.REPAIR:
                self.answering.takes_over = True
                self.account.check()
            case Deed.COPY:
                QGuiApplication.clipboard().setText(self.facts.toPlainText())
            case _:
                self.edit_asked.emit(deed)


def _title(check: Check) -> str:
    match check:
        case Check.WAITING | Check.RUNNING:
            return _("Checking, nothing is written")
        case Check.READY:
            return _("Everything works: write the account?")
        case Check.FAILED:
            return _("Not yet: here is what to do")
        case Check.WRITING | Check.WRITTEN:
            return _("Writing the account")


def _stacked(*widgets: QWidget) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    return box
