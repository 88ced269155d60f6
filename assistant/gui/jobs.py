"""Jobs of the engine as the windows' thread sees them."""

from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.gui.bridge import Bridge

if TYPE_CHECKING:
    from assistant.engine import Session
    from assistant.gui.background import Work


class Channel(QObject):
    """One job at a time: beginning another one silences and cancels the older.

    Attributes:
        told: what the job yields.
        ended: it has let go of everything, finished or cancelled.
    """

    told = Signal(object)
    ended = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._current: int | None = None
        bridge.told.connect(self._pass_on)
        bridge.ended.connect(self._pass_end)

    @property
    def is_busy(self) -> bool:
        """Whether a job has not ended yet."""
        return self._current is not None

    def begin(self, work: "Work") -> None:
        """Run this job; from now on nothing more is heard of the one before."""
        self.cancel()
        self._current = self._bridge.start(work)

    def ask(self, question: Callable[["Session"], object]) -> None:
        """Run a job that yields one answer."""

        async def work(session: "Session") -> AsyncGenerator[object]:
            yield question(session)

        self.begin(work)

    def ask_aside(self, question: Callable[["Session"], object]) -> None:
        """Run a job that yields one answer, which may be long in coming."""
        import asyncio  # noqa: PLC0415  # not before the first paint

        async def work(session: "Session") -> AsyncGenerator[object]:
            # A keyring may ask its user first; the other jobs do not wait for that.
            yield await asyncio.to_thread(question, session)

        self.begin(work)

    def cancel(self) -> None:
        """Cancel the job; `ended` tells when it has let go of everything."""
        if self._current is not None:
            self._bridge.cancel(self._current)

    def _pass_on(self, number: int, event: object) -> None:
        if number == self._current:
            self.told.emit(event)

    def _pass_end(self, number: int) -> None:
        if number == self._current:
            self._current = None
            self.ended.emit()
