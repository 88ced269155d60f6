"""What nobody plans for: bugs, long pauses, broken profiles, real servers' moods."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWizard

from assistant.demo import DemoServers
from assistant.engine import Answers, Session
from assistant.engine.flow import Check, Step
from assistant.gui.account_job import FRESH_S
from assistant.gui.pages import CheckPage, DonePage
from assistant.gui.who import WhoPage
from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from tests.gui.conftest import WizardFactory
from tests.gui.walker import Walker
from tests.network.accounts import ACCOUNTS, DOMAIN
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

CANARY = "canary-51cd"
FATES = [("expired", "AUTH-09"), ("blocked", "AUTH-10")]


async def flawed(session: Session) -> AsyncGenerator[object]:
    del session
    raise LookupError(CANARY)
    yield


def test_a_bug_is_shown_without_values_and_the_window_stays(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    given = Answers(demo.address, login=demo.login, secret=demo.password)
    walker = open_wizard(demo.profile_file, given)

    walker.wizard.bridge.start(flawed)
    walker.until(lambda: walker.wizard.question is not None)
    question = walker.wizard.question
    assert question is not None

    assert "LookupError" in question.detailedText()
    assert CANARY not in question.detailedText() + question.text()
    question.close()
    walker.wizard.next()
    walker.until(lambda: walker.check is Check.READY)


def test_after_a_long_pause_the_login_is_proven_once_more_before_it_is_written(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    given = Answers(demo.address, login=demo.login, secret=demo.password)
    walker = open_wizard(demo.profile_file, given)
    walker.wizard.next()
    walker.until(lambda: walker.check is Check.READY)
    logins = demo.account.accepted

    walker.wizard.account.proven_at -= FRESH_S + 1
    walker.button(QWizard.WizardButton.CommitButton).click()
    walker.until_step(Step.DONE)

    assert demo.account.accepted == 2 * logins
    assert demo.account.refused == 0


def test_a_profile_that_cannot_be_read_is_named_on_the_first_screen(
    open_wizard: WizardFactory, tmp_path: Path
) -> None:
    walker = open_wizard(tmp_path / "nowhere.toml")
    who = walker.page
    assert isinstance(who, WhoPage)

    walker.until(who.faults.isVisible)

    assert "nowhere.toml" in who.faults.text()


def by_hand(login: str, dovecot: Dovecot, postfix: Postfix) -> Answers:
    password = next(one.password for one in ACCOUNTS if one.login == login)
    return Answers(
        EmailAddress(login, DOMAIN),
        login=login,
        secret=Secret(password),
        imap=dovecot.imap_starttls,
        smtp=postfix.smtp_starttls,
    )


def walk_by_hand(walker: Walker) -> None:
    """Go on with the servers that were given, to the end of the check."""
    walker.wizard.next()
    walker.until_step(Step.MANUAL)
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.CHECK)
    walker.until(lambda: walker.check in {Check.READY, Check.FAILED})


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("login", ["accents", "emoji"])
def test_real_servers_prove_the_way_with_every_letter(
    open_wizard: WizardFactory, dovecot: Dovecot, postfix: Postfix, login: str
) -> None:
    given = by_hand(login, dovecot, postfix)
    walker = open_wizard(given=given)
    walk_by_hand(walker)
    assert walker.check is Check.READY
    walker.button(QWizard.WizardButton.CommitButton).click()
    walker.until_step(Step.DONE)

    result = walker.wizard.account.result
    assert result is not None
    assert result.is_ok
    assert result.details["roundtrip_s"] > 0


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("login", "verdict"), FATES)
def test_a_failure_of_a_real_server_gets_its_one_button(
    open_wizard: WizardFactory,
    dovecot: Dovecot,
    postfix: Postfix,
    login: str,
    verdict: str,
) -> None:
    walker = open_wizard(given=by_hand(login, dovecot, postfix))
    walk_by_hand(walker)
    page = walker.page
    assert isinstance(page, CheckPage)

    result = walker.wizard.account.result
    assert result is not None
    assert result.diagnosis is not None
    assert result.diagnosis.verdict.id == verdict
    assert page.verdict.isVisible()
    assert page.verdict.action.isVisible()
    assert page.verdict.action.text()


@pytest.mark.usefixtures("trusted")
def test_the_helpdesk_gets_the_facts_by_one_button(
    open_wizard: WizardFactory, dovecot: Dovecot, postfix: Postfix
) -> None:
    walker = open_wizard(given=by_hand("blocked", dovecot, postfix))
    walk_by_hand(walker)
    page = walker.page
    assert isinstance(page, CheckPage)

    walker.push(page.verdict.action)

    copied = QApplication.clipboard().text()
    assert "AUTH-10" in copied
    assert "blocked-pass-1" not in copied


@pytest.mark.usefixtures("trusted")
def test_a_proof_that_fails_leaves_the_account_and_says_so(
    open_wizard: WizardFactory,
    dovecot: Dovecot,
    postfix: Postfix,
) -> None:
    given = by_hand("nosend", dovecot, postfix)
    walker = open_wizard(given=given)
    walk_by_hand(walker)
    walker.button(QWizard.WizardButton.CommitButton).click()
    walker.until_step(Step.DONE)

    page = walker.page
    assert isinstance(page, DonePage)
    assert page.verdict.isVisible()
    assert page.undo.isEnabled()
