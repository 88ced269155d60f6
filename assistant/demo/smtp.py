"""The demo's outgoing server: submission of RFC 6409, delivered next door."""

import asyncio
import logging
import ssl
from datetime import UTC, datetime
from email.utils import format_datetime

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as Client

from assistant.demo.account import DemoAccount
from assistant.demo.listener import Listener
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
        self._first: asyncio.WriteTransport | None = None
        self._lost = asyncio.Event()

    @property
    def protocol(self) -> asyncio.Protocol:
        """What asyncio speaks to."""
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the first transport; after STARTTLS it is the one to hang up."""
        super().connection_made(transport)
        if self._first is None and isinstance(transport, asyncio.WriteTransport):
            self._first = transport

    def connection_lost(self, error: Exception | None) -> None:
        """Note that the client is gone."""
        super().connection_lost(error)
        self._lost.set()

    async def run(self) -> None:
        """Wait until the client is gone: aiosmtpd answers it by itself."""
        if self._first:
            await self._lost.wait()

    def abort(self) -> None:
        """Hang up now."""
        if self._first:
            self._first.abort()
        # asyncio tells nobody of a connection that is lost in a handshake.
        if self._handler_coroutine:
            self._handler_coroutine.cancel()


def smtp_listener(
    submission: Submission, tls: ssl.SSLContext, *, is_tls_first: bool
) -> Listener:
    """Return what takes mail, with TLS from the start or by STARTTLS."""
    # Below this level aiosmtpd logs what clients say, credentials included, and
    # warns of its own deprecated names.
    logging.getLogger("mail.log").setLevel(logging.ERROR)

    def welcome() -> _Conversation:
        return _Conversation(submission, tls, is_tls_first=is_tls_first)

    return Listener(welcome, tls if is_tls_first else None)
