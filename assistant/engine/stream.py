"""Turns work that reports into a stream of events that can be cancelled."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from assistant.engine.ready import Ready
from assistant.model.clock import Clock
from assistant.model.event import Event, Result, Step, StepState

Told = Event | Ready | Result


class Reporter:
    """What the work calls to tell how it goes; steps are timed for it.

    It is made inside the loop that reads the events.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.events: asyncio.Queue[Told | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._begun: dict[str, float] = {}

    def tell(self, event: Told) -> None:
        """Pass on an event as it is; work in other threads may call this too."""
        self._loop.call_soon_threadsafe(self.events.put_nowait, event)

    def start(self, step: str) -> None:
        """Say that `step` begins."""
        self._begun[step] = self.clock.monotonic()
        self.tell(Step(step, StepState.STARTED))

    def end(self, step: str, state: StepState, because: str | None = None) -> None:
        """Say how `step` ended; a step that never started took no time."""
        now = self.clock.monotonic()
        elapsed_s = now - self._begun.get(step, now)
        self.tell(Step(step, state, because, round(elapsed_s, 4)))

    def skip(self, *steps: str, because: str) -> None:
        """Say that `steps` cannot run because `because` failed under them."""
        for step in steps:
            self.end(step, StepState.SKIPPED, because)


async def stream(
    clock: Clock, work: Callable[[Reporter], Awaitable[Result]]
) -> AsyncGenerator[Told]:
    """Yield what `work` reports while it runs, and last its result.

    Closing the iterator cancels the work and waits until it has let go of the
    network and the disk; an exception of the work comes out here.
    """
    reporter = Reporter(clock)
    task = asyncio.ensure_future(work(reporter))
    task.add_done_callback(lambda _: reporter.events.put_nowait(None))
    try:
        while (event := await reporter.events.get()) is not None:
            yield event
        yield await task
    finally:
        task.cancel()
        await asyncio.wait([task])
