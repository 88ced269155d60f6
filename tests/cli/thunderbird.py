"""Thunderbird profiles in a home, as Thunderbird leaves them."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.platforms import holder

AFTER_FIRST_RUN = Path(__file__).parents[1] / "clients/data/prefs-after-first-run.js"
# How Thunderbird names the installation in /usr/lib/thunderbird.
DEBIANS = "FDC34C9F024745EB"
SOMEBODY = "somebody-else@other.example"
ANOTHER_ACCOUNT = {
    "mail.accountmanager.accounts": "account7",
    "mail.accountmanager.defaultaccount": "account7",
    "mail.account.lastKey": 7,
    "mail.account.account7.server": "server7",
    "mail.account.account7.identities": "id7",
    "mail.server.server7.type": "imap",
    "mail.server.server7.hostname": "mail.other.example",
    "mail.server.server7.userName": SOMEBODY,
    "mail.server.server7.port": 993,
    "mail.server.server7.socketType": 3,
    "mail.identity.id7.fullName": "Somebody Else",
    "mail.identity.id7.useremail": SOMEBODY,
    "mail.identity.id7.valid": True,
    "mail.identity.id7.smtpServer": "smtp7",
    "mail.smtpservers": "smtp7",
    "mail.smtp.defaultserver": "smtp7",
    "mail.smtpserver.smtp7.hostname": "mail.other.example",
    "mail.smtpserver.smtp7.username": SOMEBODY,
    "mail.smtpserver.smtp7.try_ssl": 3,
}


def make_profile(
    home: Path, name: str, account: Mapping[str, object] = ANOTHER_ACCOUNT
) -> Path:
    """Make the one profile of a home, with an account in it and some mail."""
    root = home / ".thunderbird"
    profile = root / name
    inbox = profile / "ImapMail" / "mail.other.example" / "INBOX"
    inbox.parent.mkdir(parents=True)
    inbox.write_bytes(b"From - \r\nSubject: old\r\n\r\nold mail\r\n")
    lines = "".join(f'user_pref("{k}", {json.dumps(v)});\n' for k, v in account.items())
    (profile / ".parentlock").touch()  # every profile that was ever opened has one
    first = AFTER_FIRST_RUN.read_text("utf-8")
    (profile / "prefs.js").write_text(first + lines, "utf-8")
    (root / "profiles.ini").write_text(
        f"[Profile0]\nName=default\nIsRelative=1\nPath={name}\nDefault=1\n\n"
        "[General]\nStartWithLastProfile=1\nVersion=2\n\n"
        f"[Install{DEBIANS}]\nDefault={name}\nLocked=1\n",
        "utf-8",
    )
    return profile


def account_by_hand(host: str, port: int, login: str) -> dict[str, object]:
    """Give an account that somebody typed in, for the same mailbox."""
    return {
        **ANOTHER_ACCOUNT,
        "mail.server.server7.hostname": host,
        "mail.server.server7.port": port,
        "mail.server.server7.userName": login,
        "mail.identity.id7.useremail": f"{login}@ac-rig.test",
        "mail.smtpserver.smtp7.hostname": host,
        "mail.smtpserver.smtp7.username": login,
    }


@contextlib.contextmanager
def running_in(profile: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Hold a profile's lock from another process; closing its input closes it."""
    with subprocess.Popen(
        [sys.executable, "-I", holder.__file__, profile / ".parentlock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield process
        finally:
            process.kill()
