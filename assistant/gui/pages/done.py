"""The third screen: the proof, and the way back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from assistant.engine.flow import Step
from assistant.gui.account_job import AccountJob
from assistant.gui.answering import Answering
from assistant.gui.facts import facts, remarks
from assistant.gui.fold import Fold
from assistant.gui.page import Page, paragraph, say
from assistant.gui.remedy import Deed
from assistant.gui.step_lines import StepLines
from assistant.gui.verdict_panel import VerdictPanel
from assistant.model import event as told
from assistant.text import _


class DonePage(Page):
    """Says what was proven; one button takes everything back."""

    def __init__(self, answering: Answering, account: AccountJob) -> None:
        super().__init__(Step.DONE, answering, account)
        self.proof, self.note, self.keyring = paragraph(), paragraph(), paragraph()
        self.verdict = VerdictPanel(answering, {Deed.COPY})
        self.lines = StepLines()
        self.undo = QPushButton(_("&Undo everything"))
        self.undo.clicked.connect(self._undo)
        self.facts = QPlainTextEdit()
        self.facts.setReadOnly(True)
        self.facts.setTabChangesFocus(True)
        self.facts.setAccessibleName(_("Details"))
        self.keyring.hide()
        self.lines.hide()
        self.details = Fold(self.facts)
        for widget in (self.proof, self.note, self.keyring, self.verdict, self.lines):
            self.body.addWidget(widget)
        self.body.addWidget(self.undo, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.details)
        self.reveals(self.details)
        self.body.addStretch()
        self.verdict.asked.connect(self._copy)
        account.told.connect(self._tell)
        account.finished.connect(self._finish)
        account.noted.connect(self._note)

    def first_field(self) -> QWidget:
        """Return the wizard's own button: there is nothing left to do."""
        return self.wizard().button(self.wizard().WizardButton.FinishButton)

    def initializePage(self) -> None:  # noqa: N802  # Qt's name
        """Show how the writing ended."""
        self._show()

    def _undo(self) -> None:
        self.undo.setEnabled(False)
        self.lines.show()
        self.account.undo()

    def _note(self, text: str) -> None:
        say(self.keyring, text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.facts.toPlainText())

    def _tell(self, event: object) -> None:
        if isinstance(event, told.Step) and self.isVisible():
            self.lines.show_step(event)

    def _finish(self) -> None:
        if self.isVisible():
            self._show()

    def _show(self) -> None:
        result = self.account.result
        is_fine = result is not None and result.is_ok
        if self.account.is_undone:
            self.entitle(_("Everything is taken back"))
        elif is_fine and result is not None and "roundtrip_s" in result.details:
            self.entitle(_("Everything is ready"))
        else:
            self.entitle(_("The account is written"))
        self.undo.setEnabled(not self.account.is_undone)
        say(self.proof, self._proof(result))
        if result is not None:
            self.verdict.show_result(result)
            say(self.note, remarks(result))
            self.facts.setPlainText(facts(result))

    def _proof(self, result: told.Result | None) -> str:
        if result is None:
            return _("Stopped. The account stays as it is.")
        return result.message or ""
