"""The engine's loop in a thread of its own, told to the windows by Qt signals."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant import engine
from assistant.engine.bug import bug_report

# The engine itself is loaded in the thread, while the first window is painted.
if TYPE_CHECKING:
    from assistant.engine import Session

Work = Callable[["Session"], AsyncGenerator[object]]


class Bridge(QObject):
    """Runs jobs in the background; nothing here ever waits in the windows' thread.

    Each job has a number, which its signals carry: whoever listens drops what an
    older job still says. A job that is cancelled ends like any other.

    Attributes:
        told: a job's number, and what it yielded.
        ended: the number of a job that has let go of everything.
        broke: a bug, as types, files and lines.
        stopped: every job has ended, the thread does nothing more.
    """

    told = Signal(int, object)
    ended = Signal(int)
    broke = Signal(str)
    stopped = Signal()

    def __init__(self, profile: str | None) -> None:
        super().__init__()
        self._profile = profile
        self._latest = 0
        self._jobs: dict[int, asyncio.Task[None]] = {}
        self._end = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="engine")
        self._thread.start()

    def start(self, work: Work) -> int:
        """Run a job and return its number; jobs run side by side."""
        self._latest += 1
        self._call(self._begin, self._latest, work)
        return self._latest

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

    # From here on everything happens in the background thread.

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())
        self.stopped.emit()

    async def _serve(self) -> None:
        self._opening = asyncio.ensure_future(self._open())
        await self._end.wait()
        tasks = (self._opening, *self._jobs.values())
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    async def _open(self) -> "Session":
        """Load the engine and read the computer, once for all jobs."""
        session = engine.Session(engine.World.of_this_computer(self._profile))
        session.recover()
        return session

    def _begin(self, number: int, work: Work) -> None:
        if not self._end.is_set():
            self._jobs[number] = asyncio.ensure_future(self._job(number, work))

    def _cancel(self, number: int) -> None:
        if number in self._jobs:
            self._jobs[number].cancel()

    async def _job(self, number: int, work: Work) -> None:
        try:
            session = await asyncio.shield(self._opening)
            async with aclosing(work(session)) as events:
                async for event in events:
                    self.told.emit(number, event)
        except Exception as error:  # noqa: BLE001  # a bug of any kind is shown, and the window stays
            self.broke.emit(bug_report(error))
        finally:
            del self._jobs[number]
            self.ended.emit(number)
