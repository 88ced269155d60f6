"""What FETCH tells about one message."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType

from assistant.demo.imap.dates import format_moment
from assistant.demo.imap.parts import read
from assistant.demo.imap.section import section
from assistant.demo.imap.strings import group, literal, string
from assistant.demo.imap.structure import body_structure, envelope
from assistant.demo.imap.syntax import BadCommandError
from assistant.demo.mailbox import Message

_FAST = ("FLAGS", "INTERNALDATE", "RFC822.SIZE")
_MACROS = MappingProxyType(
    {
        "FAST": _FAST,
        "ALL": (*_FAST, "ENVELOPE"),
        "FULL": (*_FAST, "ENVELOPE", "BODY"),
    }
)
_OLD_NAMES = MappingProxyType(
    {"RFC822": "", "RFC822.HEADER": "HEADER", "RFC822.TEXT": "TEXT"}
)
_BODY = re.compile(
    r"BODY(?P<peek>\.PEEK)?\[(?P<section>.*)\](?:<(?P<start>\d{1,10})\.(?P<count>\d{1,10})>)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked about a message; `marks_seen` as reading it would."""

    name: str
    value: Callable[[Message], bytes]
    marks_seen: bool = False


def items(words: Iterable[str]) -> tuple[Item, ...]:
    """Return what `words` ask for, each once.

    Raises:
        BadCommandError: one of them is unknown.
    """
    names = dict.fromkeys(
        name for word in words for name in _MACROS.get(word.upper(), (word,))
    )
    return tuple(map(_item, names))


def answer(message: Message, asked: Iterable[Item]) -> bytes:
    """Return the parenthesised list of a FETCH response."""
    return group([item.name.encode() + b" " + item.value(message) for item in asked])


def _item(word: str) -> Item:
    name = word.upper()
    if name in _PLAIN:
        return Item(name, _PLAIN[name])
    if name in _OLD_NAMES:
        marks_seen = name != "RFC822.HEADER"
        return Item(name, _section_reader(_OLD_NAMES[name]), marks_seen)
    if match := _BODY.fullmatch(word):
        return _body_item(match)
    raise BadCommandError("Unknown item")


def _body_item(match: re.Match[str]) -> Item:
    section(b"", match["section"])  # refuses an unknown one before any answer
    read = _section_reader(match["section"])
    name = f"BODY[{match['section']}]"
    if match["start"] is None:
        return Item(name, read, not match["peek"])
    start, count = int(match["start"]), int(match["count"])
    read = _section_reader(match["section"], start, start + count)
    return Item(f"{name}<{start}>", read, not match["peek"])


def _section_reader(
    name: str, start: int = 0, end: int | None = None
) -> Callable[[Message], bytes]:
    def read(message: Message) -> bytes:
        octets = section(message.content, name)
        return b"NIL" if octets is None else literal(octets[start:end])

    return read


def _flags(message: Message) -> bytes:
    return group([flag.encode() for flag in sorted(message.flags)])


def _structure(message: Message) -> bytes:
    return body_structure(read(message.content))


_PLAIN: MappingProxyType[str, Callable[[Message], bytes]] = MappingProxyType(
    {
        "UID": lambda message: str(message.uid).encode(),
        "FLAGS": _flags,
        "INTERNALDATE": lambda message: string(format_moment(message.received)),
        "RFC822.SIZE": lambda message: str(len(message.content)).encode(),
        "ENVELOPE": lambda message: envelope(read(message.content).header),
        "BODY": _structure,
        "BODYSTRUCTURE": _structure,
    }
)
