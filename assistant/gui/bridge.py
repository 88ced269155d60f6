"""Between the windows' thread and the engine's, by Qt signals."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from assistant.gui.background import Background, Work


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
        self._early: dict[int, Work] = {}
        self._background: Background | None = None

    def open(self) -> None:
        """Start the thread, once the first window is painted; until then jobs wait.

        Loading the engine would take the interpreter from whoever paints.
        """
        self._opened()

    def start(self, work: "Work") -> int:
        """Run a job and return its number; jobs run side by side."""
        self._latest += 1
        if self._background is None:
            self._early[self._latest] = work
        else:
            self._background.start(self._latest, work)
        return self._latest

    def cancel(self, number: int) -> None:
        """Cancel a job; `ended` tells when it has let go of everything."""
        if self._background is not None:
            self._background.cancel(number)
        elif self._early.pop(number, None):
            self.ended.emit(number)

    def stop(self) -> None:
        """Cancel every job and end the thread; `stopped` tells when it is over."""
        self._opened().stop()

    def join(self) -> None:
        """Wait for the thread; after `stopped` it has nothing left to do."""
        self._opened().join()

    def _opened(self) -> "Background":
        if self._background is None:
            from assistant.gui import background  # noqa: PLC0415  # not before the paint

            listener = background.Listener(
                told=self.told.emit,
                ended=self.ended.emit,
                broke=self.broke.emit,
                stopped=self.stopped.emit,
            )
            self._background = background.Background(self._profile, listener)
            for number, work in self._early.items():
                self._background.start(number, work)
            self._early.clear()
        return self._background
