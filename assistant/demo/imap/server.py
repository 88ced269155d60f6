"""The IMAP listener: one session for each client."""

import asyncio
import socket
import ssl

from assistant.demo import loopback
from assistant.demo.account import DemoAccount
from assistant.demo.imap.session import Session
from assistant.demo.imap.wire import Wire
from assistant.demo.mailbox import Mailbox


class ImapServer:
    """Serves one mailbox on one port, with TLS from the start or by STARTTLS."""

    def __init__(
        self,
        account: DemoAccount,
        mailbox: Mailbox,
        tls: ssl.SSLContext,
        *,
        is_tls_first: bool,
    ) -> None:
        self._account = account
        self._mailbox = mailbox
        self._tls = tls
        self._is_tls_first = is_tls_first
        self._servers: list[asyncio.Server] = []
        self._sessions: dict[asyncio.Task[None], Wire] = {}

    async def start(self) -> int:
        """Listen, and return the port."""
        sockets = loopback.listen()
        for bound in sockets:
            await self._serve(bound)
        port: int = sockets[0].getsockname()[1]
        return port

    async def _serve(self, bound: socket.socket) -> None:
        tls = self._tls if self._is_tls_first else None
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Wire(self._welcome), sock=bound, ssl=tls
        )
        self._servers.append(server)

    def _welcome(self, wire: Wire) -> None:
        session = Session(
            wire,
            account=self._account,
            mailbox=self._mailbox,
            tls=self._tls,
            is_secure=self._is_tls_first,
        )
        task = asyncio.create_task(session.run())
        self._sessions[task] = wire
        task.add_done_callback(self._sessions.pop)

    async def stop(self) -> None:
        """Close the port and hang up on every client."""
        for server in self._servers:
            server.close()
        sessions = dict(self._sessions)
        for task, wire in sessions.items():
            task.cancel()
            wire.abort()
        await asyncio.gather(*sessions, return_exceptions=True)
        await asyncio.gather(*(wire.closed() for wire in sessions.values()))
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()
