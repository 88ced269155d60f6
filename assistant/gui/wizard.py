"""The window: five pages, four buttons, and an orderly way out."""

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMessageBox, QWizard

from assistant.engine.answers import Answers
from assistant.engine.flow import Check, Step
from assistant.gui.account_job import AccountJob
from assistant.gui.answering import Answering
from assistant.gui.bridge import Bridge
from assistant.gui.page import Page, page_id
from assistant.gui.remedy import Deed
from assistant.gui.who import WhoPage
from assistant.text import _

# A goodbye to two servers takes one trip; a window does not stay for a longer one.
_GOODBYE_MS = 800
_WIDTH_LETTERS, _HEIGHT_LINES, _FRAME_LINES = 88, 38, 3


class Wizard(QWizard):
    """Walks the flow; Esc and the cancel button stop what runs, or ask to leave."""

    def __init__(self, profile: str | None, given: Answers | None = None) -> None:
        super().__init__()
        self.bridge = Bridge(profile)
        self.answering = Answering(self.bridge, given)
        self.account = AccountJob(self.bridge, self.answering)
        self._is_closing = self._is_closed = False
        self.question: QMessageBox | None = None
        self.setWindowTitle(_("Mail Assistant"))
        # The same on every system: the native styles paint over dark palettes.
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.NoBackButtonOnLastPage)
        self.setOption(QWizard.WizardOption.NoCancelButtonOnLastPage)
        self._add_first_page()
        self._name_buttons()
        self._connect()
        self.resize(self._good_size())

    def page_of(self, step: Step) -> Page:
        """Return the page of a screen."""
        return self._pages[step]

    def reject(self) -> None:
        """Stop what runs; when nothing does, ask before leaving."""
        if self.account.is_busy:
            self.account.stop()
        elif self._has_something_to_lose():
            self._ask_to_leave()
        else:
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint first; only then is the engine loaded."""
        super().paintEvent(event)
        QTimer.singleShot(0, self.bridge.open)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Let the jobs end first; the window goes when they have."""
        if self._is_closed:
            super().closeEvent(event)
            return
        event.ignore()
        self._begin_closing()

    def done(self, result: int) -> None:
        """End as closing does, whatever button was pressed."""
        del result
        self.close()

    def _add_first_page(self) -> None:
        self._pages: dict[Step, Page] = {}
        # Connected before the page is: it may go on to the next at this signal.
        self.answering.glanced.connect(self._add_other_pages)
        self._who = WhoPage(self.answering, self.account)
        self._add(self._who)
        self.setStartId(page_id(Step.WHO))

    def _add_other_pages(self) -> None:
        """Add the pages that nobody sees before an address was looked up.

        They need the words of the engine, which is loaded by then.
        """
        if Step.CHECK in self._pages:
            return
        from assistant.gui import pages  # noqa: PLC0415  # not before the first paint

        check = pages.CheckPage(self.answering, self.account)
        check.edit_asked.connect(self._edit)
        self._add(check)
        for page in (pages.SharedPage, pages.ManualPage, pages.DonePage):
            self._add(page(self.answering, self.account))

    def _add(self, page: Page) -> None:
        self._pages[page.step] = page
        self.setPage(page_id(page.step), page)

    def _name_buttons(self) -> None:
        which = QWizard.WizardButton
        self.setButtonText(which.NextButton, _("Ne&xt"))
        self.setButtonText(which.BackButton, _("&Back"))
        self.setButtonText(which.CommitButton, _("&Write the account"))
        self.setButtonText(which.FinishButton, _("&Finish"))
        self._name_cancel()

    def _name_cancel(self) -> None:
        words = _("Stop") if self.account.is_busy else _("Quit")
        self.setButtonText(QWizard.WizardButton.CancelButton, words)

    def _connect(self) -> None:
        self.bridge.broke.connect(self._show_bug)
        self.bridge.stopped.connect(self._finish_closing)
        self.answering.changed.connect(self._name_cancel)
        self.answering.page_missed.connect(self._show_missed_page)
        self.account.began.connect(self._name_cancel)
        self.account.finished.connect(self._on_finished)
        self.account.left.connect(self._on_left)
        self.currentIdChanged.connect(self._on_page)

    def _on_page(self, number: int) -> None:
        if number >= 0:
            step = list(Step)[number]
            self.answering.but(step=step)
            self._pages[step].enter()

    def _on_finished(self) -> None:
        self._name_cancel()
        if self._is_closing:
            self._say_goodbye()
        elif self._is_written_now():
            self.next()

    def _on_left(self) -> None:
        if self._is_closing:
            self.bridge.stop()

    def _is_written_now(self) -> bool:
        is_here = self.currentId() == page_id(Step.CHECK)
        return is_here and self.answering.state.check is Check.WRITTEN

    def _edit(self, deed: Deed) -> None:
        """Go back to what is to be corrected."""
        while self.currentId() != page_id(Step.WHO):
            self.back()
        if deed is Deed.EDIT_SERVERS:
            self.answering.but(wants_manual=True)
            self.next()
        else:
            self._who.edit(deed)

    def _has_something_to_lose(self) -> bool:
        is_written = self.answering.state.check is Check.WRITTEN
        return bool(self.answering.state.address) and not is_written

    def _ask_to_leave(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(self.windowTitle())
        box.setText(_("Quit? Nothing was written on this computer."))
        leave = box.addButton(_("&Quit"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(_("&Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        leave.clicked.connect(self.close)
        self._open(box)

    def _show_missed_page(self) -> None:
        box = QMessageBox(self)
        box.setText(_("No browser could be opened here."))
        self._open(box)

    def _show_bug(self, report: str) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(
            _(
                "This program has made a mistake. Nothing more was done. "
                "The details hold nothing that you typed."
            )
        )
        box.setDetailedText(report)
        self._open(box)

    def _open(self, box: QMessageBox) -> None:
        self.question = box
        # Not `exec`: a nested loop would hold back the end of the jobs.
        box.open()

    def _begin_closing(self) -> None:
        if self._is_closing:
            return
        self._is_closing = True
        self.setEnabled(False)
        if self.account.is_busy:
            self.account.stop()
        else:
            self._say_goodbye()

    def _say_goodbye(self) -> None:
        self.account.let_go()
        if self.account.is_saying_goodbye:
            QTimer.singleShot(_GOODBYE_MS, self.bridge.stop)
        else:
            self.bridge.stop()

    def _finish_closing(self) -> None:
        self.bridge.join()
        self._is_closed = True
        super().done(0)

    def _good_size(self) -> QSize:
        """Room for the straight way, as far as the screen has it."""
        metrics = self.fontMetrics()
        wished = QSize(
            metrics.averageCharWidth() * _WIDTH_LETTERS,
            metrics.lineSpacing() * _HEIGHT_LINES,
        )
        # The frame that the system draws around it needs a few lines as well.
        frame = QSize(0, metrics.lineSpacing() * _FRAME_LINES)
        return wished.boundedTo(self.screen().availableSize() - frame)
