"""A listener that knows every client, also one that has not finished its handshake."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Protocol

from assistant.demo import loopback

_KNOCK_S = 0.5


class Guest(Protocol):
    """What a listener asks of that which serves one client."""

    @property
    def protocol(self) -> asyncio.Protocol:
        """What asyncio speaks to; it may never be connected."""
        ...

    async def run(self) -> None:
        """Serve until the client leaves; return at once if it has left."""
        ...

    def abort(self) -> None:
        """Hang up now; nothing to do where no connection stands."""
        ...


class Listener:
    """Accepts clients on one port, under TLS from the start if `tls` is given.

    Our own accepting rather than asyncio's server: before Python 3.13 that one
    cannot hang up on its clients, and never knew those in a handshake.
    """

    def __init__(
        self, welcome: Callable[[], Guest], tls: ssl.SSLContext | None
    ) -> None:
        self._welcome = welcome
        self._tls = tls
        self._sockets: tuple[socket.socket, ...] = ()
        self._doors: list[asyncio.Task[None]] = []
        self._is_over = False
        self._guests: dict[asyncio.Task[None], tuple[Guest, socket.socket]] = {}

    async def start(self) -> int:
        """Listen, and return the port."""
        self._sockets = loopback.listen()
        for bound in self._sockets:
            self._doors.append(asyncio.create_task(self._accept(bound)))
        port: int = self._sockets[0].getsockname()[1]
        return port

    async def _accept(self, bound: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while not self._is_over:
            # A client may be gone before it is accepted.
            with contextlib.suppress(ConnectionError):
                connection, _ = await loop.sock_accept(bound)
                guest = self._welcome()
                task = asyncio.create_task(self._serve(connection, guest))
                self._guests[task] = (guest, connection)
                task.add_done_callback(self._guests.pop)

    async def _serve(self, connection: socket.socket, guest: Guest) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(
                lambda: guest.protocol, connection, ssl=self._tls
            )
        except OSError:  # no TLS, an authority it does not trust, or gone
            return
        await guest.run()

    async def stop(self) -> None:
        """Close the port and hang up on every client."""
        self._is_over = True
        for bound in self._sockets:
            _knock(bound)
        await asyncio.gather(*self._doors)
        guests = dict(self._guests)
        for task, (guest, _) in guests.items():
            guest.abort()
            task.cancel()
        # What was aborted above is closed by the loop before these tasks are done.
        await asyncio.gather(*guests, return_exceptions=True)
        for _, connection in guests.values():
            connection.close()  # of a task that was cancelled before it began
        for bound in self._sockets:
            bound.close()


def _knock(bound: socket.socket) -> None:
    """Let a waiting `sock_accept` return.

    Cancelling it could lose a client that was accepted at the same moment.
    """
    host, port = bound.getsockname()[:2]
    with contextlib.suppress(OSError):  # others are waiting there already
        socket.create_connection((host, port), timeout=_KNOCK_S).close()
