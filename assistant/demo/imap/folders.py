"""Commands about folders: listing, making, selecting, filling."""

import re
from types import MappingProxyType

from assistant.demo.imap.arguments import Arguments
from assistant.demo.imap.conversation import Conversation, Entry, Reply, State, no, ok
from assistant.demo.imap.dates import parse_moment
from assistant.demo.imap.flags import SYSTEM_FLAGS, clean
from assistant.demo.imap.strings import string
from assistant.demo.imap.syntax import BadCommandError, Text
from assistant.demo.imap.view import View
from assistant.demo.mailbox import CAPACITY_BYTES, DELIMITER, INBOX, Folder

_MISSING = no("No such folder", "NONEXISTENT")


async def _list(talk: Conversation, arguments: Arguments) -> Reply:
    selection = _selection(arguments)
    for folder in _matching(talk, arguments):
        if "SPECIAL-USE" in selection and not folder.special_use:
            continue
        _tell_folder(talk, "LIST", folder)
    if not arguments.is_done:  # LIST … RETURN (SPECIAL-USE): it is told anyway
        arguments.atom()
        arguments.words()
    arguments.end()
    return ok("LIST completed")


async def _lsub(talk: Conversation, arguments: Arguments) -> Reply:
    for folder in _matching(talk, arguments):
        if folder.is_subscribed:
            _tell_folder(talk, "LSUB", folder)
    arguments.end()
    return ok("LSUB completed")


def _selection(arguments: Arguments) -> frozenset[str]:
    options = arguments.optional_group()
    words = Arguments((options,)).words() if options else ()
    return frozenset(word.upper() for word in words)


def _matching(talk: Conversation, arguments: Arguments) -> tuple[Folder, ...]:
    reference = arguments.string().decode("ascii", "replace")
    pattern = arguments.string().decode("ascii", "replace")
    if not pattern:  # asks for the delimiter only (RFC 3501 section 6.3.8)
        talk.untagged(rf'LIST (\Noselect) "{DELIMITER}" ""')
        return ()
    matches = _pattern(reference + pattern).fullmatch
    return tuple(f for name, f in talk.mailbox.folders.items() if matches(name))


def _pattern(text: str) -> re.Pattern[str]:
    """Return LIST's wildcards as an expression; INBOX alone ignores case."""
    if text.upper() == INBOX:
        return re.compile(INBOX)
    # A run of wildcards is one: each more would multiply the time of a mismatch.
    text = re.sub(r"[*%]*\*[*%]*", "*", re.sub("%+", "%", text))
    wildcards = {"*": ".*", "%": f"[^{DELIMITER}]*"}
    return re.compile("".join(wildcards.get(c, re.escape(c)) for c in text))


def _tell_folder(talk: Conversation, response: str, folder: Folder) -> None:
    inside = folder.name + DELIMITER
    has_children = any(name.startswith(inside) for name in talk.mailbox.folders)
    flags = [r"\HasChildren" if has_children else r"\HasNoChildren"]
    if folder.special_use:
        flags.append(folder.special_use)
    name = string(folder.name)
    talk.untagged(f'{response} ({" ".join(flags)}) "{DELIMITER}" ', name)


