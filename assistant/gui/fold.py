"""« Détails »: what most people need not read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from assistant.text import _


class Fold(QWidget):
    """A button that shows and hides what lies under it; closed at first."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.button = QToolButton()
        self.button.setText(_("&Details"))
        self.button.setCheckable(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setAutoRaise(True)
        self.button.toggled.connect(self._turn)
        self.content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addWidget(content)
        self._turn(False)  # noqa: FBT003  # Qt's signal has this one argument

    def _turn(self, is_open: bool) -> None:  # noqa: FBT001  # Qt's signal
        arrow = Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow
        self.button.setArrowType(arrow)
        state = _("shown") if is_open else _("hidden")
        self.button.setAccessibleDescription(state)
        self.content.setVisible(is_open)
