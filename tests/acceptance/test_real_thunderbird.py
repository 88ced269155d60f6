"""The main job on the real program: set up, open, receive, send, take back."""

import json
import re
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.model.server import Endpoint, Security
from tests.acceptance.desktop import Thunderbird, User, profiles_of, wait_until
from tests.acceptance.job import (
    ADDRESS,
    LOGIN,
    assistant,
    imap_logins,
    logins_of,
    mailbox_has,
    only_main_window,
    send,
    set_up,
)
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

pytestmark = [pytest.mark.real, pytest.mark.timeout(240)]

OTHER = "somebody-else@other.example"


def doors(
    dovecot: Dovecot, postfix: Postfix, security: Security
) -> tuple[Endpoint, Endpoint]:
    if security is Security.TLS:
        return dovecot.imap, postfix.smtp
    return dovecot.imap_starttls, postfix.smtp_starttls


def deliver(postfix: Postfix, dovecot: Dovecot, subject: str) -> None:
    message = EmailMessage()
    message["From"] = message["To"] = ADDRESS
    message["Subject"] = subject
    message.set_content(f"The body of {subject}.")
    context = ssl.create_default_context(cafile=str(dovecot.ca_file))
    with smtplib.SMTP_SSL("localhost", postfix.smtp.port, context=context) as server:
        server.login(LOGIN, dovecot.accounts[LOGIN])
        server.send_message(message)


def a_profile_with_another_account(thunderbird: Thunderbird) -> Path:
    """Let Thunderbird make a profile, then give it an account of somebody else's."""
    thunderbird.start()
    wait_until(thunderbird.windows, 30, "Thunderbird shows itself")
    home = thunderbird.user.home / ".thunderbird"
    wait_until(lambda: any(home.glob("*.default-*/prefs.js")), 20, "it makes a profile")
    thunderbird.quit()
    prefs = next(home.glob("*.default-*/prefs.js"))
    with prefs.open("a", encoding="utf-8") as file:
        file.writelines(
            f'user_pref("{name}", {json.dumps(value)});\n'
            for name, value in OTHER_ACCOUNT.items()
        )
    return prefs.parent


OTHER_ACCOUNT = {
    "mail.accountmanager.accounts": "account7",
    "mail.accountmanager.defaultaccount": "account7",
    "mail.account.lastKey": 7,
    "mail.account.account7.server": "server7",
    "mail.account.account7.identities": "id7",
    "mail.server.server7.type": "imap",
    "mail.server.server7.hostname": "mail.other.example",
    "mail.server.server7.userName": OTHER,
    "mail.server.server7.name": OTHER,
    "mail.server.server7.socketType": 3,
    "mail.server.server7.login_at_startup": False,
    "mail.server.server7.check_new_mail": False,
    "mail.identity.id7.fullName": "Somebody Else",
    "mail.identity.id7.useremail": OTHER,
    "mail.identity.id7.valid": True,
    "mail.identity.id7.smtpServer": "smtp7",
    "mail.smtpservers": "smtp7",
    "mail.smtp.defaultserver": "smtp7",
    "mail.smtpserver.smtp7.hostname": "mail.other.example",
    "mail.smtpserver.smtp7.username": OTHER,
    "mail.smtpserver.smtp7.try_ssl": 3,
}

# Thunderbird adds its Local Folders here, and a highest number only ever grows.
GROWING = {"mail.account.lastKey", "mail.accountmanager.accounts"}


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize("profile", ["new", "existing"])
def test_thunderbird_opens_receives_and_sends_without_a_question(
    thunderbird: Thunderbird,
    dovecot: Dovecot,
    postfix: Postfix,
    security: Security,
    profile: str,
) -> None:
    user = thunderbird.user
    if profile == "existing":
        a_profile_with_another_account(thunderbird)
    imap, smtp = doors(dovecot, postfix, security)
    subject = f"waiting-{profile}-{security}"
    deliver(postfix, dovecot, subject)
    result = set_up(user, dovecot, imap, smtp)
    before = imap_logins(dovecot)
    profiles = profiles_of(user)

    thunderbird.start()
    wait_until(lambda: imap_logins(dovecot) > before, 15, "Dovecot sees its login")
    folder = Path(result["client"]["profile"])
    wait_until(lambda: has_text(folder, subject), 30, "the message is in its store")
    assert only_main_window(thunderbird)
    send(thunderbird, f"sent-{profile}-{security}")
    wait_until(
        lambda: mailbox_has(dovecot, f"sent-{profile}-{security}"), 30, "it arrives"
    )
    wait_until(lambda: only_main_window(thunderbird), 15, "the compose window closes")
    thunderbird.quit()

    assert profiles_of(user) == profiles
    assert folder.name in profiles
    assert len(profiles) == 1 or profile == "existing"
    undone = assistant(user, dovecot, "undo", "--yes")
    assert undone["ok"], undone
    assert undone["way"] == "withdraw"
    assert ADDRESS not in (folder / "prefs.js").read_text("utf-8")
    assert not logins_of(folder)


def has_text(profile: Path, text: str) -> bool:
    return any(
        text.encode() in path.read_bytes()
        for path in (profile / "ImapMail").rglob("INBOX")
    )


def test_what_the_user_did_meanwhile_stands_after_undo(
    thunderbird: Thunderbird, user: User, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = a_profile_with_another_account(thunderbird)
    before = imap_logins(dovecot)
    set_up(user, dovecot, dovecot.imap, postfix.smtp)
    thunderbird.start()
    wait_until(lambda: imap_logins(dovecot) > before, 15, "Dovecot sees its login")
    thunderbird.quit()
    prefs = profile / "prefs.js"
    text = prefs.read_text("utf-8")
    later = 'user_pref("mail.identity.id7.organization", "Later Ltd");\n'
    prefs.write_text(text + later, "utf-8")

    undone = assistant(user, dovecot, "undo", "--yes")

    assert undone["ok"], undone
    left = prefs.read_text("utf-8")
    assert ADDRESS not in left
    assert later in left
    for name, value in OTHER_ACCOUNT.items():
        if name not in GROWING:
            assert f'user_pref("{name}", {json.dumps(value)});' in left
    assert re.search(r'accountmanager.accounts", "account7(,account\d+)?"', left)
    thunderbird.start()
    wait_until(lambda: only_main_window(thunderbird), 30, "it starts without a dialog")
    thunderbird.quit()
    assert OTHER in prefs.read_text("utf-8")
