"""The wizard without a screen, on the demo's real servers in a home of its own."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoSafe

# Before Qt is imported by anybody.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pytestqt.qtbot import QtBot

from assistant.demo import DemoServers, in_thread
from assistant.engine import Answers
from assistant.gui.wizard import Wizard
from assistant.text import language, use_language
from tests.gui.walker import Walker

WizardFactory = Callable[..., Walker]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a home of the test's own, on a computer without a safe for passwords."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / f".{name.lower()}"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    before = keyring.get_keyring()
    keyring.set_keyring(NoSafe())  # type: ignore[no-untyped-call]  # the library's
    yield folder
    keyring.set_keyring(before)


@pytest.fixture
def demo(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DemoServers]:
    """Give the demo's servers, which `home` trusts."""
    with in_thread(tmp_path) as servers:
        for name, value in servers.environment(home).items():
            monkeypatch.setenv(name, value)
        yield servers


@pytest.fixture(params=["fr", "en"])
def each_language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak one language after the other."""
    before = language()
    yield use_language(request.param)
    use_language(before)


@pytest.fixture
def french() -> Iterator[None]:
    """Speak French."""
    before = language()
    use_language("fr")
    yield
    use_language(before)


@pytest.fixture
def open_wizard(qtbot: QtBot, home: Path) -> Iterator[WizardFactory]:
    """Give a function that opens a wizard; each is closed, and leaves no thread."""
    del home
    opened: list[Wizard] = []

    def start(
        profile: Path | str | None = None, given: Answers | None = None
    ) -> Walker:
        wizard = Wizard(None if profile is None else str(profile), given)
        opened.append(wizard)
        wizard.show()
        wizard.activateWindow()
        return Walker(wizard, qtbot)

    yield start
    for wizard in opened:
        wizard.close()
        qtbot.waitUntil(_hidden(wizard), timeout=5000)
        wizard.deleteLater()
    assert not [one for one in threading.enumerate() if one.name == "engine"]


def _hidden(wizard: Wizard) -> Callable[[], bool]:
    return lambda: not wizard.isVisible()
