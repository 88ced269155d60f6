"""A server that says what a test tells it to, for what real ones cannot be made to say.

A script is an async function that gets a `Guest`, the one connection it talks to.
"""

import asyncio
import base64
import contextlib
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Self

from assistant.model.server import Endpoint, Security
from tests.network.certificates import Certificate


class Guest:
    """One connection, seen from the server."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.reader = reader
        self.writer = writer

    async def say(self, text: str | bytes) -> Self:
        """Send `text`, lines separated by newlines."""
        data = text if isinstance(text, bytes) else _wire(text)
        self.writer.write(data)
        await self.writer.drain()
        return self

    async def hear(self, pattern: str = "") -> str:
        """Return the next line, which begins as `pattern` says."""
        line = (await self.reader.readline()).decode("utf-8", "replace").rstrip("\r\n")
        assert re.match(pattern, line), (pattern, line)
        return line

    async def hear_bytes(self, count: int) -> bytes:
        """Return exactly so many bytes."""
        return await self.reader.readexactly(count)

    async def hear_imap(self, pattern: str, *, answer: str, data: str = "") -> str:
        """Hear one tagged command and answer it, untagged `data` first."""
        line = await self.hear(r"\w+ " + pattern)
        tag = line.split()[0]
        await self.say(f"{data}\n{tag} {answer}" if data else f"{tag} {answer}")
        return line

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Go on under TLS."""
        await self.writer.start_tls(context)

    async def leave(self) -> None:
        """Hang up."""
        self.writer.close()

    async def until_left(self) -> bytes:
        """Return everything the client says before it hangs up."""
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            return await self.reader.read()
        return b""


Script = Callable[[Guest], Awaitable[None]]


class Scripted:
    """A running scripted server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.visits = 0
        self.said_after: list[bytes] = []
        self.failures: list[BaseException] = []

    def endpoint(self, security: Security, host: str = "localhost") -> Endpoint:
        """The door to it."""
        return Endpoint(host, self.port, security)

    @property
    def tls(self) -> Endpoint:
        """The door to it with TLS from the start."""
        return self.endpoint(Security.TLS)

    @property
    def starttls(self) -> Endpoint:
        """The door to it with STARTTLS."""
        return self.endpoint(Security.STARTTLS)


@contextlib.asynccontextmanager
async def scripted(
    script: Script, context: ssl.SSLContext | None = None
) -> AsyncIterator[Scripted]:
    """Run a server that follows `script` with everyone who comes.

    What the client says after the end of the script is kept in `said_after`. A
    script that fails, fails the test.
    """
    sock = socket.create_server(("127.0.0.1", 0))
    running = Scripted(sock.getsockname()[1])
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.visits += 1
        guest = Guest(reader, writer)
        try:
            await script(guest)
            running.said_after.append(await guest.until_left())
        except (AssertionError, asyncio.IncompleteReadError) as error:
            running.failures.append(error)
        except (ConnectionError, ssl.SSLError):
            pass  # the client may go when it pleases
        finally:
            writer.close()

    def started(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(started, sock=sock, ssl=context)
    try:
        yield running
        # The client has hung up or will not any more; either way the end is near.
        if tasks:
            await asyncio.wait(tasks, timeout=1)
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if running.failures:
        raise running.failures[0]


def server_context(certificate: Certificate) -> ssl.SSLContext:
    """Return a context that shows `certificate`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def sasl_plain(line: str) -> tuple[str, str]:
    """Return login and password from a line that ends in SASL PLAIN."""
    parts = base64.b64decode(line.rsplit(maxsplit=1)[-1]).decode().split("\0")
    return parts[1], parts[2]


def _wire(text: str) -> bytes:
    return b"".join(line.encode() + b"\r\n" for line in text.split("\n"))
