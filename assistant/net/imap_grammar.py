"""What an IMAP server says, taken apart (RFC 3501 section 9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_LITERAL_END = re.compile(rb"\{(\d{1,10})\+?\}$")
# Each pattern here has one way to match: what fails must fail in one pass, however
# long the line that a server made up.
_STATUS_TEXT = re.compile(r"^\[([^\]\s]+)(?:\s([^\]]*))?\]\s*")
_QUOTED = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)"')
_LITERAL = re.compile(rb"\{(\d{1,10})\+?\}\r\n")
# A section may hold spaces and lists: BODY[HEADER.FIELDS (DATE)].
_WITH_SECTION = re.compile(rb'[^\s()"\[\]{]*\[[^\]]*\](?:<\d+>)?')
_ATOM = re.compile(rb'[^\s()"\[\]{]+|[^\s()"]+')
_LONGEST_CONDITION = 7  # PREAUTH
_LONGEST_NUMBER = 20  # digits; RFC 9051 has 63-bit numbers
_DEEPEST = 20  # nested lists; LIST and FETCH need five


class BadGrammarError(ValueError):
    """The server's words are no IMAP."""


class Condition(StrEnum):
    """The five things a status response can say."""

    OK = "OK"
    NO = "NO"
    BAD = "BAD"
    BYE = "BYE"
    PREAUTH = "PREAUTH"


@dataclass(frozen=True, slots=True)
class Status:
    """How it went; `tag` is ``*`` where no command is answered.

    Attributes:
        code: the response code, e.g. ``AUTHENTICATIONFAILED``, upper case; empty
            where the server gave none.
        arguments: what stands behind it, e.g. the capabilities.
        text: the words for people.
    """

    tag: str
    condition: Condition
    code: str
    arguments: str
    text: str


# A string, None for NIL, bytes for a literal, a tuple for a list.
Value = str | bytes | None | tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Data:
    """An untagged answer: its name, the number before it, and what follows."""

    name: str
    number: int | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Continuation:
    """The server waits for more."""

    text: str


Response = Status | Data | Continuation


def literal_size(line: bytes) -> int | None:
    """Return how many bytes of a literal follow `line`, None for no literal."""
    match = _LITERAL_END.search(line)
    return int(match[1]) if match else None


def parse(response: bytes) -> Response:
    """Return one response, its literals included as they came.

    Raises:
        BadGrammarError: it is none.
    """
    head, _, rest = response.partition(b" ")
    if head == b"+" or response.startswith(b"+ "):
        return Continuation(_text(rest))
    tag = _text(head)
    if not tag:
        raise BadGrammarError("no tag")
    if (status := _status(tag, rest)) is not None:
        return status
    if tag != "*":
        raise BadGrammarError("a tag without a status")
    return _data(rest)


def _status(tag: str, rest: bytes) -> Status | None:
    # Data may hold a whole message: only a status is decoded.
    word, _, words = rest.partition(b" ")
    name = _text(word[:_LONGEST_CONDITION]).upper()
    if len(word) > _LONGEST_CONDITION or name not in Condition.__members__:
        return None
    condition, text = Condition(name), _text(words)
    if match := _STATUS_TEXT.match(text):
        code, arguments = match[1].upper(), (match[2] or "").lstrip()
        return Status(tag, condition, code, arguments, text[match.end() :])
    return Status(tag, condition, "", "", text)


def _data(rest: bytes) -> Data:
    values = tuple(_Reader(rest).all())
    number: int | None = None
    first = values[0] if values else None
    if isinstance(first, str) and (number := as_number(first)) is not None:
        values = values[1:]
    if not values or not isinstance(values[0], str):
        raise BadGrammarError("no name")
    return Data(values[0].upper(), number, values[1:])


def as_number(text: str) -> int | None:
    """Return the number `text` is: 64 bits at most, as all of IMAP's are."""
    is_number = text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER
    return int(text) if is_number else None


def _text(data: bytes) -> str:
    # UTF8=ACCEPT or not, servers do send UTF-8; what is none stays recognisable.
    return data.decode("utf-8", "backslashreplace")


class _Reader:
    """Reads values from one response, literals in place."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._last_section = data.rfind(b"]")

    def all(self) -> Iterator[Value]:
        """Yield every value up to the end."""
        while self._skip_spaces():
            yield self._value(0)

    def _skip_spaces(self) -> bool:
        while self._data[self._at : self._at + 1] == b" ":
            self._at += 1
        return self._at < len(self._data)

    def _value(self, depth: int) -> Value:
        start = self._data[self._at : self._at + 1]
        if start == b"(":
            return self._list(depth + 1)
        if start == b'"':
            return self._quoted()
        if start == b"{":
            return self._literal()
        if start == b")":
            raise BadGrammarError("a list ends that never began")
        return self._atom()

    def _list(self, depth: int) -> tuple[Value, ...]:
        if depth > _DEEPEST:
            raise BadGrammarError("lists too deep")
        self._at += 1
        values: list[Value] = []
        while self._skip_spaces():
            if self._data[self._at : self._at + 1] == b")":
                self._at += 1
                return tuple(values)
            values.append(self._value(depth))
        raise BadGrammarError("a list without end")

    def _quoted(self) -> str:
        match = _QUOTED.match(self._data, self._at)
        if not match:
            raise BadGrammarError("a string without end")
        self._at = match.end()
        return _text(re.sub(rb"\\(.)", rb"\1", match[1]))

    def _literal(self) -> bytes:
        match = _LITERAL.match(self._data, self._at)
        if not match or match.end() + int(match[1]) > len(self._data):
            raise BadGrammarError("a literal without its bytes")
        self._at = match.end() + int(match[1])
        return self._data[match.end() : self._at]

    def _atom(self) -> str | None:
        match = None
        # Behind the last end of a section, none is looked for: each open one
        # would cost a search to the end of the response.
        if self._at < self._last_section:
            match = _WITH_SECTION.match(self._data, self._at)
        match = match or _ATOM.match(self._data, self._at)
        if not match:
            raise BadGrammarError("neither atom, string nor list")
        self._at = match.end()
        atom = _text(match[0])
        return None if atom.upper() == "NIL" else atom
