"""The main job as its user does it, and what can be seen of it afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from assistant.model.server import Endpoint
from tests.acceptance.desktop import Thunderbird, User, wait_until
from tests.network.accounts import DOMAIN
from tests.network.dovecot import Dovecot

LOGIN, ADDRESS = "alice", f"alice@{DOMAIN}"


def assistant(
    user: User,
    dovecot: Dovecot,
    *words: str,
    password: str = "",
    authorities: Path | None = None,
) -> Any:
    """Run the command line in the user's home and return its result line.

    `authorities`: those of the system, where they are others than Dovecot's.
    """
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(user.home),
        "LANG": "fr_FR.UTF-8",
        "SSL_CERT_FILE": str(authorities or dovecot.ca_file),
    }
    finished = subprocess.run(
        [sys.executable, "-m", "assistant", "--json", *words],
        input=f"{password}\n".encode(),
        env=environ,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert finished.stdout, finished.stderr.decode()
    return json.loads(finished.stdout.splitlines()[-1])


def set_up(
    user: User,
    dovecot: Dovecot,
    imap: Endpoint,
    smtp: Endpoint,
    *words: str,
    authorities: Path | None = None,
) -> Any:
    """Set the account up and return the result, which must be good."""
    result = try_to_set_up(user, dovecot, imap, smtp, *words, authorities=authorities)
    assert result["ok"], result
    return result


def try_to_set_up(
    user: User,
    dovecot: Dovecot,
    imap: Endpoint,
    smtp: Endpoint,
    *words: str,
    authorities: Path | None = None,
) -> Any:
    """Call `setup` for the account and return the result."""
    return assistant(
        user,
        dovecot,
        "setup",
        ADDRESS,
        "--login",
        LOGIN,
        "--name",
        "Élodie MARTIN",
        "--imap",
        str(imap),
        "--smtp",
        str(smtp),
        "--password-stdin",
        "--yes",
        *words,
        password=dovecot.accounts[LOGIN],
        authorities=authorities,
    )


def imap_logins(dovecot: Dovecot) -> int:
    return sum(a.is_accepted for a in dovecot.attempts(LOGIN, "imap"))


def only_main_window(thunderbird: Thunderbird) -> bool:
    titles = list(thunderbird.windows().values())
    return len(titles) == 1 and titles[0].endswith("Mozilla Thunderbird")


def logins_of(profile: Path) -> list[Any]:
    logins: list[Any] = json.loads((profile / "logins.json").read_text())["logins"]
    return logins


def mailbox_has(dovecot: Dovecot, subject: str) -> bool:
    return any(
        f"Subject: {subject}".encode() in path.read_bytes()
        for path in (dovecot.mail / LOGIN).rglob("*")
        if path.is_file() and path.parent.name in {"new", "cur"}
    )


def send(thunderbird: Thunderbird, subject: str) -> None:
    """Write a message to oneself and send it by the keyboard."""
    window = thunderbird.compose(ADDRESS, subject)
    thunderbird.press(window, "ctrl+Return")
    wait_until(lambda: len(thunderbird.windows()) != 2, 10, "it asks or sends")
    # Thunderbird asks whether a message sent by the keyboard is meant.
    question = [
        n for n, t in thunderbird.windows().items() if "Send" in t and n != window
    ]
    for asked in question:
        thunderbird.press(asked, "Return")
