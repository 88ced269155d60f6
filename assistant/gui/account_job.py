"""Checks, writes and takes back the account; no widget in here."""

import time
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant import engine
from assistant.engine.flow import Check
from assistant.gui.answering import Answering
from assistant.gui.bridge import Bridge
from assistant.gui.jobs import Channel
from assistant.model.event import Result, Step, StepState

if TYPE_CHECKING:
    from assistant.engine import Ready, Session

# Servers end a silent conversation after some minutes (Postfix after five): what
# was proven longer ago is proven once more before it is written.
FRESH_S = 120.0


class AccountJob(QObject):
    """The one long job of the wizard and what came of it.

    Attributes:
        began: a check begins; what was shown of an older one is void.
        told: one event of the job.
        finished: it is over; `result` says how, None when it was stopped.
        left: what `let_go` closes is closed.
        noted: a sentence that goes with it, e.g. why the keyring kept nothing.
        ready: what stands ready to be written.
        proven_at: when it was proven, by the clock that never goes back.
        undo_id: the entry that was written, as far as it was told.
        is_written: whether the account stands in the mail program.
    """

    began = Signal()
    told = Signal(object)
    finished = Signal()
    left = Signal()
    noted = Signal(str)

    def __init__(self, bridge: Bridge, answering: Answering) -> None:
        super().__init__()
        self.ready: Ready | None = None
        self.result: Result | None = None
        self.undo_id: str | None = None
        self.is_written = self.is_undone = False
        self._answering = answering
        self._job, self._keyring = Channel(bridge), Channel(bridge)
        self._goodbye = Channel(bridge)
        self.proven_at = 0.0
        self._writes_next = False
        self._job.told.connect(self._take)
        self._job.ended.connect(self._end)
        self._goodbye.ended.connect(self.left)
        self._keyring.told.connect(self._take_keyring)

    @property
    def is_busy(self) -> bool:
        """Whether something runs that can be stopped."""
        return self._job.is_busy

    @property
    def is_saying_goodbye(self) -> bool:
        """Whether connections are still being closed."""
        return self._goodbye.is_busy

    def check(self) -> None:
        """Prove the login and find out what would be written."""
        self.let_go()
        self.result = None
        answers = self._answering.answers()
        self._answering.but(check=Check.RUNNING)
        self.began.emit()
        self._job.begin(lambda session: session.prepare(answers))

    def write(self) -> None:
        """Write what stands ready, and prove it by a message."""
        if self.ready is None or time.monotonic() - self.proven_at > FRESH_S:
            self._writes_next = True
            self.check()
            return
        ready, self.result = self.ready, None
        self._answering.but(check=Check.WRITING)
        self._job.begin(lambda session: session.apply(ready, roundtrip=True))

    def undo(self) -> None:
        """Take back what was written."""
        entry = self.undo_id
        self.result = None
        self._job.begin(lambda session: session.undo(entry))

    def stop(self) -> None:
        """Stop what runs; `finished` comes within a second."""
        self._writes_next = False
        self._job.cancel()

    def let_go(self) -> None:
        """Close the connections of what is not going to be written."""
        ready, self.ready = self.ready, None
        if ready is not None:
            self._goodbye.begin(lambda session: _let_go(session, ready))

    def _take(self, event: object) -> None:
        match event:
            case engine.Ready():
                self.ready, self.proven_at = event, time.monotonic()
            case Result():
                self.result = event
                self.undo_id = event.details.get("undo_id", self.undo_id)
            case _:
                if isinstance(event, Step) and event.id == "write":
                    self.is_written = event.state is StepState.OK
                self.told.emit(event)

    def _end(self) -> None:
        match self._answering.state.check:
            case Check.RUNNING:
                self._end_check()
            case Check.WRITING:
                self._end_writing()
            case _:
                self.is_undone = self.result is not None and self.result.is_ok
                self.finished.emit()

    def _end_check(self) -> None:
        if self.result is None:
            self.let_go()  # stopped after the plan was made
        is_ready = self.ready is not None
        self._answering.but(check=Check.READY if is_ready else Check.FAILED)
        if self._writes_next and is_ready:
            self.write()
            return
        self._writes_next = False
        self.finished.emit()

    def _end_writing(self) -> None:
        self._writes_next = False
        self.let_go()  # stopped before the writing had begun
        check = Check.WRITTEN if self.is_written else Check.FAILED
        self._answering.but(check=check)
        if self.is_written:
            self._remember()
        self.finished.emit()

    def _remember(self) -> None:
        answers = self._answering.answers()
        if self._answering.remembers and answers.secret:
            address, secret = answers.address, answers.secret
            self._keyring.ask_aside(lambda session: session.remember(address, secret))

    def _take_keyring(self, reason: str | None) -> None:
        if reason:
            self.noted.emit(reason)


async def _let_go(session: "Session", ready: "Ready") -> AsyncGenerator[object]:
    await session.let_go(ready)
    yield None
