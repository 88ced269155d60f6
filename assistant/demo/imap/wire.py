"""One connection: lines and literals in, octets out, TLS in between."""

import asyncio
import re
import ssl

LONGEST_LINE = 64 * 1024
LARGEST_LITERAL = 32 * 1024 * 1024
_LITERAL = re.compile(rb"\{(\d{1,10})(\+?)\}$")


class TooMuchError(Exception):
    """A line or literal beyond the limits; the connection cannot go on."""


class Wire(asyncio.Protocol):
    """Octets of one client.

    Our own protocol rather than asyncio's streams: what arrives before a
    STARTTLS handshake must be forgotten (RFC 3501 section 6.2.1), and streams do
    not let go of their buffer.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._arrived = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._transport: asyncio.Transport | None = None
        self._is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep what arrived, and read on only while someone reads here."""
        self._buffer += data
        self._arrived.set()
        if len(self._buffer) > LONGEST_LINE and self._transport:
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        """Hold `drain` until the client has taken what it was sent."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let `drain` go on."""
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        """Wake whoever waits."""
        self._is_lost = True
        self._arrived.set()
        self._writable.set()

    def send(self, *parts: bytes | str) -> None:
        """Send one line made of `parts`."""
        line = b"".join(p.encode() if isinstance(p, str) else p for p in parts)
        if self._transport and not self._is_lost:
            self._transport.write(line + b"\r\n")

    async def drain(self) -> None:
        """Wait until the client keeps pace."""
        await self._writable.wait()

    async def command(self) -> tuple[bytes, ...] | None:
        """Return the next command as line, literal, line, …; None at the end.

        Raises:
            TooMuchError: it exceeds `LONGEST_LINE` or `LARGEST_LITERAL`.
        """
        pieces: list[bytes] = []
        while (line := await self.line()) is not None:
            literal = _LITERAL.search(line)
            if not literal:
                return (*pieces, line)
            size = int(literal[1])
            if size > LARGEST_LITERAL:
                raise TooMuchError
            if not literal[2]:  # the client waits for leave (RFC 7888)
                self.send("+ Go ahead")
            data = await self._octets(size)
            if data is None:
                return None
            pieces += [line[: literal.start()], data]
        return None

    async def line(self) -> bytes | None:
        """Return the next line without its end; None once the client is gone."""
        seen = 0
        while (end := self._buffer.find(b"\n", seen)) < 0:
            seen = len(self._buffer)
            if seen > LONGEST_LINE:
                raise TooMuchError
            if not await self._more():
                return None
        if end > LONGEST_LINE:
            raise TooMuchError
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        return line

    async def _octets(self, count: int) -> bytes | None:
        while len(self._buffer) < count:
            if not await self._more():
                return None
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        return data

    async def _more(self) -> bool:
        """Wait for more octets; False once there will be none."""
        if self._is_lost or self._transport is None:
            return False
        self._arrived.clear()
        self._transport.resume_reading()
        await self._arrived.wait()
        return not self._is_lost

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Go on under TLS; what was sent ahead of the handshake is forgotten.

        Raises:
            OSError: the handshake failed (`ssl.SSLError` is one).
        """
        assert self._transport is not None
        self._buffer.clear()
        loop = asyncio.get_running_loop()
        upgraded = await loop.start_tls(
            self._transport, self, context, server_side=True
        )
        if upgraded is None:  # the client left during the handshake
            raise ConnectionResetError
        self._transport = upgraded

    def close(self) -> None:
        """Hang up once everything sent is out."""
        if self._transport:
            self._transport.close()

    def abort(self) -> None:
        """Hang up now."""
        if self._transport:
            self._transport.abort()
