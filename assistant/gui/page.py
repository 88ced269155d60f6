"""What all pages share: a title that is announced, a way to scroll, why not yet."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
    QWizard,
    QWizardPage,
)

from assistant.engine.flow import Step, next_step, why_not
from assistant.gui.account_job import AccountJob
from assistant.gui.answering import Answering
from assistant.gui.fold import Fold

_IDS = {step: number for number, step in enumerate(Step)}


def page_id(step: Step) -> int:
    """Return the number under which the wizard knows a screen."""
    return _IDS[step]


def paragraph(text: str = "") -> QLabel:
    """Return a text that takes as many lines as it needs."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def say(label: QLabel, text: str) -> None:
    """Show a text, or nothing at all where it is empty."""
    label.setText(text)
    label.setVisible(bool(text))


class Page(QWizardPage):
    """One screen of the flow; what it holds goes into `body`."""

    def __init__(self, step: Step, answering: Answering, account: AccountJob) -> None:
        super().__init__()
        self.step, self.answering, self.account = step, answering, account
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.why = paragraph()
        self.why.setAlignment(Qt.AlignmentFlag.AlignRight)
        outer = QVBoxLayout(self)
        self._area = _scrolling(content)
        outer.addWidget(self._area)
        outer.addWidget(self.why)
        answering.changed.connect(self._on_changed)

    def entitle(self, title: str) -> None:
        """Give the page its title, for the eye and for a screen reader."""
        self.setTitle(title)
        self.setAccessibleName(title)

    def first_field(self) -> QWidget | None:
        """Return where typing begins, None for the wizard's own button."""
        return None

    def reveals(self, fold: Fold) -> None:
        """Scroll to what a fold shows when it is opened."""

        def scroll() -> None:
            self._area.ensureWidgetVisible(fold)

        # The layout knows the new heights only after this event.
        fold.button.toggled.connect(lambda: QTimer.singleShot(0, self, scroll))

    def isComplete(self) -> bool:  # noqa: N802  # Qt's name
        """Whether the flow lets the user go on from here."""
        return self._why_not() is None

    def nextId(self) -> int:  # noqa: N802  # Qt's name
        """Return the page that the flow puts next, -1 after the last."""
        if self.step is Step.DONE:
            return -1
        return page_id(next_step(self.answering.state.but(step=self.step)))

    def enter(self) -> None:
        """Show the state, and put the focus where typing begins."""
        self.refresh()
        # The wizard moves the focus once more when it has changed the page.
        QTimer.singleShot(0, self, self._focus)

    def refresh(self) -> None:
        """Show the state as it is now."""
        reason = self._why_not() or ""
        self.why.setText(reason)
        for which in (
            QWizard.WizardButton.NextButton,
            QWizard.WizardButton.CommitButton,
        ):
            if self.wizard() is not None:
                self.wizard().button(which).setAccessibleDescription(reason)
        self.completeChanged.emit()

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _why_not(self) -> str | None:
        return why_not(self.answering.state.but(step=self.step))

    def _focus(self) -> None:
        field = self.first_field()
        if field is not None and self.isVisible():
            field.setFocus(Qt.FocusReason.TabFocusReason)


def _scrolling(content: QWidget) -> QScrollArea:
    # Large letters on a small screen: everything stays within reach.
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
