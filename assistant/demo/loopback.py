"""Free ports of this computer's own addresses."""

import errno
import socket

_TRIES = 20


def listen() -> tuple[socket.socket, ...]:
    """Return sockets that listen on one port of 127.0.0.1 and, if there is one, ::1.

    `localhost` names both addresses, so both answer under the same port.

    Raises:
        OSError: this computer has no free port.
    """
    for _ in range(_TRIES):
        ipv4 = _bound(socket.AF_INET, "127.0.0.1", 0)
        port: int = ipv4.getsockname()[1]
        try:
            return ipv4, _bound(socket.AF_INET6, "::1", port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # no IPv6 on this computer
                return (ipv4,)
            ipv4.close()
    raise OSError(errno.EADDRINUSE, "no port is free on both addresses")


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only where the protocol is named: without it, an
    # answer of two lines waits 40 ms for the receipt of the first.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if family is socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
        bound.listen()
        bound.setblocking(False)  # noqa: FBT003  # the socket module's signature
    except OSError:
        bound.close()
        raise
    return bound