async def _namespace(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    talk.untagged(f'NAMESPACE (("" "{DELIMITER}")) NIL NIL')
    return ok("NAMESPACE completed")


async def _status(talk: Conversation, arguments: Arguments) -> Reply:
    folder = talk.mailbox.folders.get(arguments.folder())
    asked = [word.upper() for word in arguments.words()]
    arguments.end()
    if not folder:
        return _MISSING
    known = _figures(folder)
    if not known.keys() >= set(asked):
        raise BadCommandError("Unknown status item")
    figures = " ".join(f"{name} {known[name]}" for name in asked)
    talk.untagged("STATUS ", string(folder.name), f" ({figures})")
    return ok("STATUS completed")


def _figures(folder: Folder) -> dict[str, int]:
    return {
        "MESSAGES": len(folder.messages),
        "RECENT": 0,
        "UIDNEXT": folder.uid_next,
        "UIDVALIDITY": folder.uid_validity,
        "UNSEEN": sum(r"\Seen" not in message.flags for message in folder),
        "SIZE": sum(len(message.content) for message in folder),
    }


async def _select(talk: Conversation, arguments: Arguments) -> Reply:
    return _open(talk, arguments, is_read_only=False)


async def _examine(talk: Conversation, arguments: Arguments) -> Reply:
    return _open(talk, arguments, is_read_only=True)


def _open(talk: Conversation, arguments: Arguments, *, is_read_only: bool) -> Reply:
    folder = talk.mailbox.folders.get(arguments.folder())
    arguments.end()
    talk.view = None  # also after a failure (RFC 3501 section 6.3.1)
    if not folder:
        return _MISSING
    talk.view = View(folder, is_read_only=is_read_only)
    system = " ".join(SYSTEM_FLAGS)
    permanent = "" if is_read_only else rf"{system} \*"
    talk.untagged(f"FLAGS ({system})")
    talk.untagged(f"{len(folder.messages)} EXISTS")
    talk.untagged("0 RECENT")
    talk.untagged(f"OK [PERMANENTFLAGS ({permanent})] Kept")
    talk.untagged(f"OK [UIDVALIDITY {folder.uid_validity}] Valid")
    talk.untagged(f"OK [UIDNEXT {folder.uid_next}] Predicted")
    return ok("Opened", "READ-ONLY" if is_read_only else "READ-WRITE")


async def _create(talk: Conversation, arguments: Arguments) -> Reply:
    name = arguments.folder().rstrip(DELIMITER)
    arguments.end()
    if not name or name in talk.mailbox.folders:
        return no("Exists already", "ALREADYEXISTS")
    talk.mailbox.create(name)
    return ok("CREATE completed")


async def _delete(talk: Conversation, arguments: Arguments) -> Reply:
    name = arguments.folder()
    arguments.end()
    if name == INBOX:
        return no("INBOX stays", "CANNOT")
    if talk.mailbox.folders.pop(name, None) is None:
        return _MISSING
    return ok("DELETE completed")


async def _subscribe(talk: Conversation, arguments: Arguments) -> Reply:
    return _set_subscribed(talk, arguments, is_subscribed=True)


async def _unsubscribe(talk: Conversation, arguments: Arguments) -> Reply:
    return _set_subscribed(talk, arguments, is_subscribed=False)


def _set_subscribed(
    talk: Conversation, arguments: Arguments, *, is_subscribed: bool
) -> Reply:
    folder = talk.mailbox.folders.get(arguments.folder())
    arguments.end()
    if not folder:
        return _MISSING
    folder.is_subscribed = is_subscribed
    return ok("Noted")


async def _quota_root(talk: Conversation, arguments: Arguments) -> Reply:
    name = arguments.folder()
    arguments.end()
    if name not in talk.mailbox.folders:
        return _MISSING
    talk.untagged("QUOTAROOT ", string(name), ' ""')
    _tell_quota(talk)
    return ok("GETQUOTAROOT completed")


async def _quota(talk: Conversation, arguments: Arguments) -> Reply:
    root = arguments.string()
    arguments.end()
    if root:
        return no("No such quota root", "NONEXISTENT")
    _tell_quota(talk)
    return ok("GETQUOTA completed")


def _tell_quota(talk: Conversation) -> None:
    # Counted in units of 1024 octets (RFC 9208 section 5.1).
    used = talk.mailbox.used_bytes // 1024
    talk.untagged(f'QUOTA "" (STORAGE {used} {CAPACITY_BYTES // 1024})')


async def _append(talk: Conversation, arguments: Arguments) -> Reply:
    name = arguments.folder()
    flag_list = arguments.optional_group()
    flags = clean(Arguments((flag_list,)).words()) if flag_list else frozenset()
    content = arguments.token()
    received = None
    if not arguments.is_done:  # what stood there was the date
        received = parse_moment(
            Arguments((content,)).string().decode("ascii", "replace")
        )
        content = arguments.token()
    arguments.end()
    if not isinstance(content, Text):
        raise BadCommandError("Expected a message")
    folder = talk.mailbox.folders.get(name)
    if not folder:
        return no("No such folder", "TRYCREATE")
    if not talk.mailbox.has_room_for(len(content.data)):
        return no("The mailbox is full", "OVERQUOTA")
    message = talk.mailbox.add(name, content.data, flags=flags, received=received)
    return ok("APPEND completed", f"APPENDUID {folder.uid_validity} {message.uid}")


_KNOWN = State.KNOWN
COMMANDS = MappingProxyType(
    {
        "LIST": Entry(_list, _KNOWN),
        "LSUB": Entry(_lsub, _KNOWN),
        "NAMESPACE": Entry(_namespace, _KNOWN),
        "STATUS": Entry(_status, _KNOWN),
        "SELECT": Entry(_select, _KNOWN),
        "EXAMINE": Entry(_examine, _KNOWN),
        "CREATE": Entry(_create, _KNOWN),
        "DELETE": Entry(_delete, _KNOWN),
        "SUBSCRIBE": Entry(_subscribe, _KNOWN),
        "UNSUBSCRIBE": Entry(_unsubscribe, _KNOWN),
        "GETQUOTAROOT": Entry(_quota_root, _KNOWN),
        "GETQUOTA": Entry(_quota, _KNOWN),
        "APPEND": Entry(_append, _KNOWN),
    }
)
