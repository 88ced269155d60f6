"""A user at the wizard: only keys, and only what the focus says."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget, QWizard
from pytestqt.qtbot import QtBot

from assistant.engine.flow import Check, Step
from assistant.gui.page import Page
from assistant.gui.wizard import Wizard

LIMIT_MS = 20_000
_MOST_TABS = 40


class Walker:
    """Types and presses keys; `wizard` is the window it sits at."""

    def __init__(self, wizard: Wizard, qtbot: QtBot) -> None:
        self.wizard, self.qtbot = wizard, qtbot
        self.bugs: list[str] = []
        wizard.bridge.broke.connect(self.bugs.append)

    @property
    def page(self) -> Page:
        page = self.wizard.currentPage()
        assert isinstance(page, Page)
        return page

    @property
    def step(self) -> Step:
        return self.page.step

    @property
    def check(self) -> Check:
        return self.wizard.answering.state.check

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the windows live until something is so, or a bug is told."""
        known = len(self.bugs)
        self.qtbot.waitUntil(
            lambda: condition() or len(self.bugs) > known, timeout=LIMIT_MS
        )
        assert condition(), self.bugs

    def until_step(self, step: Step) -> None:
        self.until(lambda: self.wizard.currentId() >= 0 and self.step is step)

    def focus(self) -> QWidget:
        """Whoever would get the next key."""
        self.until(lambda: QApplication.focusWidget() is not None)
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key, *, alt: bool = False) -> None:
        modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier(0)
        QTest.keyClick(self.focus(), key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)

    def mnemonic(self, words: str) -> None:
        """Press Alt and the letter that is underlined in the words."""
        letter = words[words.index("&") + 1].upper()
        self.press(Qt.Key(ord(letter)), alt=True)

    def tab_to(self, widget: QWidget) -> None:
        for _ in range(_MOST_TABS):
            if self.focus() is widget:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"no way to {widget} by Tab")

    def push(self, button: QAbstractButton) -> None:
        """Reach a button by Tab and press Space on it."""
        self.tab_to(button)
        self.press(Qt.Key.Key_Space)

    def button(self, which: QWizard.WizardButton) -> QAbstractButton:
        return self.wizard.button(which)

    def words(self) -> list[str]:
        """Every text on the screen."""
        shown = [
            one
            for one in self.wizard.findChildren(QWidget)
            if one.isVisible() and isinstance(one, QLabel | QAbstractButton)
        ]
        return [text for one in shown if (text := one.text().replace("&", ""))]

    def reads(self, text: str) -> bool:
        """Whether the screen shows that text somewhere."""
        return any(text in shown for shown in self.words())


@contextmanager
def heartbeat() -> Iterator[list[float]]:
    """Collect the pauses between beats of the windows' thread, in seconds."""
    pauses: list[float] = []
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        now = time.monotonic()
        pauses.append(now - last)
        last = now

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(beat)
    timer.start()
    yield pauses
    timer.stop()
