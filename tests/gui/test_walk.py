"""The whole way by keyboard, on real servers."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard

from assistant.demo import DemoServers
from assistant.engine.flow import Check, Step
from assistant.gui.pages import CheckPage, DonePage
from assistant.gui.who import WhoPage
from assistant.model.event import LoginState
from tests.gui.conftest import WizardFactory
from tests.gui.walker import Walker, heartbeat


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder except what is this program's own."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if "assistant-messagerie" not in str(path)
        and path.name not in {".local", "state", "share", ".config", ".state"}
    }


def fill_in(walker: Walker, demo: DemoServers, password: str) -> None:
    """Answer the first screen by keys alone."""
    page = walker.page
    assert isinstance(page, WhoPage)
    walker.until(lambda: walker.focus() is page.alone)
    walker.press(Qt.Key.Key_Space)
    walker.tab_to(page.address)
    walker.type(str(demo.address))
    walker.tab_to(page.login)
    walker.type(demo.login)
    walker.tab_to(page.password.edit)
    walker.type(password)


def check_page(walker: Walker) -> CheckPage:
    page = walker.wizard.page_of(Step.CHECK)
    assert isinstance(page, CheckPage)
    return page


@pytest.mark.usefixtures("each_language")
def test_the_straight_way_by_keyboard_ends_with_the_proof(
    open_wizard: WizardFactory, demo: DemoServers, home: Path
) -> None:
    before = tree(home)
    walker = open_wizard(demo.profile_file)
    with heartbeat() as pauses:
        fill_in(walker, demo, demo.password.reveal())
        walker.press(Qt.Key.Key_Return)
        walker.until(lambda: walker.check is Check.READY)
        assert tree(home) == before
        commit = walker.button(QWizard.WizardButton.CommitButton)
        walker.until(lambda: walker.focus() is commit)
        walker.press(Qt.Key.Key_Return)
        walker.until_step(Step.DONE)

    result = walker.wizard.account.result
    assert result is not None
    assert (result.imap, result.smtp) == (LoginState.PROVEN, LoginState.PROVEN)
    assert 0 < result.details["roundtrip_s"] < 5
    assert walker.reads(result.message or "")
    assert (home / ".thunderbird" / "profiles.ini").is_file()
    assert max(pauses) < 0.1


def test_undo_leaves_everything_as_it_was(
    open_wizard: WizardFactory, demo: DemoServers, home: Path
) -> None:
    before = tree(home)
    walker = open_wizard(demo.profile_file)
    fill_in(walker, demo, demo.password.reveal())
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.READY)
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.DONE)
    page = walker.page
    assert isinstance(page, DonePage)
    assert tree(home) != before

    walker.push(page.undo)
    walker.until(lambda: walker.wizard.account.is_undone)

    assert tree(home) == before
    assert not page.undo.isEnabled()


def test_a_wrong_password_is_named_and_corrected_where_it_was_typed(
    open_wizard: WizardFactory, demo: DemoServers, french: None
) -> None:
    del french
    walker = open_wizard(demo.profile_file)
    fill_in(walker, demo, "wrong")
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.FAILED)

    page = check_page(walker)
    result = walker.wizard.account.result
    assert result is not None
    assert result.diagnosis is not None
    assert result.diagnosis.verdict.id == "AUTH-01"
    assert page.verdict.title.text() == "Le mot de passe est refusé"
    assert (demo.account.refused, demo.account.accepted) == (1, 0)
    assert not walker.button(QWizard.WizardButton.CommitButton).isEnabled()
    assert page.why.text()
    walker.until(lambda: walker.focus() is page.verdict.action)
    walker.press(Qt.Key.Key_Space)
    walker.until_step(Step.WHO)
    who = walker.page
    assert isinstance(who, WhoPage)
    walker.until(lambda: walker.focus() is who.password.edit)
    walker.type(demo.password.reveal())
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.READY)
    assert page.lines.texts()
    assert not any(text.startswith("✗") for text in page.lines.texts())


def test_after_three_refusals_a_countdown_stands_on_the_button(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    walker = open_wizard(demo.profile_file)
    fill_in(walker, demo, "wrong")
    for refused in range(1, 4):
        walker.press(Qt.Key.Key_Return)
        walker.until(lambda: walker.check is Check.FAILED)
        assert demo.account.refused == refused
        walker.wizard.back()
        walker.until_step(Step.WHO)
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.CHECK)
    walker.until(lambda: walker.check is Check.FAILED)

    page = check_page(walker)
    assert demo.account.refused == 3
    assert not page.verdict.action.isEnabled()
    assert ":" in page.verdict.action.text()


def test_whoever_keeps_the_password_gets_the_account_without_it(
    open_wizard: WizardFactory, demo: DemoServers, home: Path
) -> None:
    walker = open_wizard(demo.profile_file)
    fill_in(walker, demo, "")
    who = walker.page
    assert isinstance(who, WhoPage)
    walker.push(who.keeps)
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.READY)
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.DONE)

    assert demo.account.accepted == demo.account.refused == 0
    profile = next((home / ".thunderbird").glob("*/prefs.js"))
    assert str(demo.address) in profile.read_text("utf-8")
    assert not (profile.parent / "logins.json").exists()
