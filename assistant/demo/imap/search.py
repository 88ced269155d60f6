"""SEARCH: keys turned into one test of a message (RFC 3501 section 6.4.4)."""

from collections.abc import Callable
from email import message_from_bytes
from types import MappingProxyType

from assistant.demo.imap.arguments import Arguments
from assistant.demo.imap.dates import parse_day
from assistant.demo.imap.parts import split
from assistant.demo.imap.sequence import SequenceSet, is_sequence_set
from assistant.demo.imap.syntax import Atom, BadCommandError, Group
from assistant.demo.imap.view import Row, View
from assistant.demo.mailbox import Message

Test = Callable[[Row, Message], bool]

_DEEPEST = 40  # NOT NOT NOT …; no mail program needs five
_FLAG_KEYS = MappingProxyType(
    {
        "ANSWERED": r"\Answered",
        "DELETED": r"\Deleted",
        "DRAFT": r"\Draft",
        "FLAGGED": r"\Flagged",
        "SEEN": r"\Seen",
    }
)


def search(view: View, arguments: Arguments) -> tuple[Row, ...]:
    """Return the messages of `view` that meet every key in `arguments`.

    Raises:
        BadCommandError: a key is unknown or lacks its argument.
    """
    test = _every(view, arguments, 0)
    messages = view.folder.messages
    return tuple(
        row
        for row in view.rows()
        if (message := messages.get(row.uid)) and test(row, message)
    )


def _every(view: View, arguments: Arguments, depth: int) -> Test:
    tests: list[Test] = []
    while not tests or not arguments.is_done:
        tests.append(_key(view, arguments, depth))
    return lambda row, message: all(test(row, message) for test in tests)


def _key(view: View, arguments: Arguments, depth: int) -> Test:
    if depth > _DEEPEST:
        raise BadCommandError("Too many keys within keys")
    match arguments.token():
        case Group(items):
            return _every(view, Arguments(items), depth + 1)
        case Atom(text) if is_sequence_set(text):
            rows = frozenset(view.by_number(SequenceSet.parse(text)))
            return lambda row, _: row in rows
        case Atom(text):
            return _named(view, text.upper(), arguments, depth + 1)
        case _:
            raise BadCommandError("Expected a search key")


def _named(view: View, name: str, arguments: Arguments, depth: int) -> Test:
    if flag := _FLAG_KEYS.get(name.removeprefix("UN")):
        is_wanted = not name.startswith("UN")
        return lambda _, message: (flag in message.flags) is is_wanted
    match name:
        case "ALL" | "OLD":
            return lambda _row, _message: True
        case "NEW" | "RECENT":  # nothing is \Recent here, as RFC 9051 has it
            return lambda _row, _message: False
        case "NOT" | "OR" | "CHARSET":
            return _combined(view, name, arguments, depth)
        case "UID":
            rows = frozenset(view.by_uid(SequenceSet.parse(arguments.atom())))
            return lambda row, _: row in rows
        case _:
            return _with_argument(name, arguments)


def _combined(view: View, name: str, arguments: Arguments, depth: int) -> Test:
    if name == "CHARSET":
        arguments.string()  # whatever it names: octets are compared below
        return _key(view, arguments, depth)
    one = _key(view, arguments, depth)
    if name == "NOT":
        return lambda row, message: not one(row, message)
    other = _key(view, arguments, depth)
    return lambda row, message: one(row, message) or other(row, message)


def _with_argument(name: str, arguments: Arguments) -> Test:
    match name:
        case "HEADER":
            field = arguments.string().decode("ascii", "replace")
            return _header_test(field, arguments.string())
        case "FROM" | "TO" | "CC" | "BCC" | "SUBJECT":
            return _header_test(name, arguments.string())
        case "TEXT" | "BODY":
            return _text_test(arguments.string(), is_whole=name == "TEXT")
        case "KEYWORD" | "UNKEYWORD":
            word = arguments.string().decode("ascii", "replace")
            is_wanted = name == "KEYWORD"
            return lambda _, message: (word in message.flags) is is_wanted
        case "LARGER" | "SMALLER":
            return _size_test(arguments.number(), is_larger=name == "LARGER")
        case "SINCE" | "BEFORE" | "ON":
            return _day_test(name, arguments.string())
        case _:
            raise BadCommandError("Unknown search key")


def _header_test(field: str, wanted: bytes) -> Test:
    text = wanted.decode("utf-8", "replace").lower()

    def test(_row: Row, message: Message) -> bool:
        head = message_from_bytes(split(message.content)[0])
        values = head.get_all(field, [])
        return any(text in str(value).lower() for value in values)

    return test


def _text_test(wanted: bytes, *, is_whole: bool) -> Test:
    text = wanted.lower()

    def test(_row: Row, message: Message) -> bool:
        content = message.content if is_whole else split(message.content)[1]
        return text in content.lower()

    return test


def _size_test(limit: int, *, is_larger: bool) -> Test:
    if is_larger:
        return lambda _, message: len(message.content) > limit
    return lambda _, message: len(message.content) < limit


def _day_test(name: str, text: bytes) -> Test:
    wanted = parse_day(text.decode("ascii", "replace"))
    match name:
        case "SINCE":
            return lambda _, message: message.received.date() >= wanted
        case "BEFORE":
            return lambda _, message: message.received.date() < wanted
        case _:
            return lambda _, message: message.received.date() == wanted
