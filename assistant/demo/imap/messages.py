"""Commands about the messages of the selected folder."""

from types import MappingProxyType

from assistant.demo.imap import fetch
from assistant.demo.imap.arguments import Arguments
from assistant.demo.imap.conversation import Conversation, Entry, Reply, State, no, ok
from assistant.demo.imap.flags import clean
from assistant.demo.imap.search import search
from assistant.demo.imap.sequence import SequenceSet, compact
from assistant.demo.imap.syntax import BadCommandError
from assistant.demo.imap.view import Row, told
from assistant.demo.mailbox import Folder

_READ_ONLY = no("The folder is open for reading only", "READ-ONLY")
_NO_TARGET = no("No such folder", "TRYCREATE")
Rows = tuple[Row, ...]


def _numbered(talk: Conversation, arguments: Arguments) -> Rows:
    return talk.selected.by_number(SequenceSet.parse(arguments.atom()))


def _identified(talk: Conversation, arguments: Arguments) -> Rows:
    return talk.selected.by_uid(SequenceSet.parse(arguments.atom()))


async def _fetch(talk: Conversation, arguments: Arguments) -> Reply:
    return await _tell(talk, _numbered(talk, arguments), arguments, ())


async def _uid_fetch(talk: Conversation, arguments: Arguments) -> Reply:
    # The UID is in every answer, asked for or not (RFC 3501 section 6.4.8).
    return await _tell(talk, _identified(talk, arguments), arguments, ("UID",))


async def _tell(
    talk: Conversation, rows: Rows, arguments: Arguments, always: tuple[str, ...]
) -> Reply:
    asked = fetch.items((*always, *arguments.words()))
    arguments.end()
    view = talk.selected
    marks_seen = any(item.marks_seen for item in asked) and not view.is_read_only
    for row in rows:
        message = view.folder.messages.get(row.uid)
        if message is None:  # another session took it while we waited
            continue
        talk.untagged(f"{row.number} FETCH ", fetch.answer(message, asked))
        if marks_seen:
            talk.mailbox.flag(view.folder, row.uid, message.flags | {r"\Seen"})
        await talk.wire.drain()
    return ok("FETCH completed")


async def _search(talk: Conversation, arguments: Arguments) -> Reply:
    found = search(talk.selected, arguments)
    talk.untagged("SEARCH", *(f" {row.number}" for row in found))
    return ok("SEARCH completed")


async def _uid_search(talk: Conversation, arguments: Arguments) -> Reply:
    found = search(talk.selected, arguments)
    talk.untagged("SEARCH", *(f" {row.uid}" for row in found))
    return ok("SEARCH completed")


async def _store(talk: Conversation, arguments: Arguments) -> Reply:
    return _mark(talk, _numbered(talk, arguments), arguments)


async def _uid_store(talk: Conversation, arguments: Arguments) -> Reply:
    return _mark(talk, _identified(talk, arguments), arguments)


def _mark(talk: Conversation, rows: Rows, arguments: Arguments) -> Reply:
    action, _, suffix = arguments.atom().partition(".")
    flags = clean(_flag_words(arguments))
    if suffix not in {"", "SILENT"}:
        raise BadCommandError("Unknown way to store")
    view = talk.selected
    if view.is_read_only:
        return _READ_ONLY
    for row in rows:
        had = view.folder.messages[row.uid].flags
        talk.mailbox.flag(view.folder, row.uid, _marked(action, had, flags))
        if suffix:
            view.saw_flags(row.uid)
        elif view.folder.messages[row.uid].flags == had:
            talk.untagged(f"{row.number} FETCH {told(row.uid, had)}")
    return ok("STORE completed")  # changed flags go out as news, before this


def _flag_words(arguments: Arguments) -> tuple[str, ...]:
    words = arguments.words()
    while not arguments.is_done:  # FLAGS \Seen \Draft without parentheses
        words += arguments.words()
    return words


def _marked(action: str, had: frozenset[str], flags: frozenset[str]) -> frozenset[str]:
    match action:
        case "FLAGS":
            return flags
        case "+FLAGS":
            return had | flags
        case "-FLAGS":
            return had - flags
        case _:
            raise BadCommandError("Unknown way to store")


async def _copy(talk: Conversation, arguments: Arguments) -> Reply:
    return _duplicate(talk, _numbered(talk, arguments), arguments)


async def _uid_copy(talk: Conversation, arguments: Arguments) -> Reply:
    return _duplicate(talk, _identified(talk, arguments), arguments)


