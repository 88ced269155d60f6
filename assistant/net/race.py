"""Several ways to the same service: the best that works, without waiting long."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from assistant.model.server import Endpoint, Service
from assistant.model.signal import Signal, Stage
from assistant.net.limits import Limits
from assistant.net.place import Place, TroubleError


class Abortable(Protocol):
    """Something that can be given up at once."""

    def abort(self) -> None:
        """Close without a farewell."""
        ...


S = TypeVar("S", bound=Abortable)


@dataclass(frozen=True, slots=True)
class Opened(Generic[S]):
    """What came of opening a service.

    Attributes:
        session: the best that stands, None when every alternative failed.
        signals: in the order given, of every alternative that failed, and of
            those preferred to the winner whose port was still silent:
            `mail:PASSED_OVER`.
        started_at: `time.monotonic()` when the first packet left.
    """

    session: S | None
    signals: tuple[Signal, ...]
    started_at: float


class Departure:
    """Remembers when the first packet left, and who has answered since."""

    def __init__(self) -> None:
        self._at: float | None = None
        self.reached: set[Endpoint] = set()

    def __call__(self) -> None:
        """Note that a packet leaves now."""
        self._at = self._at or time.monotonic()

    @property
    def at(self) -> float:
        """The moment, or now when nothing has left yet."""
        return self._at or time.monotonic()


Opener = Callable[[Endpoint, Departure], Awaitable[S]]


async def race(
    service: Service, endpoints: Sequence[Endpoint], opener: Opener[S], limits: Limits
) -> Opened[S]:
    """Open the most preferred endpoint that works.

    The next starts when the one before it fails, or after a short head start, so
    that a port that swallows packets costs tenths of a second. A less preferred
    one that is ready waits `limits.grace_s` for a better one.
    """
    runners = _Runners(service, endpoints, opener, limits)
    try:
        return await runners.run()
    finally:
        runners.stop()


class _Runners(Generic[S]):
    def __init__(
        self,
        service: Service,
        endpoints: Sequence[Endpoint],
        opener: Opener[S],
        limits: Limits,
    ) -> None:
        self._service = service
        self._endpoints = endpoints
        self._opener = opener
        self._limits = limits
        self._departure = Departure()
        self._tasks: list[asyncio.Task[S]] = []
        self._winner: S | None = None

    async def run(self) -> Opened[S]:
        """Return when the best is ready, or all have failed."""
        while self._winner is None:
            if len(self._tasks) < len(self._endpoints):
                self._start_next()
            await self._wait()
            if (ready := self._ready()) is not None:
                await self._wait_for_better_than(ready)
            elif self._all_failed():
                break
        return Opened(self._winner, tuple(self._signals()), self._departure.at)

    def stop(self) -> None:
        """Give up everything but the winner."""
        for task in self._tasks:
            task.add_done_callback(self._abort_loser)
            task.cancel()

    def _start_next(self) -> None:
        endpoint = self._endpoints[len(self._tasks)]
        self._tasks.append(asyncio.ensure_future(self._open(endpoint)))

    async def _open(self, endpoint: Endpoint) -> S:
        return await self._opener(endpoint, self._departure)

    async def _wait(self) -> None:
        running = [task for task in self._tasks if not task.done()]
        is_last = len(self._tasks) == len(self._endpoints)
        if running:
            await asyncio.wait(
                running,
                timeout=None if is_last else self._limits.alternative_s,
                return_when=asyncio.FIRST_COMPLETED,
            )

    def _ready(self) -> int | None:
        for index, task in enumerate(self._tasks):
            if task.done() and task.exception() is None:
                return index
        return None

    async def _wait_for_better_than(self, ready: int) -> None:
        better = [task for task in self._tasks[:ready] if not task.done()]
        if better:
            await asyncio.wait(
                better,
                timeout=self._limits.grace_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
        best = self._ready()
        assert best is not None
        self._winner = self._tasks[best].result()

    def _all_failed(self) -> bool:
        is_last = len(self._tasks) == len(self._endpoints)
        return is_last and all(task.done() for task in self._tasks)

    def _signals(self) -> list[Signal]:
        signals = []
        best = self._ready() or 0
        for index, (endpoint, task) in enumerate(
            zip(self._endpoints, self._tasks, strict=False)
        ):
            error = task.exception() if task.done() else None
            if isinstance(error, TroubleError):
                signals.append(error.signal)
            elif error is not None:
                raise error
            elif index < best and endpoint not in self._departure.reached:
                signals.append(self._passed_over(endpoint))
        return signals

    def _passed_over(self, endpoint: Endpoint) -> Signal:
        # No limit ran out, so this is no `time:CONNECT`: it might have answered yet.
        waited_s = round(time.monotonic() - self._departure.at, 3)
        place = Place(self._service, endpoint)
        return place.signal(Stage.CONNECT, "mail:PASSED_OVER", elapsed_s=waited_s)

    def _abort_loser(self, task: asyncio.Task[S]) -> None:
        if task.cancelled() or task.exception() is not None:
            return
        if (session := task.result()) is not self._winner:
            session.abort()
