"""Runs the program's own `check` on the emulated network, as its user would."""

import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.network.accounts import DOMAIN
from tests.network.rig import Rig

COMMAND = str(Path(sys.executable).with_name("assistant-messagerie"))
_PROFILE = f"""\
id = "bench"
name = "Bench"
short_name = "Bench"
domains = ["{DOMAIN}"]
address_examples = ["alice@{DOMAIN}"]
control_hosts = []
source = "https://www.{DOMAIN}/"
checked = 2026-11-01

[security]
minimum_tls = "1.2"
source = "RFC 8997"
checked = 2026-11-01

[[platforms]]
id = "main"
name = "Bench"
secret = "password"

[platforms.login]
form = "identifier"
examples = ["alice"]
source = "https://www.{DOMAIN}/"
checked = 2026-11-01
"""
_SERVER = """
[[platforms.{service}]]
host = "{service}.{domain}"
port = {port}
security = "{security}"
source = "https://www.{domain}/"
checked = 2026-11-01
"""
_SERVERS = (
    ("imap", 993, "tls"),
    ("imap", 143, "starttls"),
    ("smtp", 465, "tls"),
    ("smtp", 587, "starttls"),
)


@dataclass(frozen=True)
class Outcome:
    """One run: its result line, and the time of the whole process."""

    result: dict[str, Any]  # the contract's JSON, read by key and shown
    wall_s: float

    @property
    def elapsed_s(self) -> float:
        """From the first packet to the verdict, as the program reports it."""
        return float(self.result["elapsed_s"])


@dataclass(frozen=True)
class Medians:
    """The middle of several runs."""

    elapsed_s: float
    wall_s: float


def known_servers(rig: Rig) -> tuple[str, ...]:
    """Return the options that name one server for each direction."""
    return ("--imap", str(rig.imap), "--smtp", str(rig.smtp))


def profile(folder: Path) -> tuple[str, ...]:
    """Return the options for a profile with two alternatives for each direction."""
    text = _PROFILE
    for service, port, security in _SERVERS:
        text += _SERVER.format(
            service=service, port=port, security=security, domain=DOMAIN
        )
    path = folder / "bench.toml"
    path.write_text(text, encoding="utf-8")
    return ("--profile", str(path))


def command(options: Sequence[str]) -> tuple[str, ...]:
    """Return the words of one `check` for alice; her password is expected on stdin."""
    given = ("check", f"alice@{DOMAIN}", "--login", "alice", "--password-stdin")
    return (COMMAND, "--json", *given, *options)


def check(rig: Rig, home: Path, password: str, options: Sequence[str]) -> Outcome:
    """Run `check` once for alice with a home of its own."""
    environ = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
    }
    began = time.monotonic()
    done = rig.client.run(
        *command(options),
        given=password + "\n",
        environ=environ,
        check=False,
    )
    wall_s = time.monotonic() - began
    lines = done.stdout.splitlines()
    if not lines:
        raise RuntimeError(f"check wrote nothing: {done.stderr}")
    return Outcome(json.loads(lines[-1]), wall_s)


def medians(rig: Rig, folder: Path, options: Sequence[str], *, runs: int) -> Medians:
    """Run `check` with the right password `runs` times; each must succeed."""
    outcomes = []
    for _ in range(runs):
        outcome = check(rig, folder, rig.dovecot.accounts["alice"], options)
        if not outcome.result["ok"]:
            raise RuntimeError(f"check failed: {outcome.result}")
        outcomes.append(outcome)
    return Medians(
        statistics.median(outcome.elapsed_s for outcome in outcomes),
        statistics.median(outcome.wall_s for outcome in outcomes),
    )
