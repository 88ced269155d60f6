"""A computer of the tests' own on real servers, and what a session tells there."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path

from assistant.changes import Ledger
from assistant.engine import Answers, Told
from assistant.engine.world import SystemClock, World
from assistant.institutions import Registry
from assistant.model.address import EmailAddress
from assistant.model.event import Result, Step
from assistant.model.secret import Secret
from assistant.net import Net
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import System
from assistant.support import ActionLog
from assistant.vault import AttemptBudget, Keyring
from assistant.vault.keyring import Backend
from tests.clients.scene import install
from tests.network.accounts import DOMAIN
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

ALICE = EmailAddress.parse(f"alice@{DOMAIN}")


def world_at(
    folder: Path, authorities: Path | None = None, safe: Backend | None = None
) -> World:
    """Give a computer with a Thunderbird, whose state lies in `folder`."""
    root = folder / "poste"
    if not root.exists():
        root.mkdir()
        install(FakeHost(System.LINUX, root))
    state, clock = folder / "state", SystemClock()
    return World(
        host=FakeHost(System.LINUX, root),
        net=Net(authorities=authorities),
        clock=clock,
        ledger=Ledger(state / "journal", clock),
        budget=AttemptBudget(state, clock),
        keyring=Keyring(lambda: safe) if safe else Keyring(),
        institutions=Registry.from_folders(),
        log=ActionLog(state / "logs", clock),
    )


def alices(
    dovecot: Dovecot, postfix: Postfix, password: str = "alice-pass-1"
) -> Answers:
    """Give alice's answers, servers and all."""
    return Answers(
        ALICE,
        login="alice",
        secret=Secret(password),
        imap=dovecot.imap,
        smtp=postfix.smtp,
    )


async def told_by(events: AsyncGenerator[Told]) -> tuple[list[Step], Result]:
    """Return the steps of an operation and how it ended."""
    told = [event async for event in events]
    result = told[-1]
    assert isinstance(result, Result)
    return [event for event in told if isinstance(event, Step)], result


async def cut_off(events: AsyncGenerator[Told], *, after: tuple[str, str]) -> float:
    """Close an operation once a step is told, and return how long that took."""
    loop = asyncio.get_running_loop()
    async with contextlib.aclosing(events):
        async for event in events:
            if isinstance(event, Step) and (event.id, event.state) == after:
                break
        begun = loop.time()
    return loop.time() - begun
