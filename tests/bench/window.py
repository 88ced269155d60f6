"""Opens a window, says when it is first painted, and ends.

    python -m tests.bench.window empty|product

`empty` is a bare QWizard, `product` this program's. The time is that of the system's
monotonic clock, so that a parent can subtract the moment of the start.
"""

import importlib
import os
import sys
import time
from typing import NoReturn

from PySide6 import QtCore, QtWidgets


class FirstPaint(QtCore.QObject):
    """Ends the process at the first paint of what it watches."""

    def eventFilter(  # noqa: N802  # Qt's name
        self, watched: QtCore.QObject, event: QtCore.QEvent
    ) -> bool:
        if event.type() == QtCore.QEvent.Type.Paint:
            sys.stdout.write(f"{time.monotonic()}\n")
            sys.stdout.flush()
            os._exit(0)
        return super().eventFilter(watched, event)


class WatchedApplication(QtWidgets.QApplication):
    """An application that watches the window it shows."""

    def exec(self) -> int:  # type: ignore[override]  # static in Qt, called on both
        watcher = FirstPaint(self)
        for window in self.topLevelWidgets():
            if window.isVisible():
                window.installEventFilter(watcher)
        return super().exec()


def empty() -> None:
    """Show a wizard with one blank page."""
    application = WatchedApplication([])
    wizard = QtWidgets.QWizard()
    wizard.addPage(QtWidgets.QWizardPage())
    wizard.show()
    application.exec()


def product() -> None:
    """Start the program as its windowed command does."""
    # The program makes its own application; here it makes one that watches.
    QtWidgets.QApplication = WatchedApplication  # type: ignore[misc]  # for this process
    sys.argv = ["assistant-messagerie-gui"]
    importlib.import_module("assistant.gui.app").main()


def main() -> NoReturn:
    """Open the window that the first word names."""
    {"empty": empty, "product": product}[sys.argv[1]]()
    sys.exit("no window was painted")


if __name__ == "__main__":
    main()
