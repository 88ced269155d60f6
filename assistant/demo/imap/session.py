"""A session: commands read one after another, each answered once."""

import ssl
from types import MappingProxyType

from assistant.demo.account import DemoAccount
from assistant.demo.imap import access, folders, messages
from assistant.demo.imap.arguments import Arguments
from assistant.demo.imap.conversation import Conversation, Reply, bad
from assistant.demo.imap.syntax import BadCommandError, Command, parse, tag_of
from assistant.demo.imap.wire import TooMuchError, Wire
from assistant.demo.mailbox import Mailbox

_COMMANDS = MappingProxyType(
    {**access.COMMANDS, **folders.COMMANDS, **messages.COMMANDS}
)
# After these, numbers may not shift (RFC 3501 section 7.4.1).
_KEEPS_NUMBERS = frozenset({"FETCH", "STORE", "SEARCH"})


class Session:
    """Serves one client until it leaves."""

    def __init__(
        self,
        *,
        account: DemoAccount,
        mailbox: Mailbox,
        tls: ssl.SSLContext,
        is_secure: bool,
    ) -> None:
        self._wire = Wire()
        self._talk = Conversation(self._wire, account, mailbox, tls, is_secure)

    @property
    def protocol(self) -> Wire:
        """What asyncio speaks to."""
        return self._wire

    def abort(self) -> None:
        """Hang up now."""
        self._wire.abort()

    async def run(self) -> None:
        """Greet, answer, and hang up."""
        greeting = f"OK [CAPABILITY {self._talk.capabilities}] Demo server ready"
        self._talk.untagged(greeting)
        try:
            await self._converse()
        except TooMuchError:
            self._talk.untagged("BYE That is too much")
        except OSError:  # the client gave up, e.g. over an authority it does not know
            self._wire.abort()
        finally:
            self._wire.close()

    async def _converse(self) -> None:
        while not self._talk.is_over:
            pieces = await self._wire.command()
            if pieces is None:
                return
            tag = tag_of(pieces[0])
            try:
                reply = await self._reply(parse(pieces))
            except BadCommandError as error:
                reply = bad(str(error))
            self._wire.send(reply.line(tag))
            if reply.after:
                await reply.after()
            await self._wire.drain()

    async def _reply(self, command: Command) -> Reply:
        name, arguments = command.name, Arguments(command.arguments)
        if name == "UID":
            name = f"UID {arguments.atom()}"
        entry = _COMMANDS.get(name)
        if entry is None:
            return bad("Unknown command")
        if self._talk.state < entry.needs:
            return bad("Not now")
        reply = await entry.carry_out(self._talk, arguments)
        self._talk.tell_news(with_expunged=name not in _KEEPS_NUMBERS)
        return reply
