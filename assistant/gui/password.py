"""A password field with a button that shows what is typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from assistant.gui.eye import eye_icon
from assistant.text import _


class PasswordField(QWidget):
    """The field `edit` and beside it the eye, which the keyboard reaches too."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFocusProxy(self.edit)
        self.eye = QToolButton()
        self.eye.setText(_("&Show"))
        self.eye.setIcon(eye_icon(self))
        self.eye.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.eye.setCheckable(True)
        self.eye.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.eye.setAccessibleName(_("Show the password"))
        self.eye.toggled.connect(self._show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        layout.addWidget(self.eye)

    def _show(self, is_shown: bool) -> None:  # noqa: FBT001  # Qt's signal
        modes = QLineEdit.EchoMode
        self.edit.setEchoMode(modes.Normal if is_shown else modes.Password)
