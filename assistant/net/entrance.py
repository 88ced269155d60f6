"""Going in by one door: the call, then TLS from the start or by STARTTLS."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from assistant.model.server import Security
from assistant.net.dial import Dialer
from assistant.net.place import Place
from assistant.net.race import Departure
from assistant.net.tcp import TcpStream
from assistant.net.timings import Stopwatch

_T = TypeVar("_T")
Way = Callable[[Dialer, Place, TcpStream, Stopwatch], Awaitable[_T]]


async def enter(
    dialer: Dialer,
    place: Place,
    departed: Departure,
    *,
    with_tls: Way[_T],
    with_starttls: Way[_T],
) -> _T:
    """Return what the way in leads to; the connection is closed if it fails."""
    assert place.server is not None
    watch = Stopwatch()
    tcp = await dialer.dial(place, watch.departing(departed))
    watch.connected()
    departed.reached.add(place.server)
    way = with_tls if place.server.security is Security.TLS else with_starttls
    try:
        return await way(dialer, place, tcp, watch)
    except BaseException:
        tcp.close()
        raise
