"""The ways beside the straight one."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard

from assistant.demo import DemoServers
from assistant.engine import Answers
from assistant.engine.flow import Check, Step
from assistant.gui.pages import CheckPage, ManualPage, SharedPage
from assistant.gui.who import WhoPage
from assistant.model.address import EmailAddress
from assistant.model.server import Security
from tests.gui.conftest import WizardFactory
from tests.gui.walker import Walker

BY_HAND = """\
// Mozilla User Preferences

user_pref("mail.account.account1.identities", "id1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.accountmanager.defaultaccount", "account1");
user_pref("mail.identity.id1.useremail", "{address}");
user_pref("mail.server.server1.hostname", "{host}");
user_pref("mail.server.server1.port", {port});
user_pref("mail.server.server1.socketType", 0);
user_pref("mail.server.server1.type", "imap");
user_pref("mail.server.server1.userName", "{login}");
"""


def who(walker: Walker) -> WhoPage:
    page = walker.page
    assert isinstance(page, WhoPage)
    return page


def say_shared(walker: Walker, address: str) -> None:
    page = who(walker)
    walker.until(lambda: walker.focus() is page.alone)
    walker.press(Qt.Key.Key_Right)
    walker.press(Qt.Key.Key_Space)
    walker.tab_to(page.address)
    walker.type(address)
    walker.until(lambda: walker.wizard.answering.is_looked_up)


def test_a_shared_computer_gets_the_webmail_and_keeps_nothing(
    open_wizard: WizardFactory, home: Path
) -> None:
    before = sorted(home.rglob("*"))
    walker = open_wizard()
    say_shared(walker, "florent.durand@ac-montpellier.fr")
    page = who(walker)
    assert not page.password.isVisible()
    assert not page.remembers.isVisible()

    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.SHARED)

    shared = walker.page
    assert isinstance(shared, SharedPage)
    walker.until(lambda: walker.focus() is shared.webmail)
    assert "webmail.ac-montpellier.fr" in shared.webmail.text()
    assert not walker.button(QWizard.WizardButton.NextButton).isEnabled()
    assert shared.why.text()
    assert sorted(home.rglob("*")) == before


def test_a_webmail_that_nobody_knows_is_not_invented(
    open_wizard: WizardFactory,
) -> None:
    walker = open_wizard()
    say_shared(walker, "camille@unknown.example")

    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.SHARED)

    shared = walker.page
    assert isinstance(shared, SharedPage)
    assert not shared.webmail.isVisible()
    assert shared.unknown.isVisible()


def test_without_a_browser_the_button_says_so(
    open_wizard: WizardFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    walker = open_wizard()
    say_shared(walker, "florent.durand@ac-montpellier.fr")
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.SHARED)
    shared = walker.page
    assert isinstance(shared, SharedPage)

    walker.push(shared.webmail)

    walker.until(lambda: walker.wizard.question is not None)
    assert walker.wizard.question is not None
    walker.wizard.question.close()


def test_whoever_insists_is_asked_for_the_rest(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    walker = open_wizard(demo.profile_file)
    say_shared(walker, str(demo.address))
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.SHARED)
    shared = walker.page
    assert isinstance(shared, SharedPage)

    walker.push(shared.anyway)
    walker.until_step(Step.WHO)
    page = who(walker)
    walker.until(lambda: walker.focus() is page.login)
    walker.type(demo.login)
    walker.tab_to(page.password.edit)
    walker.type(demo.password.reveal())
    assert not page.remembers.isVisibleTo(page)
    walker.press(Qt.Key.Key_Return)

    walker.until(lambda: walker.check is Check.READY)
    assert not walker.wizard.answering.remembers


def test_a_misspelt_domain_is_offered_right(
    open_wizard: WizardFactory, french: None
) -> None:
    del french
    walker = open_wizard()
    say_shared(walker, "florent.durand@ac-montpelier.fr")
    page = who(walker)
    walker.until(page.meant.isVisible)
    assert page.meant.text() == "Vouliez-vous écrire @ac-montpellier.fr\u00a0?"

    walker.push(page.meant)
    walker.until(lambda: walker.wizard.answering.is_looked_up)

    assert page.address.text() == "florent.durand@ac-montpellier.fr"
    assert not page.meant.isVisible()


def test_the_login_is_given_by_example_and_never_filled_in(
    open_wizard: WizardFactory,
) -> None:
    walker = open_wizard()
    page = who(walker)
    walker.tab_to(page.address)
    walker.type("florent.durand@ac-montpellier.fr")
    walker.until(lambda: "fdurand" in page.login.placeholderText())

    assert page.login.text() == ""
    assert page.name_field.placeholderText() == "Florent DURAND"


def test_a_login_that_is_the_address_is_filled_in(open_wizard: WizardFactory) -> None:
    walker = open_wizard("education-nationale")
    page = who(walker)
    walker.tab_to(page.address)

    walker.type("florent.durand@ac-montpellier.fr")
    walker.until(lambda: "@" in page.login.text())

    assert page.login.text() == "florent.durand@ac-montpellier.fr"


def test_unknown_servers_are_asked_for_and_an_account_may_only_receive(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    stranger = EmailAddress("camille", "unknown.example")
    given = Answers(stranger, login=demo.login, secret=demo.password)
    walker = open_wizard(given=given)
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.MANUAL)
    page = walker.page
    assert isinstance(page, ManualPage)
    walker.until(lambda: walker.focus() is page.imap.host)
    assert page.why.text()

    walker.type(demo.imap_starttls.host)
    walker.tab_to(page.imap.security)
    walker.press(Qt.Key.Key_Down)
    assert page.imap.port.value() == 143
    page.imap.port.setValue(demo.imap_starttls.port)
    walker.push(page.receive_only)
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check in {Check.READY, Check.FAILED})

    assert walker.check is Check.READY
    assert walker.wizard.account.ready is not None
    assert walker.wizard.account.ready.proof.imap == demo.imap_starttls
    assert walker.wizard.account.ready.proof.smtp is None


def test_servers_can_be_typed_from_any_failure_filled_in_with_the_known(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    given = Answers(demo.address, login=demo.login)
    walker = open_wizard(demo.profile_file, given)
    page = who(walker)
    walker.tab_to(page.password.edit)
    walker.type("wrong")
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.FAILED)
    failed = walker.page
    assert isinstance(failed, CheckPage)

    walker.push(failed.details.button)
    walker.push(failed.manual)
    walker.until_step(Step.MANUAL)

    manual = walker.page
    assert isinstance(manual, ManualPage)
    assert manual.imap.text() == str(demo.imap)
    assert manual.smtp.text() == str(demo.smtp)
    assert manual.smtp.security.currentData() == Security.TLS


def test_nobody_can_remember_without_a_safe_and_it_is_said_why(
    open_wizard: WizardFactory,
) -> None:
    walker = open_wizard()
    page = who(walker)
    walker.until(lambda: walker.focus() is page.alone)
    walker.press(Qt.Key.Key_Space)

    walker.push(page.details.button)
    walker.until(page.no_keyring.isVisible)

    assert page.no_keyring.text()
    assert not page.remembers.isEnabled()
    assert not page.remembers.isChecked()


def test_an_account_made_by_hand_is_repaired_after_its_faults_were_shown(
    open_wizard: WizardFactory, demo: DemoServers, home: Path
) -> None:
    given = Answers(demo.address, login=demo.login, secret=demo.password)
    profile = used_profile(open_wizard(demo.profile_file, given), home)
    by_hand = BY_HAND.format(
        address=demo.address,
        host=demo.imap.host,
        port=demo.imap.port,
        login=demo.login,
    )
    (profile / "prefs.js").write_text(by_hand, "utf-8")
    walker = open_wizard(demo.profile_file, given)
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.FAILED)
    page = walker.page
    assert isinstance(page, CheckPage)
    assert page.facts.isVisible()
    assert "→" in page.facts.toPlainText()

    walker.push(page.verdict.action)
    walker.until(lambda: walker.check is Check.READY)

    assert walker.wizard.answering.takes_over


def used_profile(walker: Walker, home: Path) -> Path:
    """Let the wizard make the profile that the mail program will use."""
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.READY)
    walker.button(QWizard.WizardButton.CommitButton).click()
    walker.until_step(Step.DONE)
    walker.wizard.close()
    walker.until(lambda: not walker.wizard.isVisible())
    return next((home / ".thunderbird").glob("*/prefs.js")).parent
