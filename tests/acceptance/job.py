"""The main job as its user does it, and what can be seen of it afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from assistant.model.server import Endpoint
from tests.acceptance.desktop import Thunderbird, User
from tests.network.accounts import DOMAIN
from tests.network.dovecot import Dovecot

LOGIN, ADDRESS = "alice", f"alice@{DOMAIN}"


def assistant(user: User, dovecot: Dovecot, *words: str, password: str = "") -> Any:
    """Run the command line in the user's home and return its result line."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(user.home),
        "LANG": "fr_FR.UTF-8",
        "SSL_CERT_FILE": str(dovecot.ca_file),
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
    user: User, dovecot: Dovecot, imap: Endpoint, smtp: Endpoint, *words: str
) -> Any:
    """Set the account up and return the result, which must be good."""
    result = try_to_set_up(user, dovecot, imap, smtp, *words)
    assert result["ok"], result
    return result


def try_to_set_up(
    user: User, dovecot: Dovecot, imap: Endpoint, smtp: Endpoint, *words: str
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
    )


def imap_logins(dovecot: Dovecot) -> int:
    return sum(a.is_accepted for a in dovecot.attempts(LOGIN, "imap"))


def only_main_window(thunderbird: Thunderbird) -> bool:
    titles = list(thunderbird.windows().values())
    return len(titles) == 1 and titles[0].endswith("Mozilla Thunderbird")


def logins_of(profile: Path) -> list[Any]:
    logins: list[Any] = json.loads((profile / "logins.json").read_text())["logins"]
    return logins
