"""A verdict for people: what it is, what to do, who acts, what not to do."""

from collections.abc import Collection

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from assistant.engine.words import Words, verdict_words, who_words
from assistant.gui.answering import Answering
from assistant.gui.page import paragraph
from assistant.gui.remedy import Deed, Remedy, remedy
from assistant.model.event import Result
from assistant.model.institution import LinkKind
from assistant.model.verdict import Verdict
from assistant.text import _

_SECOND_MS = 1000
_PAGES = {
    Deed.OPEN_WEBMAIL: LinkKind.WEBMAIL,
    Deed.OPEN_PORTAL: LinkKind.PASSWORD,
}


class VerdictPanel(QFrame):
    """Shows one verdict with its one button, and a countdown where one runs.

    Pages of the institution are opened from here.

    Args:
        answering: whose institution it is.
        deeds: what the page can do; a button for anything else is not shown.

    Attributes:
        asked: one of `deeds` is wished.
    """

    asked = Signal(Deed)

    def __init__(self, answering: Answering, deeds: Collection[Deed]) -> None:
        super().__init__()
        self._answering, self._deeds = answering, deeds
        self._remedy: Remedy | None = None
        self._wait_s = 0
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND_MS)
        self._clock.timeout.connect(self._tick)
        self.title, self.advice = paragraph(), paragraph()
        self.who, self.avoid = paragraph(), paragraph()
        self.action = QPushButton()
        self.action.clicked.connect(self._ask)
        self.again = QPushButton(_("&Try again"))
        self.again.clicked.connect(lambda: self.asked.emit(Deed.RETRY))
        self._lay_out()
        self.hide()

    def show_result(self, result: Result) -> None:
        """Show the verdict of a result, or nothing where it has none."""
        self.setVisible(result.diagnosis is not None)
        if result.diagnosis is None:
            return
        verdict = result.diagnosis.verdict
        words = self._words(verdict)
        self.title.setText(words.title)
        self.advice.setText(words.advice)
        self.avoid.setText(words.avoid)
        self.avoid.setVisible(bool(words.avoid))
        self.who.setText(_("Who acts: {who}").format(who=who_words(verdict.who)))
        self._remedy = remedy(verdict, self._answering)
        self.action.setVisible(self._remedy.deed in {*self._deeds, *_PAGES})
        may_retry = Deed.RETRY in self._deeds
        self.again.setVisible(self._remedy.comes_back and may_retry)
        self.action.setAccessibleDescription(f"{words.title}. {words.advice}")
        self._wait(result.budget.wait_s)

    def _words(self, verdict: Verdict) -> Words:
        glance = self._answering.glance
        institution = glance.institution if glance else None
        name = institution.short_name if institution else None
        return verdict_words(verdict, institution=name)

    def _lay_out(self) -> None:
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QVBoxLayout(self)
        for label in (self.title, self.advice, self.who, self.avoid):
            layout.addWidget(label)
        buttons = QHBoxLayout()
        for button in (self.action, self.again):
            buttons.addWidget(button)
        buttons.addStretch()
        layout.addLayout(buttons)

    def _ask(self) -> None:
        if self._remedy is None:
            return
        if (kind := _PAGES.get(self._remedy.deed)) is not None:
            self._answering.open_page(kind)
        else:
            self.asked.emit(self._remedy.deed)

    def _wait(self, seconds: int) -> None:
        self._wait_s = seconds
        self._show_wait()
        if seconds:
            self._clock.start()

    def _tick(self) -> None:
        self._wait_s = max(0, self._wait_s - 1)
        self._show_wait()
        if not self._wait_s:
            self._clock.stop()

    def _show_wait(self) -> None:
        """Count down on the button: a click that cannot help is not offered."""
        assert self._remedy is not None
        is_retry = self._remedy.deed is Deed.RETRY
        self.action.setEnabled(not (self._wait_s and is_retry))
        self.again.setEnabled(not self._wait_s)
        words = self._remedy.words
        if self._wait_s:
            minutes, seconds = divmod(self._wait_s, 60)
            left = _("Try again in {time}").format(time=f"{minutes}:{seconds:02}")
            (self.action if is_retry else self.again).setText(left)
            words = left if is_retry else words
        else:
            self.again.setText(_("&Try again"))
        self.action.setText(words)
