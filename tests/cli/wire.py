"""Small servers for what real ones cannot be made to do."""

import contextlib
import selectors
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

from assistant.model.server import Endpoint, Security
from tests.network.certificates import Certificate


class Door:
    """A listening port that counts who comes."""

    def __init__(self, port: int, security: Security = Security.TLS) -> None:
        self.endpoint = Endpoint("localhost", port, security)
        self.visits = 0
        self.was_reached = threading.Event()


def _served(
    serve: Callable[[Door, socket.socket], None], security: Security
) -> "contextlib.AbstractContextManager[Door]":
    @contextlib.contextmanager
    def running() -> Iterator[Door]:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            door = Door(listening.getsockname()[1], security)
            thread = threading.Thread(target=accept, args=(door, listening))
            thread.start()
            try:
                yield door
            finally:
                listening.shutdown(socket.SHUT_RDWR)
                thread.join()

    def accept(door: Door, listening: socket.socket) -> None:
        while True:
            try:
                guest, _ = listening.accept()
            except OSError:  # shut down: the block has ended
                return
            door.visits += 1
            with guest, contextlib.suppress(OSError):
                guest.settimeout(20)
                serve(door, guest)

    return running()


def relay(to: Endpoint) -> "contextlib.AbstractContextManager[Door]":
    """Pass everything on to another port, and count the connections."""

    def serve(_door: Door, guest: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", to.port)) as host:
            _pass_on(guest, host)

    return _served(serve, to.security)


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with selectors.DefaultSelector() as ready:
        ready.register(one, selectors.EVENT_READ, other)
        ready.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _ in ready.select():
                assert isinstance(key.fileobj, socket.socket)
                data = key.fileobj.recv(65536)
                if not data:
                    return
                key.data.sendall(data)


def mute() -> "contextlib.AbstractContextManager[Door]":
    """Accept, and never say a word."""

    def serve(door: Door, guest: socket.socket) -> None:
        door.was_reached.set()
        while guest.recv(65536):
            pass

    return _served(serve, Security.TLS)


def swallowing(
    certificate: Certificate, *, hangs_up: bool
) -> "contextlib.AbstractContextManager[Door]":
    """Be an IMAP server that takes a password and gives no answer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)

    def serve(door: Door, guest: socket.socket) -> None:
        with context.wrap_socket(guest, server_side=True) as safe:
            ready = b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"
            safe.sendall(ready)
            heard = b""
            while b"AUTHENTICATE" not in heard:
                heard += (piece := safe.recv(65536))
                if not piece:
                    return
            door.was_reached.set()
            while not hangs_up and safe.recv(65536):
                pass

    return _served(serve, Security.TLS)


@contextlib.contextmanager
def full_house() -> Iterator[Endpoint]:
    """Give a port whose connections hang: its queue is full, nobody accepts."""
    with contextlib.ExitStack() as held:
        listening = held.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        for _ in range(4):
            one = held.enter_context(socket.socket())
            one.settimeout(0)
            one.connect_ex(("127.0.0.1", port))
        yield Endpoint("127.0.0.1", port, Security.TLS)
