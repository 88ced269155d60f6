"""SMTP: the session that proves a login and sends the test message."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from assistant.model.signal import Signal, Stage
from assistant.net.lines import Secure
from assistant.net.login import Accepted, LoginAnswer
from assistant.net.place import TroubleError
from assistant.net.session import Session
from assistant.net.smtp_login import authenticate
from assistant.net.smtp_talk import Reply, SmtpTalk
from assistant.net.timings import Timings
from assistant.net.tls import TlsStream
from assistant.net.transcript import HIDDEN

_BARE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the message; what it said, and how long it took."""

    text: str
    elapsed_s: float


class SmtpSession(Session):
    """A conversation with a verified server; closed by `close` or `abort`.

    Made by `Net.open_smtp`, which alone can make one: it takes a connection whose
    peer is verified, so that there is nothing to authenticate to before.
    """

    def __init__(
        self, lines: Secure, extensions: Mapping[str, str], timings: Timings
    ) -> None:
        super().__init__(lines, timings)
        self.extensions = extensions
        self._talk = SmtpTalk[TlsStream](lines, Stage.AUTHENTICATE)

    @property
    def max_size(self) -> int | None:
        """The largest message the server takes, None where it sets no limit."""
        # Up to 20 digits, and 0 for "no limit": RFC 1870 section 4.
        match = re.fullmatch(r"[0-9]{1,20}", self.extensions.get("SIZE", ""))
        return (int(match[0]) or None) if match else None

    async def authenticate(self, login: str, secret: Secret) -> LoginAnswer:
        """Send the password once and return the server's answer.

        It is sent as NFC in UTF-8, by AUTH PLAIN; by AUTH LOGIN only where PLAIN is
        not offered. There is no second try.
        """
        self._talk.stage = Stage.AUTHENTICATE
        answer = await authenticate(self._talk, self.extensions, login, secret)
        if isinstance(answer, Accepted):
            self._lines.welcomed()
        return answer

    async def send(
        self, message: bytes, sender: EmailAddress, recipients: Sequence[EmailAddress]
    ) -> Sent | Signal:
        """Send `message`; either all recipients are accepted or nothing is sent.

        The server's `SIZE` is respected, and a message that needs what the server
        does not offer is not sent: `mail:TOO_BIG`, `mail:NO_8BITMIME`,
        `mail:NO_SMTPUTF8`.
        """
        self._talk.stage = Stage.SEND
        data = _BARE_END.sub(b"\r\n", message)
        addresses = [sender, *recipients]
        self._lines.recorder.hide(map(str, addresses))
        if (obstacle := self._obstacle(data, addresses)) is not None:
            return obstacle
        started = time.monotonic()
        try:
            reply = await self._deliver(data, sender, recipients)
        except TroubleError as trouble:
            return trouble.signal
        return Sent(self._lines.recorder.clean(reply.text), time.monotonic() - started)

    async def _deliver(
        self, data: bytes, sender: EmailAddress, recipients: Sequence[EmailAddress]
    ) -> Reply:
        options = self._options(data, [sender, *recipients])
        await self._must(f"MAIL FROM:<{sender}>{options}", f"MAIL FROM:<{HIDDEN}>")
        for recipient in recipients:
            await self._must(f"RCPT TO:<{recipient}>", f"RCPT TO:<{HIDDEN}>")
        reply = await self._talk.command("DATA")
        if not reply.is_more:
            raise await self._reset(reply)
        stuffed = re.sub(rb"(?m)^\.", b"..", data)  # RFC 5321 section 4.5.2
        end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        shown = f"[message of {len(data)} bytes]"
        await self._lines.send(stuffed + end, shown, Stage.SEND)
        reply = await self._talk.reply(self._lines.limits.delivery_s)
        if not reply.is_ok:
            raise self._talk.trouble(reply)
        return reply

    async def _must(self, command: str, shown: str) -> None:
        reply = await self._talk.command(command, shown)
        if not reply.is_ok:
            raise await self._reset(reply)

    async def _reset(self, refusal: Reply) -> TroubleError:
        # The session stays usable where the server goes on; whether it does or
        # hangs up (421 says that it will), the refusal is what is told.
        trouble = self._talk.trouble(refusal)
        try:
            await self._talk.command("RSET")
        except TroubleError:
            self.abort()
        return trouble

    def _obstacle(
        self, data: bytes, addresses: Sequence[EmailAddress]
    ) -> Signal | None:
        place, offered = self.place, self.extensions.keys()
        if self.max_size is not None and len(data) > self.max_size:
            return place.signal(
                Stage.SEND, "mail:TOO_BIG", size=len(data), max_size=self.max_size
            )
        if not data.isascii() and "8BITMIME" not in offered:
            return place.signal(Stage.SEND, "mail:NO_8BITMIME")
        if not _is_ascii(addresses) and "SMTPUTF8" not in offered:
            return place.signal(Stage.SEND, "mail:NO_SMTPUTF8")
        return None

    def _options(self, data: bytes, addresses: Sequence[EmailAddress]) -> str:
        options = ""
        if "SIZE" in self.extensions:
            options += f" SIZE={len(data)}"
        if not data.isascii():
            options += " BODY=8BITMIME"
        if not _is_ascii(addresses):
            options += " SMTPUTF8"
        return options

    async def _answers(self) -> bool:
        return (await self._talk.command("NOOP")).is_ok

    async def _farewell(self) -> None:
        await self._talk.send("QUIT", "QUIT")
        await self._until_closed()


def _is_ascii(addresses: Sequence[EmailAddress]) -> bool:
    return all(str(address).isascii() for address in addresses)


def extensions_of(reply: Reply) -> Mapping[str, str]:
    """Return the extensions an EHLO reply lists, by name in upper case."""
    found: dict[str, str] = {}
    for line in reply.lines[1:]:
        name, _, value = line.strip().partition(" ")
        # Before RFC 2554 there was `AUTH=LOGIN`; some servers still say both.
        if name.upper().startswith("AUTH="):
            name, value = "AUTH", f"{name[5:]} {value}"
        known = found.get(name.upper(), "")
        found[name.upper()] = f"{known} {value}".strip()
    return MappingProxyType(found)
