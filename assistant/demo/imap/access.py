"""Commands of any state, and those that let a client in."""

import binascii
from base64 import b64decode
from types import MappingProxyType

from assistant.demo.imap.arguments import Arguments
from assistant.demo.imap.conversation import Conversation, Entry, Reply, bad, no, ok
from assistant.demo.imap.syntax import BadCommandError


async def _capability(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    talk.untagged("CAPABILITY ", talk.capabilities)
    return ok("CAPABILITY completed")


async def _noop(_talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    return ok("NOOP completed")


async def _logout(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    talk.untagged("BYE See you soon")
    talk.is_over = True
    return ok("LOGOUT completed")


async def _id(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.token()
    arguments.end()
    talk.untagged('ID ("name" "Assistant Messagerie demo")')
    return ok("ID completed")


async def _starttls(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    if talk.is_secure:
        return bad("TLS stands already")

    async def begin() -> None:
        await talk.wire.start_tls(talk.tls)
        talk.is_secure = True

    return Reply("OK", "Begin TLS now", after=begin)


async def _login(talk: Conversation, arguments: Arguments) -> Reply:
    login, password = arguments.string(), arguments.string()
    arguments.end()
    return _admit(talk, login, password)


async def _authenticate(talk: Conversation, arguments: Arguments) -> Reply:
    mechanism = arguments.atom()
    initial = None if arguments.is_done else arguments.string()
    arguments.end()
    if mechanism != "PLAIN":
        return no("Only PLAIN is spoken here", "CANNOT")
    if not talk.is_secure:  # before the client is asked for its password
        return _needs_tls()
    if initial is None:
        talk.wire.send("+ ")
        initial = await talk.wire.line() or b"*"
    return _admit_plain(talk, initial)


def _admit_plain(talk: Conversation, response: bytes) -> Reply:
    """Read ``authorisation NUL login NUL password`` (RFC 4616) and admit."""
    if response == b"*":
        return bad("Cancelled")
    try:
        asked_for, login, password = b64decode(response, validate=True).split(b"\0")
    except (binascii.Error, ValueError) as error:
        raise BadCommandError("No PLAIN response") from error
    if asked_for not in {b"", login}:
        return no("Nobody acts for others here", "AUTHORIZATIONFAILED")
    return _admit(talk, login, password)


def _admit(talk: Conversation, login: bytes, password: bytes) -> Reply:
    if talk.is_known:
        return bad("Logged in already")
    if not talk.is_secure:
        return _needs_tls()
    if not talk.account.admits(login, password):
        return no("Wrong login or password", "AUTHENTICATIONFAILED")
    talk.is_known = True
    return ok("Logged in", f"CAPABILITY {talk.capabilities}")


def _needs_tls() -> Reply:
    return no("TLS comes first", "PRIVACYREQUIRED")


COMMANDS = MappingProxyType(
    {
        "CAPABILITY": Entry(_capability),
        "NOOP": Entry(_noop),
        "LOGOUT": Entry(_logout),
        "ID": Entry(_id),
        "STARTTLS": Entry(_starttls),
        "LOGIN": Entry(_login),
        "AUTHENTICATE": Entry(_authenticate),
    }
)
