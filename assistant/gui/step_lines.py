"""The live list: one line for each step, with a sign and words."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from assistant.engine.words import step_words
from assistant.gui.page import paragraph
from assistant.model.event import Step, StepState
from assistant.text import N_, _

_SIGNS = {
    StepState.STARTED: "…",
    StepState.OK: "✓",
    StepState.WARNED: "!",
    StepState.FAILED: "✗",
    StepState.SKIPPED: "–",
}
# A screen reader does not say the signs.
_SPOKEN = {
    StepState.STARTED: N_("running"),
    StepState.OK: N_("done"),
    StepState.WARNED: N_("done, with a remark"),
    StepState.FAILED: N_("failed"),
    StepState.SKIPPED: N_("not tried"),
}


class StepLines(QWidget):
    """Shows steps in the order in which they begin."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._lines: dict[str, tuple[QLabel, QLabel]] = {}

    def clear(self) -> None:
        """Begin an empty list."""
        for line in self._lines.values():
            for label in line:
                label.hide()
                self._grid.removeWidget(label)
                label.deleteLater()
        self._lines.clear()

    def show_step(self, step: Step) -> None:
        """Add the step's line, or tell in it how the step stands now."""
        if step.id not in self._lines:
            self._add(step.id)
        sign, words = self._lines[step.id]
        sign.setText(_SIGNS[step.state])
        words.setText(self._text(step))
        words.setAccessibleName(f"{words.text()}: {_(_SPOKEN[step.state])}")

    def settle(self) -> None:
        """Take away the lines of steps that were broken off."""
        for sign, words in self._lines.values():
            if sign.text() == _SIGNS[StepState.STARTED]:
                sign.hide()
                words.hide()

    def texts(self) -> list[str]:
        """Return the lines as they can be read."""
        return [
            f"{sign.text()} {words.text()}"
            for sign, words in self._lines.values()
            if not sign.isHidden()
        ]

    def spoken(self) -> list[str]:
        """Return the lines as a screen reader says them."""
        return [words.accessibleName() for _sign, words in self._lines.values()]

    def _add(self, step_id: str) -> None:
        sign, words = QLabel(), paragraph()
        row = len(self._lines)
        self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)
        self._lines[step_id] = (sign, words)

    @staticmethod
    def _text(step: Step) -> str:
        words = step_words(step.id)
        if step.state in {StepState.FAILED, StepState.SKIPPED}:
            return f"{words} — {_(_SPOKEN[step.state])}"
        return words
