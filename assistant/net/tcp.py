"""TCP: a connected socket, by the fastest of a host's addresses."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from assistant.model.signal import Stage
from assistant.net.limits import Limits
from assistant.net.place import Place, errno_code

_RECEIVE_BYTES = 64 * 1024
# Linux only: acknowledge at once. Servers that leave Nagle's algorithm on
# (Postfix does) hold their banner back until their TLS session tickets are
# acknowledged, and a delayed acknowledgement costs 40 ms. See tcp(7).
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)
# What says least about a server: this computer has no way there at all.
_NO_WAY = ("errno:ENETUNREACH", "errno:EHOSTUNREACH", "errno:EADDRNOTAVAIL")
_CONNECT_TIMEOUT = "time:CONNECT"


class TcpStream:
    """Bytes to and from one peer; closing is immediate."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def local_address(self) -> str:
        """The address of this computer as the peer may see it."""
        return str(self._socket.getsockname()[0])

    async def receive(self) -> bytes:
        """Return what has come, at least one byte; empty at the end."""
        # The option wears off by itself, so it is set anew before each wait.
        if _QUICK_ACK is not None:
            self._socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        loop = asyncio.get_running_loop()
        # `sock_recv` does not suspend while there is something to read: a peer
        # that never pauses would keep the loop from everything else.
        await asyncio.sleep(0)
        return await loop.sock_recv(self._socket, _RECEIVE_BYTES)

    async def send(self, data: bytes) -> None:
        """Hand all of `data` to the system."""
        await asyncio.get_running_loop().sock_sendall(self._socket, data)

    def close(self) -> None:
        """Close at once; more than once does no harm."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


async def connect(
    addresses: Iterable[str],
    port: int,
    place: Place,
    limits: Limits,
    departed: Callable[[], None],
) -> TcpStream:
    """Return a stream to the first address that answers (RFC 8305).

    Each address gets a head start of `limits.stagger_s` over the next, which
    starts at once when it fails.

    Raises:
        TroubleError: no address answered; the signal tells the most telling
            failure, and in `tried` each address with its own.
    """
    race = _Race(port, limits.stagger_s)
    departed()
    try:
        async with asyncio.timeout(limits.connect_s):
            sock = await race.run(list(addresses))
    except TimeoutError:
        sock = None
    finally:
        race.stop()
    if sock is not None:
        return TcpStream(sock)
    code, address = race.most_telling()
    raise place.trouble(Stage.CONNECT, code, address=address, tried=race.tried())


class _Race:
    """One round of Happy Eyeballs over the addresses of one host."""

    def __init__(self, port: int, stagger_s: float) -> None:
        self._port = port
        self._stagger_s = stagger_s
        self._running: dict[asyncio.Task[socket.socket], str] = {}
        self._failed: list[tuple[str, str]] = []

    async def run(self, addresses: list[str]) -> socket.socket | None:
        """Return the first socket that connects, None when all have failed."""
        waiting = list(addresses)
        while waiting or self._running:
            if waiting:
                address = waiting.pop(0)
                task = asyncio.create_task(_connect_one(address, self._port))
                self._running[task] = address
            if (winner := await self._next(has_more=bool(waiting))) is not None:
                return winner
        return None

    async def _next(self, *, has_more: bool) -> socket.socket | None:
        done, _ = await asyncio.wait(
            self._running,
            timeout=self._stagger_s if has_more else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
        winner: socket.socket | None = None
        for task in done:
            address = self._running.pop(task)
            error = task.exception()
            if isinstance(error, OSError):
                self._failed.append((errno_code(error), address))
            elif error is not None:
                raise error
            elif winner is None:
                winner = task.result()
            else:
                task.result().close()
        return winner

    def stop(self) -> None:
        """Give up what still runs."""
        for task, address in self._running.items():
            self._failed.append((_CONNECT_TIMEOUT, address))
            task.add_done_callback(_close_late)
            task.cancel()

    def most_telling(self) -> tuple[str, str | None]:
        """Return the failure that says most about the server, and its address."""
        telling = [fail for fail in self._failed if fail[0] not in _NO_WAY]
        # An answer, even a refusal, says more than silence.
        telling.sort(key=lambda fail: fail[0] == _CONNECT_TIMEOUT)
        return next(iter(telling or self._failed), ("errno:EADDRNOTAVAIL", None))

    def tried(self) -> str:
        """Return every address with its failure, for the report."""
        return " ".join(f"{address}={code}" for code, address in self._failed)


def _close_late(task: asyncio.Task[socket.socket]) -> None:
    # A connection may have succeeded in the very moment it was given up.
    if not task.cancelled() and task.exception() is None:
        task.result().close()


async def _connect_one(address: str, port: int) -> socket.socket:
    target = ipaddress.ip_address(address.partition("%")[0])
    family = socket.AF_INET6 if target.version == 6 else socket.AF_INET  # noqa: PLR2004  # IP version
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)  # noqa: FBT003  # socket's own signature
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
    except BaseException:
        sock.close()
        raise
    return sock
