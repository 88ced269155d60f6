"""Lines and literals over a stream: what IMAP and SMTP have in common."""

import asyncio
import ssl
from typing import Generic, Protocol, TypeVar

from assistant.model.server import Service
from assistant.model.signal import Stage
from assistant.net.limits import Limits
from assistant.net.place import Place, TroubleError
from assistant.net.tcp import TcpStream
from assistant.net.tls import TlsStream
from assistant.net.tls_codes import code_of
from assistant.net.transcript import Recorder

REPLY_TIME = "time:REPLY"
# Reading what has come already suspends nobody. Without a pause now and then no
# limit of time would be noticed, and no wish to cancel.
_LINES_AT_A_STRETCH = 100


class Stream(Protocol):
    """What lines are read from: TCP, or TLS over it."""

    @property
    def local_address(self) -> str:
        """The address of this computer as the peer may see it."""
        ...

    async def receive(self) -> bytes:
        """Return what has come; empty at the end."""
        ...

    async def send(self, data: bytes) -> None:
        """Hand over all of `data`."""
        ...

    def close(self) -> None:
        """Close at once."""
        ...


S = TypeVar("S", bound=Stream)


class LineConnection(Generic[S]):
    """One conversation, line by line, within limits, with its transcript.

    A `LineConnection[TcpStream]` is in the clear, a `LineConnection[TlsStream]`
    has a verified peer; only the latter makes a session that can authenticate.
    """

    def __init__(
        self, stream: S, place: Place, limits: Limits, recorder: Recorder
    ) -> None:
        self.stream = stream
        self.place = place
        self.limits = limits
        self.recorder = recorder
        self.has_sent_secret = False
        self._buffer = bytearray()
        self._volume = 0
        self._most_bytes = limits.stranger_bytes
        self._lines = 0

    @property
    def has_more(self) -> bool:
        """Whether bytes have come that nobody has read yet."""
        return bool(self._buffer)

    async def line(self, stage: Stage) -> bytes:
        """Return the next line without its end; errors as for `peek`."""
        line = await self.peek(stage)
        self._lines += 1
        if self._lines % _LINES_AT_A_STRETCH == 0:
            await asyncio.sleep(0)
        del self._buffer[: self._buffer.index(b"\n") + 1]
        return line

    async def peek(self, stage: Stage) -> bytes:
        """Return the next line without its end, and leave it there.

        Raises:
            TroubleError: the peer hung up (`mail:CLOSED`), or sent more than the
                limits allow (`MALFORMED`).
        """
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            if start > self.limits.line_bytes:
                raise self.malformed(stage, "line too long")
            await self._receive(stage)
        return bytes(self._buffer[:end]).removesuffix(b"\r")

    async def exactly(self, count: int, stage: Stage) -> bytes:
        """Return the next `count` bytes; errors as for `line`."""
        if count > self._most_bytes:
            raise self.malformed(stage, "literal too long")
        while len(self._buffer) < count:
            await self._receive(stage)
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        return data

    async def send(self, text: bytes, shown: str, stage: Stage) -> None:
        """Send `text`; the transcript says `shown`.

        Raises:
            TroubleError: the peer takes nothing more.
        """
        self.recorder.client(shown)
        async with self.place.within(self.limits.reply_s, stage, REPLY_TIME):
            try:
                await self.stream.send(text)
            except ssl.SSLError as error:
                raise self._tls_trouble(error) from error

    async def send_secret(self, text: bytes, shown: str, stage: Stage) -> None:
        """Send `text`, which holds a password: from here on it counts as sent."""
        self.has_sent_secret = True
        await self.send(text, shown, stage)

    def welcomed(self) -> None:
        """Note that the server took a login: from here on it has mail to tell of."""
        self._most_bytes = self.limits.volume_bytes

    def malformed(self, stage: Stage, why: str) -> TroubleError:
        """Return the trouble of a peer that does not keep to the protocol."""
        service = self.place.service or Service.IMAP
        return self.place.trouble(stage, f"{service}:MALFORMED", why=why)

    def close(self) -> None:
        """Close at once; more than once does no harm."""
        self.stream.close()

    async def _receive(self, stage: Stage) -> None:
        try:
            data = await self.stream.receive()
        except ssl.SSLError as error:
            raise self._tls_trouble(error) from error
        if not data:
            raise self.place.trouble(stage, "mail:CLOSED")
        self._volume += len(data)
        if self._volume > self._most_bytes:
            raise self.malformed(stage, "too much")
        self._buffer += data

    def _tls_trouble(self, error: ssl.SSLError) -> TroubleError:
        # With TLS 1.3 a demand for a client certificate comes after the handshake.
        return self.place.trouble(Stage.TLS, code_of(error), reason=error.reason)


Clear = LineConnection[TcpStream]
Secure = LineConnection[TlsStream]
