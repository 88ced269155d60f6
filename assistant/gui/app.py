"""Opens the wizard and stays until it is closed."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QLibraryInfo, QTranslator

from assistant.engine.answers import Answers
from assistant.engine.bug import bug_report, report_bugs
from assistant.gui.wizard import Wizard
from assistant.text import LANGUAGES, _, language, use_language


def main() -> int:
    """Run the windowed command and return its exit code."""
    parser = argparse.ArgumentParser(prog="assistant-messagerie-gui")
    parser.add_argument("--profile", metavar="FILE|ID")
    parser.add_argument("--lang", choices=LANGUAGES)
    options = parser.parse_args()
    report_bugs()
    use_language(options.lang)
    return run(options.profile)


def run(profile: str | None, answers: Answers | None = None) -> int:
    """Show the wizard in the chosen language, filled in with what is known."""
    application = QtWidgets.QApplication.instance() or QtWidgets.QApplication(
        sys.argv[:1]
    )
    assert isinstance(application, QtWidgets.QApplication)
    application.setApplicationDisplayName(_("Mail Assistant"))
    translator = qt_words()
    application.installTranslator(translator)
    wizard = Wizard(profile, answers)
    wizard.show()
    with _showing_bugs(wizard):
        code = application.exec()
    # Windows must go before the application does, and not when Python thinks so.
    wizard.deleteLater()
    application.sendPostedEvents(wizard, QEvent.Type.DeferredDelete)
    application.removeTranslator(translator)
    return code


@contextmanager
def _showing_bugs(wizard: Wizard) -> Iterator[None]:
    """Show what nobody catches in the windows' own code, and go on."""

    def show(
        _kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        wizard.bridge.broke.emit(bug_report(error.with_traceback(trace)))

    # Qt's slots end here; Python's own report would show values.
    before, sys.excepthook = sys.excepthook, show
    try:
        yield
    finally:
        sys.excepthook = before


def qt_words() -> QTranslator:
    """Return Qt's own words, such as a field's menu, in the chosen language."""
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator.load(f"qtbase_{language()}", folder)
    return translator
