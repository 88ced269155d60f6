"""Work that reports, is cancelled, and lets go of what it holds."""

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field

import pytest

from assistant.engine.closing import hold, in_thread
from assistant.engine.stream import Reporter, stream
from assistant.engine.world import SystemClock
from assistant.model.event import Result, Step, StepState
from assistant.model.exits import Exit
from assistant.model.signal import Signal, Stage

FINE = Result(command="test", exit=Exit.FINE)
CLOCK = SystemClock()
RUNNING = Signal(Stage.CLIENT, "client:RUNNING")


@dataclass
class Lock:
    """A lock that is busy for some tries; remembers what became of it."""

    busy: int = 0
    tried: int = 0
    released: int = 0
    going: threading.Event = field(default_factory=threading.Event)
    may_go: threading.Event = field(default_factory=threading.Event)

    def take(self) -> "Lock | Signal":
        """Take it, or say that the client runs."""
        self.tried += 1
        self.going.set()
        return RUNNING if self.tried <= self.busy else self

    def take_slowly(self) -> "Lock | Signal":
        """Take it when the test says so."""
        self.going.set()
        assert self.may_go.wait(10)
        return self

    def release(self) -> None:
        """Let go of it."""
        self.released += 1


def test_events_come_in_order_and_the_result_last() -> None:
    async def work(report: Reporter) -> Result:
        report.start("one")
        report.end("one", StepState.OK)
        report.skip("two", "three", because="one")
        return FINE

    async def read() -> list[object]:
        return [event async for event in stream(CLOCK, work)]

    *steps, last = asyncio.run(read())

    told = [(s.id, s.state, s.because) for s in steps if isinstance(s, Step)]
    assert told == [
        ("one", StepState.STARTED, None),
        ("one", StepState.OK, None),
        ("two", StepState.SKIPPED, "one"),
        ("three", StepState.SKIPPED, "one"),
    ]
    assert last is FINE


def test_what_other_threads_tell_comes_too() -> None:
    async def work(report: Reporter) -> Result:
        await asyncio.to_thread(report.start, "one")
        return FINE

    async def read() -> list[object]:
        return [event async for event in stream(CLOCK, work)]

    assert len(asyncio.run(read())) == 2


def test_a_surprise_in_the_work_comes_out_of_the_stream() -> None:
    async def work(report: Reporter) -> Result:
        report.start("one")
        raise ZeroDivisionError

    async def read() -> None:
        async for _ in stream(CLOCK, work):
            pass

    with pytest.raises(ZeroDivisionError):
        asyncio.run(read())


def test_closing_the_stream_waits_until_the_work_has_let_go() -> None:
    done: list[str] = []

    async def work(report: Reporter) -> Result:
        report.start("one")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.to_thread(done.append, "let go")
        return FINE

    async def read() -> None:
        events = stream(CLOCK, work)
        async with contextlib.aclosing(events):
            await anext(events)

    asyncio.run(read())

    assert done == ["let go"]


def test_blocking_work_hears_of_a_cancellation_and_is_waited_for() -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(is_cancelled: object) -> str:
        begun.set()
        assert callable(is_cancelled)
        while not is_cancelled():
            threading.Event().wait(0.001)
        ended.set()
        return "late"

    async def cancel() -> None:
        task = asyncio.ensure_future(in_thread(work))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended.is_set()

    asyncio.run(cancel())


def test_a_client_is_waited_for_until_it_is_closed() -> None:
    lock = Lock(busy=1)

    async def take() -> tuple[object, list[str]]:
        report = Reporter(CLOCK)
        held = await hold(lock.take, report, waits=True)  # type: ignore[arg-type]  # a lock of the test's own
        await asyncio.sleep(0)
        told = [report.events.get_nowait() for _ in range(report.events.qsize())]
        return held, [str(step.state) for step in told if isinstance(step, Step)]

    held, states = asyncio.run(take())

    assert held is lock
    assert lock.tried == 2
    assert states == ["started", "ok"]


def test_a_lock_taken_too_late_is_given_back() -> None:
    lock = Lock()

    async def cancel() -> None:
        report = Reporter(CLOCK)
        taking = hold(lock.take_slowly, report, waits=True)  # type: ignore[arg-type]  # a lock of the test's own
        task = asyncio.ensure_future(taking)
        await asyncio.to_thread(lock.going.wait, 10)
        task.cancel()
        lock.may_go.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())

    assert lock.released == 1
