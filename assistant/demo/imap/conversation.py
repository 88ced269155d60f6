"""One client's conversation: how far it has come, and how it is answered."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import IntEnum

from assistant.demo.account import DemoAccount
from assistant.demo.imap.arguments import Arguments
from assistant.demo.imap.view import View
from assistant.demo.imap.wire import Wire
from assistant.demo.mailbox import Mailbox

_ALWAYS = "IMAP4rev1 LITERAL+ ID"
_IN_THE_CLEAR = "STARTTLS LOGINDISABLED"
_UNDER_TLS = "SASL-IR AUTH=PLAIN"
_LOGGED_IN = "NAMESPACE SPECIAL-USE UIDPLUS MOVE QUOTA IDLE UNSELECT CHILDREN"


class State(IntEnum):
    """What has been reached; a command needs at least one of these."""

    STRANGER = 0
    KNOWN = 1
    SELECTED = 2


@dataclass(frozen=True, slots=True)
class Reply:
    """The tagged answer, and what happens once it is sent."""

    status: str
    text: str
    code: str | None = None
    after: Callable[[], Awaitable[None]] | None = None

    def line(self, tag: str) -> str:
        """Write the answer to the command of `tag`."""
        code = f"[{self.code}] " if self.code else ""
        return f"{tag} {self.status} {code}{self.text}"


def ok(text: str, code: str | None = None) -> Reply:
    """Return the answer to a command that was done."""
    return Reply("OK", text, code)


def no(text: str, code: str | None = None) -> Reply:
    """Return the answer to a command that was understood but not done."""
    return Reply("NO", text, code)


def bad(text: str) -> Reply:
    """Return the answer to a command that was not understood."""
    return Reply("BAD", text)


@dataclass(slots=True)
class Conversation:
    """What commands read and change."""

    wire: Wire
    account: DemoAccount
    mailbox: Mailbox
    tls: ssl.SSLContext
    is_secure: bool
    is_known: bool = False
    is_over: bool = False
    view: View | None = field(default=None)

    @property
    def state(self) -> State:
        """How far the client has come."""
        if self.view:
            return State.SELECTED
        return State.KNOWN if self.is_known else State.STRANGER

    @property
    def selected(self) -> View:
        """The selected folder, for commands that need `State.SELECTED`."""
        assert self.view is not None
        return self.view

    @property
    def capabilities(self) -> str:
        """What the client may use now; it changes with TLS and with the login."""
        if self.is_known:
            return f"{_ALWAYS} {_LOGGED_IN}"
        offered = _UNDER_TLS if self.is_secure else _IN_THE_CLEAR
        return f"{_ALWAYS} {offered}"

    def untagged(self, *parts: bytes | str) -> None:
        """Send one untagged line."""
        self.wire.send("* ", *parts)

    def tell_news(self, *, with_expunged: bool = True) -> None:
        """Tell what changed in the selected folder."""
        if self.view:
            for line in self.view.news(with_expunged=with_expunged):
                self.untagged(line)


@dataclass(frozen=True, slots=True)
class Entry:
    """A command of the table: what carries it out, and what it needs."""

    carry_out: Callable[[Conversation, Arguments], Awaitable[Reply]]
    needs: State = State.STRANGER
