"""TLS over a TCP stream, driven by hand so that every alert is seen.

asyncio's own TLS hides the peer's alert behind a reset connection; here the bytes
pass through two buffers and OpenSSL's words come out as they are.
"""

import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Self, TypeVar

from assistant.model.signal import Stage
from assistant.net.chain import (
    Chain,
    names_match,
    proved_chain,
    read_chain,
    shown_chain,
)
from assistant.net.limits import Limits
from assistant.net.place import Place, TroubleError
from assistant.net.tcp import TcpStream
from assistant.net.tls_codes import code_of
from assistant.net.transcript import printable

_READ_BYTES = 64 * 1024
_FIRST_BYTES = 80  # enough to recognise a greeting in the clear
_RECORD_TYPES = range(20, 25)  # what every TLS record begins with: RFC 8446, B.1
_IN_THE_CLEAR = "tls:WRONG_VERSION_NUMBER"
_WRONG_NAME = "tls:verify:62"
_T = TypeVar("_T")


class TlsStream:
    """A stream whose peer has proved its name; there is no other way to get one."""

    def __init__(self, tcp: TcpStream, context: ssl.SSLContext, host: str) -> None:
        """Use `secure` instead, which returns the stream only once it is verified."""
        self._tcp = tcp
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._first = b""
        self._host = host
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname=host.partition("%")[0]
        )

    @classmethod
    async def secure(
        cls,
        tcp: TcpStream,
        context: ssl.SSLContext,
        host: str,
        place: Place,
        limits: Limits,
    ) -> Self:
        """Return the stream once the server's certificate is verified for `host`.

        Raises:
            TroubleError: `tls:` codes with the chain's facts; `time:TLS`.
        """
        stream = cls(tcp, context, host)
        async with place.within(limits.handshake_s, Stage.TLS, "time:TLS"):
            try:
                await stream._drive(stream._tls.do_handshake)
            except ssl.SSLError as error:
                raise stream._failure(place, error) from error
        stream._check_name(place)
        return stream

    @property
    def local_address(self) -> str:
        """The address of this computer as the peer may see it."""
        return self._tcp.local_address

    @property
    def version(self) -> str:
        """The protocol spoken, e.g. ``TLSv1.3``."""
        return self._tls.version() or ""

    def chain(self) -> Chain | None:
        """Return what the server proved itself with."""
        return proved_chain(self._tls)

    async def receive(self) -> bytes:
        """Return what has come, at least one byte; empty at the end.

        Raises:
            ssl.SSLError: the peer sent an alert.
        """
        try:
            return await self._drive(lambda: self._tls.read(_READ_BYTES))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            # Many servers hang up without TLS's own farewell. Lines are complete
            # or not by their own ends, so nothing is believed that was cut.
            return b""

    async def send(self, data: bytes) -> None:
        """Hand all of `data` to the system, encrypted."""
        view = memoryview(data)
        while view:
            sent = await self._drive(lambda: self._tls.write(view))  # noqa: B023  # called before the loop goes on
            view = view[sent:]

    def close(self) -> None:
        """Close at once; more than once does no harm."""
        self._tcp.close()

    async def _drive(self, step: Callable[[], _T]) -> _T:
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                await self._flush()
                await self._feed()
            except ssl.SSLError:
                with suppress(OSError):  # our own alert is a courtesy
                    await self._flush()
                raise
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        if data := self._outgoing.read():
            await self._tcp.send(data)

    async def _feed(self) -> None:
        data = await self._tcp.receive()
        if len(self._first) < _FIRST_BYTES:
            self._first += data[:_FIRST_BYTES]
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def _check_name(self, place: Place) -> None:
        # OpenSSL has checked the name already. Where the system's own verifier
        # did the work (Windows, macOS) it may have accepted a name in the subject
        # only, which RFC 9525 section 2 forbids.
        if self._tls.getpeercert():
            return
        chain = read_chain(shown_chain(self._tls))
        if chain is None or not names_match(chain.names, self._host):
            raise self._certificate_trouble(place, _WRONG_NAME)

    def _failure(self, place: Place, error: ssl.SSLError) -> TroubleError:
        if isinstance(error, ssl.SSLCertVerificationError):
            return self._certificate_trouble(place, code_of(error))
        if self._first and self._first[0] not in _RECORD_TYPES:
            # The server spoke in the clear: its first words name what it is.
            # OpenSSL's own name for that changes with its version.
            text = printable(self._first.decode("ascii", "replace").strip())
            return place.trouble(Stage.TLS, _IN_THE_CLEAR, text=text)
        return place.trouble(Stage.TLS, code_of(error), reason=error.reason)

    def _certificate_trouble(self, place: Place, code: str) -> TroubleError:
        shown = shown_chain(self._tls)
        leaf, top = read_chain(shown), read_chain(shown[-1:])
        if leaf is None or top is None:
            return place.trouble(Stage.TLS, code)
        return place.trouble(
            Stage.TLS,
            code,
            issuer=leaf.issuer,
            not_after=leaf.not_after,
            names=", ".join(leaf.names),
            top_issuer=top.issuer,
        )
