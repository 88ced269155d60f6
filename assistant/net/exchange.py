"""One DNS question to one resolver: by UDP, again by TCP when the answer is cut."""

import asyncio
import socket
from collections.abc import Callable

import dns.exception
import dns.flags
import dns.message

from assistant.model.signal import Stage
from assistant.net.place import Place, TroubleError, errno_code
from assistant.net.records import NameServer

_LARGEST_DATAGRAM = 65535


async def exchange(
    query: dns.message.Message,
    server: NameServer,
    limit_s: float,
    departed: Callable[[], None],
) -> dns.message.Message:
    """Return the answer of `server`, whatever it says.

    Raises:
        TroubleError: `dns:TIMEOUT`, or `errno:` when there is no way out.
    """
    # A socket, and so a source port, of its own for each question: RFC 5452.
    try:
        async with asyncio.timeout(limit_s):
            answer = await _by_udp(query, server, departed)
            if answer.flags & dns.flags.TC:
                answer = await _by_tcp(query, server)
    except TimeoutError as error:
        raise _trouble("dns:TIMEOUT", server) from error
    except OSError as error:
        raise _trouble(errno_code(error), server) from error
    return answer


def _trouble(code: str, server: NameServer) -> TroubleError:
    return Place().trouble(Stage.RESOLVE, code, resolver=server.address)


async def _by_udp(
    query: dns.message.Message, server: NameServer, departed: Callable[[], None]
) -> dns.message.Message:
    loop = asyncio.get_running_loop()
    with _socket(server, socket.SOCK_DGRAM) as sock:
        # Connected, so that nobody else's datagrams arrive here and a closed
        # port is told at once.
        await loop.sock_connect(sock, (server.address, server.port))
        departed()
        await loop.sock_sendall(sock, query.to_wire())
        while True:
            data = await loop.sock_recv(sock, _LARGEST_DATAGRAM)
            if answer := _read(data, query):
                return answer
            await asyncio.sleep(0)  # `sock_recv` alone would let no limit fire


async def _by_tcp(
    query: dns.message.Message, server: NameServer
) -> dns.message.Message:
    loop = asyncio.get_running_loop()
    with _socket(server, socket.SOCK_STREAM) as sock:
        await loop.sock_connect(sock, (server.address, server.port))
        wire = query.to_wire()
        await loop.sock_sendall(sock, len(wire).to_bytes(2, "big") + wire)
        size = int.from_bytes(await _receive(sock, 2), "big")
        if answer := _read(await _receive(sock, size), query):
            return answer
        raise ConnectionResetError


async def _receive(sock: socket.socket, count: int) -> bytes:
    loop = asyncio.get_running_loop()
    data = b""
    while len(data) < count:
        if not (more := await loop.sock_recv(sock, count - len(data))):
            raise ConnectionResetError
        data += more
    return data


def _socket(server: NameServer, kind: socket.SocketKind) -> socket.socket:
    family = socket.AF_INET6 if ":" in server.address else socket.AF_INET
    sock = socket.socket(family, kind)
    sock.setblocking(False)  # noqa: FBT003  # socket's own signature
    return sock


def _read(data: bytes, query: dns.message.Message) -> dns.message.Message | None:
    # What does not answer our question is noise or forgery: wait on.
    try:
        answer = dns.message.from_wire(data, ignore_trailing=True)
    except dns.exception.DNSException:
        return None
    return answer if query.is_response(answer) else None
