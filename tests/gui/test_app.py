"""The windowed command: its language, its start, its end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Shows the wizard, says what is loaded at the first paint, and leaves.
WATCHED = """
import sys
from PySide6 import QtCore, QtWidgets
HEAVY = ("asyncio", "pydantic", "dns", "cryptography", "assistant.engine.session")

class Watch(QtCore.QObject):
    is_first = True
    def eventFilter(self, watched, event):
        if self.is_first and event.type() == QtCore.QEvent.Type.Paint:
            self.is_first = False
            print([name for name in HEAVY if name in sys.modules])
            print(watched.windowTitle())
            print(watched.button(QtWidgets.QWizard.WizardButton.NextButton).text())
            print(QtCore.QCoreApplication.translate("QLineEdit", "&Copy"))
            QtCore.QTimer.singleShot(0, watched.close)
        return False

class Watched(QtWidgets.QApplication):
    def exec(self):
        self.watch = Watch()
        for window in self.topLevelWidgets():
            if window.isVisible():
                window.installEventFilter(self.watch)
        return super().exec()

QtWidgets.QApplication = Watched
from assistant.gui.app import main
sys.argv = ["assistant-messagerie-gui", *sys.argv[1:]]
sys.exit(main())
"""


def start(
    home: Path, *words: str, lang: str, script: str = WATCHED
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        env={
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "LANG": lang,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


UNOPENED = """
import sys
from PySide6 import QtWidgets

class Broken:
    @staticmethod
    def instance():
        raise ValueError("canary-fdurand1")

QtWidgets.QApplication = Broken
from assistant.gui.app import main
sys.argv = sys.argv[:1]
sys.exit(main())
"""


def test_a_bug_before_there_is_a_window_shows_no_value(tmp_path: Path) -> None:
    finished = start(tmp_path, lang="C.UTF-8", script=UNOPENED)

    assert finished.returncode == 70
    assert "builtins.ValueError" in finished.stderr
    assert "canary" not in finished.stdout + finished.stderr


@pytest.mark.parametrize(
    ("words", "lang", "following", "copy"),
    [
        ((), "fr_FR.UTF-8", "&Suivant", "Cop&ier"),
        ((), "en_GB.UTF-8", "Ne&xt", "&Copy"),
        (("--lang", "en"), "fr_FR.UTF-8", "Ne&xt", "&Copy"),
    ],
)
def test_the_first_paint_comes_before_the_engine_and_in_ones_own_language(
    tmp_path: Path, words: tuple[str, ...], lang: str, following: str, copy: str
) -> None:
    finished = start(tmp_path, *words, lang=lang)

    assert finished.returncode == 0, finished.stderr
    loaded, title, button, qt_word = finished.stdout.splitlines()
    assert loaded == "[]"
    assert title
    assert button == following
    assert qt_word == copy


def test_a_language_that_is_not_spoken_is_refused(tmp_path: Path) -> None:
    assert start(tmp_path, "--lang", "xx", lang="fr").returncode == 2


# A slot breaks while the window stands; then the window is closed as usual.
BROKEN = """
import sys
from PySide6 import QtCore, QtWidgets
from assistant.gui import app

def breaks():
    raise RuntimeError("canary-90aa")

def look():
    wizard = next(w for w in QtWidgets.QApplication.topLevelWidgets()
                  if isinstance(w, QtWidgets.QWizard))
    if wizard.question is None:
        QtCore.QTimer.singleShot(20, look)
        return
    print(wizard.isVisible(), wizard.question.detailedText().replace("\\n", " "))
    wizard.question.close()
    wizard.close()

application = QtWidgets.QApplication([])
QtCore.QTimer.singleShot(0, breaks)
QtCore.QTimer.singleShot(20, look)
before = sys.excepthook
code = app.run(None)
print(sys.excepthook is before)
sys.exit(code)
"""


def test_a_bug_in_a_window_is_shown_without_values_and_the_window_stays(
    tmp_path: Path,
) -> None:
    finished = start(tmp_path, lang="en", script=BROKEN)

    assert finished.returncode == 0, finished.stderr
    shown, is_restored = finished.stdout.splitlines()
    assert shown.startswith("True builtins.RuntimeError")
    assert is_restored == "True"
    assert "canary" not in finished.stdout + finished.stderr
