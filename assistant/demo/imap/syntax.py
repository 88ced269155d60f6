"""Command lines: what a mail program wrote, as a tag, a name and tokens.

RFC 3501 section 9. Text outside strings is ASCII; strings may hold any octet,
for mail programs send accents in a LOGIN as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_DEEPEST = 12  # parentheses within parentheses; no mail program needs four
_TAG = re.compile(rb"[!#$&',\-./0-9:;<=>?@A-Z\[\]^_`a-z|}~]{1,64}\Z")
_LEXEME = re.compile(
    rb"""(?P<space>\ +)
    | (?P<open>\() | (?P<close>\))
    | "(?P<quoted>(?:[^"\\\r\n\0]|\\["\\])*)"
    # A section such as BODY[HEADER.FIELDS (DATE FROM)] is one atom.
    | (?P<atom>(?:[^\x00-\x20\x7f-\xff()"\[{]|\[[^\]\x00-\x1f\x7f-\xff]*\])+)
    """,
    re.VERBOSE,
)


class BadCommandError(ValueError):
    """A line that is no command, or a command with other arguments."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A bare word: a name, a number, a flag, a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted string or a literal."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Group:
    """Tokens within parentheses."""

    items: "tuple[Token, ...]"


Token = Atom | Text | Group


@dataclass(frozen=True, slots=True)
class Command:
    """One command; `name` is upper-case."""

    tag: str
    name: str
    arguments: tuple[Token, ...]


def tag_of(line: bytes) -> str:
    """Return the tag a line starts with, ``*`` where it has none."""
    tag = line.partition(b" ")[0]
    return tag.decode("ascii") if _TAG.match(tag) else "*"


def parse(pieces: Sequence[bytes]) -> Command:
    """Return the command in `pieces`: line, literal, line, literal, … line.

    Raises:
        BadCommandError: it is none.
    """
    tag = tag_of(pieces[0])
    if tag == "*":
        raise BadCommandError("No tag")
    tokens = _tokens([pieces[0].partition(b" ")[2], *pieces[1:]])
    if not tokens or not isinstance(tokens[0], Atom):
        raise BadCommandError("No command")
    return Command(tag, tokens[0].text.upper(), tokens[1:])


def _tokens(pieces: Sequence[bytes]) -> tuple[Token, ...]:
    builder = _Builder()
    for position, piece in enumerate(pieces):
        if position % 2:
            builder.add(Text(piece))
        else:
            _read_line(piece, builder)
    return builder.finish()


def _read_line(line: bytes, builder: "_Builder") -> None:
    at = 0
    while at < len(line):
        match = _LEXEME.match(line, at)
        if not match:
            raise BadCommandError(f"Unexpected character at {at}")
        at = match.end()
        match match.lastgroup:
            case "space":
                builder.separate()
            case "open":
                builder.open()
            case "close":
                builder.close()
            case "quoted":
                builder.add(Text(re.sub(rb"\\(.)", rb"\1", match["quoted"])))
            case _:
                builder.add(Atom(match["atom"].decode("ascii")))


class _Builder:
    """Grows nested groups without recursion, so that depth costs no stack."""

    def __init__(self) -> None:
        self._stack: list[list[Token]] = [[]]
        self._is_separated = True

    def separate(self) -> None:
        self._is_separated = True

    def add(self, token: Token) -> None:
        if not self._is_separated:
            raise BadCommandError("Missing space")
        self._stack[-1].append(token)
        self._is_separated = False

    def open(self) -> None:
        if not self._is_separated:
            raise BadCommandError("Missing space")
        if len(self._stack) > _DEEPEST:
            raise BadCommandError("Too many parentheses")
        self._stack.append([])

    def close(self) -> None:
        if len(self._stack) == 1:
            raise BadCommandError("Unexpected parenthesis")
        items = self._stack.pop()
        self._stack[-1].append(Group(tuple(items)))
        self._is_separated = False

    def finish(self) -> tuple[Token, ...]:
        if len(self._stack) > 1:
            raise BadCommandError("Missing parenthesis")
        return tuple(self._stack[0])
