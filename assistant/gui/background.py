"""The thread in which the engine runs, and its jobs."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant import engine
from assistant.engine.bug import bug_report

# Loaded in the thread, which reads the computer first.
if TYPE_CHECKING:
    from assistant.engine import Session

Work = Callable[["Session"], AsyncGenerator[object]]


@dataclass(frozen=True, slots=True)
class Listener:
    """What is called from the thread: with a job's number first, where it has one."""

    told: Callable[[int, object], None]
    ended: Callable[[int], None]
    broke: Callable[[str], None]
    stopped: Callable[[], None]


class Background:
    """One loop in one thread, which begins at once; methods may be called outside."""

    def __init__(self, profile: str | None, listener: Listener) -> None:
        self._profile = profile
        self._listener = listener
        self._jobs: dict[int, asyncio.Task[None]] = {}
        self._end = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="engine")
        self._thread.start()

    def start(self, number: int, work: Work) -> None:
        """Run a job beside the others."""
        self._call(self._begin, number, work)

    def cancel(self, number: int) -> None:
        """Cancel a job; `ended` tells when it has let go of everything."""
        self._call(self._cancel, number)

    def stop(self) -> None:
        """Cancel every job and end the thread; `stopped` tells when it is over."""
        self._call(self._end.set)

    def join(self) -> None:
        """Wait for the thread; after `stopped` it has nothing left to do."""
        self._thread.join()

    def _call(self, function: Callable[..., object], *arguments: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function, *arguments)

    # From here on everything happens in the thread.

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())
        self._listener.stopped()

    async def _serve(self) -> None:
        self._opening = asyncio.ensure_future(self._read_computer())
        await self._end.wait()
        tasks = (self._opening, *self._jobs.values())
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    async def _read_computer(self) -> "Session":
        """Put in order what a crash left, once and before every job."""
        session = engine.Session(engine.World.of_this_computer(self._profile))
        session.recover()
        return session

    def _begin(self, number: int, work: Work) -> None:
        if self._end.is_set():
            return
        task = self._jobs[number] = asyncio.ensure_future(self._job(number, work))
        # Not in the job itself: one that is cancelled at once never runs a line.
        task.add_done_callback(lambda _: self._forget(number))

    def _cancel(self, number: int) -> None:
        if number in self._jobs:
            self._jobs[number].cancel()

    async def _job(self, number: int, work: Work) -> None:
        try:
            session = await asyncio.shield(self._opening)
            async with aclosing(work(session)) as events:
                async for event in events:
                    self._listener.told(number, event)
        except Exception as error:  # noqa: BLE001  # a bug of any kind is shown, and the window stays
            self._listener.broke(bug_report(error))

    def _forget(self, number: int) -> None:
        del self._jobs[number]
        self._listener.ended(number)
