"""The computer's safe for passwords: asked for, never by itself."""

import json
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard

from assistant.demo import DemoServers
from assistant.engine import Answers
from assistant.engine.flow import Check, Step
from assistant.gui.pages import DonePage
from assistant.gui.who import WhoPage
from tests.cli.safe import FileSafe
from tests.gui.conftest import WizardFactory
from tests.gui.walker import Walker


@pytest.fixture
def safe(home: Path) -> Iterator[Path]:
    """Give the file of a safe that works without a desktop."""
    before = keyring.get_keyring()
    keyring.set_keyring(FileSafe())  # type: ignore[no-untyped-call]  # the library's
    yield home / "safe.json"
    keyring.set_keyring(before)


def kept(safe: Path) -> object:
    """Return what the safe holds, None while it is being written."""
    try:
        return json.loads(safe.read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None


def set_up(walker: Walker, *, remembering: bool) -> None:
    who = walker.page
    assert isinstance(who, WhoPage)
    walker.push(who.details.button)
    if remembering:
        walker.push(who.remembers)
    walker.wizard.next()
    walker.until(lambda: walker.check is Check.READY)
    walker.button(QWizard.WizardButton.CommitButton).click()
    walker.until_step(Step.DONE)


def test_a_password_is_kept_when_asked_and_forgotten_by_undo(
    open_wizard: WizardFactory, demo: DemoServers, safe: Path
) -> None:
    given = Answers(demo.address, login=demo.login, secret=demo.password)
    walker = open_wizard(demo.profile_file, given)
    set_up(walker, remembering=True)
    walker.until(lambda: bool(kept(safe)))
    assert str(demo.address) not in safe.read_text("utf-8")

    page = walker.page
    assert isinstance(page, DonePage)
    walker.push(page.undo)
    walker.until(lambda: kept(safe) == {})


def test_nothing_is_kept_unasked(
    open_wizard: WizardFactory, demo: DemoServers, safe: Path
) -> None:
    given = Answers(demo.address, login=demo.login, secret=demo.password)
    walker = open_wizard(demo.profile_file, given)

    set_up(walker, remembering=False)
    walker.wizard.close()
    walker.until(lambda: not walker.wizard.isVisible())

    assert not safe.exists()


def test_a_kept_password_need_not_be_typed_again(
    open_wizard: WizardFactory, demo: DemoServers, safe: Path
) -> None:
    first = Answers(demo.address, login=demo.login, secret=demo.password)
    walker = open_wizard(demo.profile_file, first)
    set_up(walker, remembering=True)
    walker.until(lambda: bool(kept(safe)))
    walker.wizard.close()
    walker.until(lambda: not walker.wizard.isVisible())
    walker = open_wizard(demo.profile_file, Answers(demo.address, login=demo.login))
    who = walker.page
    assert isinstance(who, WhoPage)

    walker.push(who.details.button)
    walker.push(who.remembers)
    walker.until(lambda: bool(who.password.edit.placeholderText()))
    walker.tab_to(who.address)
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.READY)

    assert demo.account.refused == 0
