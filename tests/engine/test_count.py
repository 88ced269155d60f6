"""The count of attempts, seen from the operations that keep it."""

import asyncio
import contextlib
import sqlite3
from pathlib import Path

from assistant.engine import Session
from assistant.model.event import Result, Step
from tests.engine.scene import alices, told_by, world_at
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix


async def longest_pause(done: asyncio.Event) -> float:
    """Return for how long nothing else could run, at the worst."""
    loop, longest = asyncio.get_running_loop(), 0.0
    before = loop.time()
    while not done.is_set():
        await asyncio.sleep(0.01)
        before, longest = loop.time(), max(longest, loop.time() - before)
    return longest


def test_a_count_that_is_not_let_go_of_freezes_nothing_and_sends_nothing(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    world = world_at(tmp_path, dovecot.ca_file)
    world.budget.left("anything")

    async def check() -> tuple[Result, float]:
        done = asyncio.Event()
        watching = asyncio.create_task(longest_pause(done))
        _, result = await told_by(Session(world).check(alices(dovecot, postfix)))
        done.set()
        return result, await watching

    with contextlib.closing(
        sqlite3.connect(tmp_path / "state" / "attempts.db")
    ) as other:
        other.execute("BEGIN EXCLUSIVE")
        result, pause = asyncio.run(asyncio.wait_for(check(), 15))

    assert pause < 0.5
    assert result.attempts.imap == result.attempts.smtp == 0
    assert result.diagnosis is not None
    assert result.diagnosis.verdict.id == "CLI-11"


def test_an_attempt_that_a_cancellation_overtakes_is_given_back(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    world = world_at(tmp_path, dovecot.ca_file)
    account = world.budget.account_key("alice", "localhost")

    async def cancel_while_it_is_taken() -> None:
        loop = asyncio.get_running_loop()
        async with contextlib.aclosing(checking) as events:
            async for event in events:
                if isinstance(event, Step) and event.id == "imap.connect":
                    other.execute("BEGIN EXCLUSIVE")
                    break
            async for event in events:
                if isinstance(event, Step) and event.id == "imap.login":
                    loop.call_later(0.2, other.rollback)
                    break

    checking = Session(world).check(alices(dovecot, postfix))
    path = tmp_path / "state" / "attempts.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        asyncio.run(cancel_while_it_is_taken())

    assert world.budget.left(account).left == 3
