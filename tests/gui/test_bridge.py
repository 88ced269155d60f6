"""Jobs in the background: numbered, cancelled in time, never a crash."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from assistant.engine import Session
from assistant.gui.bridge import Bridge
from assistant.gui.jobs import Channel
from tests.gui.walker import heartbeat

CANARY = "canary-7f3a"


async def counting(session: Session) -> AsyncGenerator[object]:
    del session
    for number in range(3):
        yield number


async def endless(session: Session) -> AsyncGenerator[object]:
    del session
    yield "begun"
    await asyncio.Event().wait()


async def flawed(session: Session) -> AsyncGenerator[object]:
    del session
    yield "begun"
    raise KeyError(CANARY)


class Heard:
    """What the signals of a bridge said, in the thread of the windows."""

    def __init__(self, bridge: Bridge) -> None:
        self.told: list[tuple[int, object]] = []
        self.ended: list[int] = []
        self.bugs: list[str] = []
        self.threads: set[str] = set()
        self.is_stopped = False
        bridge.told.connect(self._tell)
        bridge.ended.connect(self.ended.append)
        bridge.broke.connect(self.bugs.append)
        bridge.stopped.connect(self._stop)

    def _tell(self, number: int, event: object) -> None:
        self.threads.add(threading.current_thread().name)
        self.told.append((number, event))

    def _stop(self) -> None:
        self.is_stopped = True


@pytest.fixture
def bridge(qtbot: QtBot, home: Path) -> Iterator[Bridge]:
    del home
    opened = Bridge(None)
    opened.open()
    heard = Heard(opened)
    yield opened
    opened.stop()
    qtbot.waitUntil(lambda: heard.is_stopped, timeout=5000)
    opened.join()
    assert not [one for one in threading.enumerate() if one.name == "engine"]


def test_events_come_in_order_with_their_job_in_the_windows_thread(
    bridge: Bridge, qtbot: QtBot
) -> None:
    heard = Heard(bridge)

    number = bridge.start(counting)
    qtbot.waitUntil(lambda: heard.ended == [number], timeout=10_000)

    assert heard.told == [(number, 0), (number, 1), (number, 2)]
    assert heard.threads == {threading.main_thread().name}


def test_jobs_before_the_first_paint_wait_for_it(qtbot: QtBot, home: Path) -> None:
    del home
    bridge = Bridge(None)
    heard = Heard(bridge)
    first, second = bridge.start(counting), bridge.start(counting)
    bridge.cancel(first)
    assert heard.ended == [first]

    bridge.open()
    qtbot.waitUntil(lambda: second in heard.ended, timeout=10_000)
    bridge.stop()
    qtbot.waitUntil(lambda: heard.is_stopped, timeout=5000)
    bridge.join()

    assert {number for number, _ in heard.told} == {second}


def test_a_cancelled_job_ends_within_a_second(bridge: Bridge, qtbot: QtBot) -> None:
    heard = Heard(bridge)
    number = bridge.start(endless)
    qtbot.waitUntil(lambda: bool(heard.told), timeout=10_000)

    began = time.monotonic()
    bridge.cancel(number)
    qtbot.waitUntil(lambda: heard.ended == [number], timeout=5000)

    assert time.monotonic() - began < 1
    assert heard.bugs == []


def test_a_bug_is_told_without_values_and_the_next_job_runs(
    bridge: Bridge, qtbot: QtBot
) -> None:
    heard = Heard(bridge)
    flawed_one = bridge.start(flawed)
    qtbot.waitUntil(lambda: flawed_one in heard.ended, timeout=10_000)
    next_one = bridge.start(counting)
    qtbot.waitUntil(lambda: next_one in heard.ended, timeout=10_000)

    assert len(heard.bugs) == 1
    assert "KeyError" in heard.bugs[0]
    assert CANARY not in heard.bugs[0]
    assert (next_one, 2) in heard.told


def test_stopping_ends_running_jobs_and_later_ones_never_begin(
    qtbot: QtBot, home: Path
) -> None:
    del home
    bridge = Bridge(None)
    bridge.open()
    heard = Heard(bridge)
    number = bridge.start(endless)
    qtbot.waitUntil(lambda: bool(heard.told), timeout=10_000)

    with heartbeat() as pauses:
        began = time.monotonic()
        bridge.stop()
        bridge.start(counting)
        qtbot.waitUntil(lambda: heard.is_stopped, timeout=5000)
    bridge.join()

    assert time.monotonic() - began < 1
    assert heard.ended == [number]
    assert heard.told == [(number, "begun")]
    assert max(pauses) < 0.1
    bridge.cancel(number)  # nobody is there any more; nothing happens
    bridge.start(counting)


def test_a_newer_job_silences_the_older(bridge: Bridge, qtbot: QtBot) -> None:
    channel = Channel(bridge)
    told: list[object] = []
    ended: list[None] = []
    channel.told.connect(told.append)
    channel.ended.connect(lambda: ended.append(None))

    async def old(session: Session) -> AsyncGenerator[object]:
        del session
        try:
            yield "old"
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            yield "old, after all"
            raise

    channel.begin(old)
    qtbot.waitUntil(lambda: told == ["old"], timeout=10_000)
    channel.begin(counting)
    qtbot.waitUntil(lambda: not channel.is_busy, timeout=10_000)

    assert told == ["old", 0, 1, 2]
    assert len(ended) == 1


def test_a_question_gets_its_answer_also_from_a_slow_one(
    bridge: Bridge, qtbot: QtBot
) -> None:
    quick, slow = Channel(bridge), Channel(bridge)
    told: list[object] = []
    quick.told.connect(told.append)
    slow.told.connect(told.append)

    quick.ask(lambda session: session.profile_faults())
    slow.ask_aside(lambda session: len(session.entries()))
    qtbot.waitUntil(lambda: len(told) == 2, timeout=10_000)

    assert sorted(map(str, told)) == ["()", "0"]


def test_a_profile_that_cannot_be_read_is_told(qtbot: QtBot, home: Path) -> None:
    bridge = Bridge(str(home / "nowhere.toml"))
    bridge.open()
    heard = Heard(bridge)
    channel = Channel(bridge)
    told: list[object] = []
    channel.told.connect(told.append)

    channel.ask(lambda session: session.profile_faults())
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    bridge.stop()
    qtbot.waitUntil(lambda: heard.is_stopped, timeout=5000)
    bridge.join()

    assert told[0]
