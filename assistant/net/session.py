"""What IMAP and SMTP sessions share: where they stand, and how they end."""

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress
from types import TracebackType
from typing import Self

from assistant.model.server import Endpoint
from assistant.model.signal import Stage
from assistant.net.chain import Chain
from assistant.net.lines import Secure
from assistant.net.place import Place, TroubleError
from assistant.net.timings import Timings
from assistant.net.transcript import Transcript


class Session(ABC):
    """A conversation with a server whose certificate is verified.

    One thing is asked at a time; whoever cancels a question must `abort`.
    """

    def __init__(self, lines: Secure, timings: Timings) -> None:
        self._lines = lines
        self.timings = timings

    @property
    def place(self) -> Place:
        """What is spoken, and with whom."""
        return self._lines.place

    @property
    def endpoint(self) -> Endpoint:
        """The door it went through."""
        assert self._lines.place.server is not None
        return self._lines.place.server

    @property
    def transcript(self) -> Transcript:
        """What was said so far, without secrets and logins."""
        return self._lines.recorder.transcript

    @property
    def chain(self) -> Chain | None:
        """What the server proved itself with; read from the certificates when asked."""
        return self._lines.stream.chain()

    async def close(self) -> None:
        """Say goodbye and close; takes `Limits.close_s` at most, never raises."""
        try:
            with suppress(TroubleError, OSError):  # OSError: TimeoutError too
                async with asyncio.timeout(self._lines.limits.close_s):
                    await self._farewell()
        finally:
            self.abort()

    async def is_alive(self) -> bool:
        """Whether the server still answers; a session that does not is closed.

        Takes `Limits.alive_s` at most, never raises. Worth asking after a pause:
        Postfix hangs up on clients that are silent for 300 seconds (postconf(5),
        smtpd_timeout).
        """
        with suppress(TroubleError, OSError):  # OSError: TimeoutError too
            async with asyncio.timeout(self._lines.limits.alive_s):
                if await self._answers():
                    return True
        # An answer that comes late would be taken for that of the next command.
        self.abort()
        return False

    def abort(self) -> None:
        """Close at once, without a farewell; more than once does no harm."""
        self._lines.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            await self.close()
        else:
            self.abort()

    @abstractmethod
    async def _answers(self) -> bool:
        """Return whether the server takes a NOOP well."""

    @abstractmethod
    async def _farewell(self) -> None:
        """Say that no more will come."""

    async def _until_closed(self) -> None:
        # Reading to the end lets the server log a proper logout. The end itself
        # comes as TroubleError, which `close` expects.
        while True:
            await self._lines.line(Stage.MAILBOX)
