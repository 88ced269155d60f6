"""The demo's outgoing server: submission of RFC 6409, delivered next door."""

import asyncio
import logging
import socket
import ssl
from datetime import UTC, datetime
from email.utils import format_datetime

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as Client

from assistant.demo import loopback
from assistant.demo.account import DemoAccount
from assistant.demo.mailbox import INBOX, Mailbox

_DONE = "250 2.0.0 OK"


class Submission:
    """What is accepted: the user's own mail, to the user.

    Nothing ever leaves this computer, so every other recipient is refused. The
    hooks are aiosmtpd's, and so are their names.
    """

    def __init__(self, account: DemoAccount, mailbox: Mailbox) -> None:
        self._account = account
        self._mailbox = mailbox

    def authenticate(
        self,
        _server: SMTP,
        _client: Client,
        _envelope: Envelope,
        _mechanism: str,
        credentials: object,
    ) -> AuthResult:
        """Admit the user; others hear 535 5.7.8."""
        assert isinstance(credentials, LoginPassword)
        is_right = self._account.admits(credentials.login, credentials.password)
        return AuthResult(success=is_right, handled=is_right)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self,
        _server: SMTP,
        client: Client,
        envelope: Envelope,
        sender: str,
        options: list[str],
    ) -> str:
        """Accept the user's own address as sender, once logged in."""
        if not client.authenticated:
            return "530 5.7.0 Authentication required"
        if not self._is_own(sender):
            return "553 5.7.1 Sender address is not yours"
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        return _DONE

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self,
        _server: SMTP,
        _client: Client,
        envelope: Envelope,
        recipient: str,
        options: list[str],
    ) -> str:
        """Accept the user's own address as recipient."""
        if not self._is_own(recipient):
            return "550 5.1.1 This demo delivers to its own user only"
        envelope.rcpt_tos.append(recipient)
        envelope.rcpt_options.extend(options)
        return _DONE

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _client: Client, envelope: Envelope
    ) -> str:
        """Deliver into the INBOX."""
        content = envelope.original_content or b""
        if not self._mailbox.has_room_for(len(content)):
            return "552 5.2.2 Mailbox full"
        self._mailbox.add(INBOX, _trace(envelope.mail_from or "") + content)
        return "250 2.6.0 Delivered"

    def _is_own(self, address: str) -> bool:
        return address.lower() == str(self._account.address).lower()


def _trace(sender: str) -> bytes:
    """Return the header lines of a final delivery (RFC 5321 section 4.4)."""
    now = format_datetime(datetime.now(UTC))
    return (
        f"Return-Path: <{sender}>\r\n"
        f"Received: by localhost (demo) with ESMTPSA;\r\n {now}\r\n"
    ).encode()


class _Conversation(SMTP):
    """One client's conversation, which can be waited for."""

    def __init__(
        self, submission: Submission, tls: ssl.SSLContext, *, is_tls_first: bool
    ) -> None:
        # aiosmtpd does not see TLS that stood before it: a listener that is TLS
        # from the start must not require it a second time.
        is_upgraded = not is_tls_first
        super().__init__(
            submission,
            hostname="localhost",
            ident="Assistant Messagerie demo",
            enable_SMTPUTF8=True,
            tls_context=tls if is_upgraded else None,
            require_starttls=is_upgraded,
            auth_require_tls=is_upgraded,
            authenticator=submission.authenticate,
            loop=asyncio.get_running_loop(),
        )
        self._lost = asyncio.Event()

    def connection_lost(self, error: Exception | None) -> None:
        """Note that the client is gone."""
        super().connection_lost(error)
        self._lost.set()

    @property
    def is_lost(self) -> bool:
        """Whether nothing is left of the connection."""
        return self._lost.is_set()

    async def hang_up(self) -> None:
        """End the connection and wait until nothing is left of it."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
            await self._lost.wait()


class SmtpServer:
    """Takes mail on one port, with TLS from the start or by STARTTLS."""

    def __init__(
        self, submission: Submission, tls: ssl.SSLContext, *, is_tls_first: bool
    ) -> None:
        # Below this level aiosmtpd logs what clients say, credentials included, and
        # warns of its own deprecated names.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        self._submission = submission
        self._tls = tls
        self._is_tls_first = is_tls_first
        self._servers: list[asyncio.Server] = []
        self._clients: list[_Conversation] = []

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
        server = await loop.create_server(self._welcome, sock=bound, ssl=tls)
        self._servers.append(server)

    def _welcome(self) -> _Conversation:
        client = _Conversation(
            self._submission, self._tls, is_tls_first=self._is_tls_first
        )
        self._clients = [other for other in self._clients if not other.is_lost]
        self._clients.append(client)
        return client

    async def stop(self) -> None:
        """Close the port and hang up on every client."""
        for server in self._servers:
            server.close()
        await asyncio.gather(*(client.hang_up() for client in self._clients))
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()
