"""From an endpoint to a connection: names, TCP, TLS."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.net.limits import Limits
from assistant.net.place import Place, TroubleError
from assistant.net.resolve import Resolver
from assistant.net.tcp import TcpStream, connect
from assistant.net.tls import TlsStream
from assistant.net.trust import Trust


@dataclass(frozen=True, slots=True)
class Dialer:
    """Opens connections to endpoints: resolver, trust and limits together."""

    resolver: Resolver
    trust: Trust
    limits: Limits

    async def dial(self, place: Place, departed: Callable[[], None]) -> TcpStream:
        """Return a TCP connection to the endpoint of `place`.

        Raises:
            TroubleError: `dns:`, `errno:` or `time:CONNECT`.
        """
        assert place.server is not None
        try:
            addresses = await self.resolver.addresses(place.server.host, departed)
        except TroubleError as trouble:
            # The resolver does not know what its answer was wanted for.
            signal = trouble.signal
            raise place.trouble(signal.stage, signal.code, **signal.facts) from trouble
        return await connect(
            addresses.in_order(), place.server.port, place, self.limits, departed
        )

    async def secure(self, tcp: TcpStream, place: Place) -> TlsStream:
        """Return the stream, its peer verified for the host of `place`."""
        assert place.server is not None
        context = await self.trust.ready()
        return await TlsStream.secure(
            tcp, context, place.server.host, place, self.limits
        )
