"""A client that says exactly what a test wants said."""

import base64
import itertools
import socket
import ssl
from types import TracebackType
from typing import Self

from assistant.demo import DemoServers
from assistant.model.server import Endpoint, Security

LIMIT_S = 5.0
CLOSED = "(closed)"


def trusting(servers: DemoServers) -> ssl.SSLContext:
    """A client's TLS context that trusts the demo's authority and no other."""
    return ssl.create_default_context(cafile=servers.ca_file)


def connected(servers: DemoServers, door: Endpoint) -> socket.socket:
    """A connection to `door`, under TLS where the door starts with it."""
    bare = socket.create_connection((door.host, door.port), timeout=LIMIT_S)
    # Two small writes in a row would otherwise wait for each other's receipt.
    bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if door.security is Security.STARTTLS:
        return bare
    return trusting(servers).wrap_socket(bare, server_hostname=door.host)


def plain_response(servers: DemoServers, password: str | None = None) -> str:
    """The user's AUTHENTICATE PLAIN response, with another password if given."""
    secret = servers.password.reveal() if password is None else password
    return base64.b64encode(f"\0{servers.login}\0{secret}".encode()).decode()


class Talk:
    """One IMAP conversation, line by line; `greeting` is what it began with."""

    def __init__(self, servers: DemoServers, door: Endpoint | None = None) -> None:
        self.servers = servers
        self._socket = connected(servers, door or servers.imap)
        self._file = self._socket.makefile("rb")
        self._tags = (f"t{number}" for number in itertools.count(1))
        self.greeting = self.hear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._socket.close()

    def send(self, octets: bytes) -> None:
        self._socket.sendall(octets)

    def hear(self) -> str:
        """Return the next line; `CLOSED` once the server has hung up."""
        line = self._file.readline()
        return line.decode("utf-8", "replace").rstrip("\r\n") if line else CLOSED

    def say(self, command: str) -> list[str]:
        """Send a command and return every line up to its tagged answer, untagged."""
        tag = next(self._tags)
        self.send(f"{tag} {command}\r\n".encode())
        lines = []
        while (line := self.hear()) != CLOSED and not line.startswith(f"{tag} "):
            lines.append(line)
        return [*lines, line.removeprefix(f"{tag} ")]

    def answer(self, command: str) -> str:
        """Send a command and return its tagged answer alone."""
        return self.say(command)[-1]

    def log_in(self) -> Self:
        answer = self.answer(f"AUTHENTICATE PLAIN {plain_response(self.servers)}")
        assert answer.startswith("OK ")
        return self

    def secure(self, context: ssl.SSLContext | None = None) -> None:
        """Go on under TLS, as after an accepted STARTTLS."""
        self._file.close()
        trusted = context or trusting(self.servers)
        self._socket = trusted.wrap_socket(self._socket, server_hostname="localhost")
        self._file = self._socket.makefile("rb")

    def append(self, folder: str, content: bytes, before: str = "") -> str:
        """Append `content` without waiting for leave, and return the answer."""
        tag = next(self._tags)
        self.send(f"{tag} APPEND {folder} {before}{{{len(content)}+}}\r\n".encode())
        self.send(content + b"\r\n")
        while (line := self.hear()) != CLOSED and not line.startswith(f"{tag} "):
            pass
        return line.removeprefix(f"{tag} ")