def _duplicate(talk: Conversation, rows: Rows, arguments: Arguments) -> Reply:
    target = _target(talk, arguments)
    if not target:
        return _NO_TARGET
    if not _fits(talk, rows):
        return no("The mailbox is full", "OVERQUOTA")
    return ok("COPY completed", _copied(talk, rows, target))


async def _move(talk: Conversation, arguments: Arguments) -> Reply:
    return _transfer(talk, _numbered(talk, arguments), arguments)


async def _uid_move(talk: Conversation, arguments: Arguments) -> Reply:
    return _transfer(talk, _identified(talk, arguments), arguments)


def _transfer(talk: Conversation, rows: Rows, arguments: Arguments) -> Reply:
    target = _target(talk, arguments)
    if not target:
        return _NO_TARGET
    if talk.selected.is_read_only:
        return _READ_ONLY
    code = _copied(talk, rows, target)
    if code:  # before the EXPUNGE that follows (RFC 6851 section 4.3)
        talk.untagged(f"OK [{code}] Moved")
    for row in rows:
        talk.mailbox.remove(talk.selected.folder, row.uid)
    return ok("MOVE completed")


def _target(talk: Conversation, arguments: Arguments) -> Folder | None:
    name = arguments.folder()
    arguments.end()
    return talk.mailbox.folders.get(name)


def _fits(talk: Conversation, rows: Rows) -> bool:
    messages = talk.selected.folder.messages
    return talk.mailbox.has_room_for(sum(len(messages[r.uid].content) for r in rows))


def _copied(talk: Conversation, rows: Rows, target: Folder) -> str | None:
    """Copy and return the COPYUID code (RFC 4315 section 3), None for nothing."""
    uids = []
    for row in rows:
        original = talk.selected.folder.messages[row.uid]
        copy = talk.mailbox.add(
            target.name,
            original.content,
            flags=original.flags,
            received=original.received,
        )
        uids.append(copy.uid)
    if not uids:
        return None
    sources = compact(row.uid for row in rows)
    return f"COPYUID {target.uid_validity} {sources} {compact(uids)}"


async def _expunge(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    return _remove_deleted(talk, talk.selected.rows())


async def _uid_expunge(talk: Conversation, arguments: Arguments) -> Reply:
    rows = _identified(talk, arguments)
    arguments.end()
    return _remove_deleted(talk, rows)


async def _close(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    if not talk.selected.is_read_only:
        _remove_deleted(talk, talk.selected.rows())
    talk.view = None
    return ok("CLOSE completed")


async def _unselect(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    talk.view = None
    return ok("UNSELECT completed")


async def _check(_talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    return ok("CHECK completed")


def _remove_deleted(talk: Conversation, rows: Rows) -> Reply:
    view = talk.selected
    if view.is_read_only:
        return _READ_ONLY
    for row in rows:
        message = view.folder.messages.get(row.uid)
        if message and r"\Deleted" in message.flags:
            talk.mailbox.remove(view.folder, row.uid)
    return ok("EXPUNGE completed")


async def _idle(talk: Conversation, arguments: Arguments) -> Reply:
    arguments.end()
    talk.wire.send("+ Waiting")
    talk.tell_news()
    with talk.mailbox.watched_by(talk.tell_news):
        line = await talk.wire.line()
    if (line or b"").upper() != b"DONE":
        raise BadCommandError("Expected DONE")
    return ok("IDLE completed")


_SELECTED = State.SELECTED
COMMANDS = MappingProxyType(
    {
        "FETCH": Entry(_fetch, _SELECTED),
        "UID FETCH": Entry(_uid_fetch, _SELECTED),
        "SEARCH": Entry(_search, _SELECTED),
        "UID SEARCH": Entry(_uid_search, _SELECTED),
        "STORE": Entry(_store, _SELECTED),
        "UID STORE": Entry(_uid_store, _SELECTED),
        "COPY": Entry(_copy, _SELECTED),
        "UID COPY": Entry(_uid_copy, _SELECTED),
        "MOVE": Entry(_move, _SELECTED),
        "UID MOVE": Entry(_uid_move, _SELECTED),
        "EXPUNGE": Entry(_expunge, _SELECTED),
        "UID EXPUNGE": Entry(_uid_expunge, _SELECTED),
        "CLOSE": Entry(_close, _SELECTED),
        "UNSELECT": Entry(_unselect, _SELECTED),
        "CHECK": Entry(_check, _SELECTED),
        "IDLE": Entry(_idle, State.KNOWN),
    }
)
