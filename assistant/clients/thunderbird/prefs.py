"""`prefs.js`: read strictly, written back byte for byte.

Thunderbird's own parser (`modules/libpref/parser`, Gecko) skips what it does not
understand and forgets it at the next save. We refuse such a file instead: a line
we cannot read is a setting we could destroy.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

PrefValue = str | int | bool

_BOM = b"\xef\xbb\xbf"
# Read token by token, each pattern with one way to match: a hostile file costs no
# more than its length.
_BLANK = re.compile(r"[ \t\r\n\v\f]+|(?://|#)[^\r\n]*|/\*.*?\*/", re.DOTALL)
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"|' + r"'[^'\\]*(?:\\.[^'\\]*)*'"
_VALUE = rf"{_STRING}|[+-]?[0-9]{{1,20}}|true|false"
_STATEMENT = tuple(
    re.compile(token, re.DOTALL)
    for token in ("user_pref", r"\(", _STRING, ",", _VALUE, r"\)", ";")
)
_ESCAPE = re.compile(
    r"(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\"'\\nr])|\\.?",
    re.DOTALL,
)
_PLAIN_ESCAPES = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r"}
_WRITTEN_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_LOWEST_INT, _HIGHEST_INT = -(2**31), 2**31 - 1


@dataclass(frozen=True, slots=True)
class DamagedPrefs:
    """A `prefs.js` that must not be touched; `line` counts from 1."""

    line: int


@dataclass(frozen=True, slots=True)
class _Statement:
    """One `user_pref(…);`; head, literal and tail together are its very text."""

    name: str
    value: PrefValue
    head: str
    literal: str
    tail: str

    @property
    def text(self) -> str:
        return f"{self.head}{self.literal}{self.tail}"


@dataclass(frozen=True)
class Prefs:
    """The settings in one `prefs.js`, with everything that stands around them.

    `pieces` are statements and the blank space and comments between them.
    """

    pieces: tuple[_Statement | str, ...] = ()
    has_bom: bool = False

    @classmethod
    def parse(cls, data: bytes) -> Self | DamagedPrefs:
        r"""Return the settings, or where the file stops being one.

        Thunderbird's grammar: comments of three kinds, strings in either quotes
        with the escapes ``\" \' \\ \n \r \xNN \uNNNN``, 32-bit numbers,
        true and false. Only `user_pref` statements belong into this file.
        """
        body = data.removeprefix(_BOM)
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            return DamagedPrefs(body.count(b"\n", 0, error.start) + 1)
        pieces: list[_Statement | str] = []
        position = 0
        while position < len(text):
            piece = _piece_at(text, position)
            if piece is None:
                return DamagedPrefs(text.count("\n", 0, position) + 1)
            pieces.append(piece)
            position += len(piece if isinstance(piece, str) else piece.text)
        return cls(tuple(pieces), has_bom=len(body) != len(data))

    def to_bytes(self) -> bytes:
        """Return the file; unchanged settings keep their exact spelling."""
        texts = (p if isinstance(p, str) else p.text for p in self.pieces)
        return (_BOM if self.has_bom else b"") + "".join(texts).encode()

    @cached_property
    def values(self) -> Mapping[str, PrefValue]:
        """All settings by name; of a name that stands twice, the last counts."""
        return {s.name: s.value for s in self._statements()}

    def get(self, name: str) -> PrefValue | None:
        """Return the value of `name`, None where it is not set."""
        return self.values.get(name)

    def text(self, name: str) -> str:
        """Return the value of `name` where it is a text, else the empty text."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def items(self, name: str) -> tuple[str, ...]:
        """Return the comma-separated keys that `name` lists, blanks removed."""
        keys = (key.strip() for key in self.text(name).split(","))
        return tuple(key for key in keys if key)

    def branch(self, prefix: str) -> tuple[str, ...]:
        """Return the names that begin with `prefix`."""
        return tuple(name for name in self.values if name.startswith(prefix))

    def with_values(self, changes: Mapping[str, PrefValue]) -> Self:
        """Return the settings with `changes` made, new ones in Thunderbird's order.

        Raises:
            ValueError: a value no `prefs.js` can hold (NUL, a lone surrogate, a
                number beyond 32 bits).
        """
        prefs = self
        for name, value in changes.items():
            if not _is_same(prefs.get(name), value):
                prefs = prefs._with_value(name, value)
        return prefs

    def without(self, names: Iterable[str]) -> Self:
        """Return the settings without `names`, their lines gone whole."""
        gone = frozenset(names)
        pieces: list[_Statement | str] = []
        swallow = False
        for piece in self.pieces:
            if isinstance(piece, _Statement):
                swallow = piece.name in gone
                if not swallow:
                    pieces.append(piece)
            else:
                pieces.append(re.sub(r"^\r?\n", "", piece) if swallow else piece)
                swallow = False
        return type(self)(tuple(pieces), self.has_bom)

    def _statements(self) -> Iterator[_Statement]:
        return (p for p in self.pieces if isinstance(p, _Statement))

    def _with_value(self, name: str, value: PrefValue) -> Self:
        literal = _literal(value)
        places = [
            place
            for place, piece in enumerate(self.pieces)
            if isinstance(piece, _Statement) and piece.name == name
        ]
        pieces = list(self.pieces)
        if places:
            # Of a name that stands twice the last one counts, so the last changes.
            old = pieces[places[-1]]
            assert isinstance(old, _Statement)
            pieces[places[-1]] = _Statement(name, value, old.head, literal, old.tail)
        else:
            new = _Statement(
                name, value, f"user_pref({_literal(name)}, ", literal, ");"
            )
            self._insert(pieces, new)
        return type(self)(tuple(pieces), self.has_bom)

    def _insert(self, pieces: list[_Statement | str], new: _Statement) -> None:
        # Thunderbird sorts at every save; standing where it would put the line
        # keeps the difference between two saves small.
        for place, piece in enumerate(pieces):
            if isinstance(piece, _Statement) and piece.name > new.name:
                pieces[place:place] = [new, self._newline]
                return
        if pieces and not _ends_a_line(pieces[-1]):
            pieces.append(self._newline)
        pieces += [new, self._newline]

    @cached_property
    def _newline(self) -> str:
        texts = (piece for piece in self.pieces if isinstance(piece, str))
        return "\r\n" if any("\r\n" in text for text in texts) else "\n"


def difference(before: Prefs, after: Prefs) -> tuple[str, ...]:
    """Return the names whose values differ, sorted."""
    names = {*before.values, *after.values}
    return tuple(sorted(n for n in names if not _is_same(before.get(n), after.get(n))))


def _is_same(one: PrefValue | None, other: PrefValue | None) -> bool:
    # To Python, True equals 1; to Thunderbird a bool and an int are strangers.
    return type(one) is type(other) and one == other


def _ends_a_line(piece: _Statement | str) -> bool:
    return isinstance(piece, str) and piece.endswith("\n")


def _piece_at(text: str, position: int) -> _Statement | str | None:
    if (end := _gap_end(text, position)) > position:
        return text[position:end]
    tokens: list[re.Match[str]] = []
    for pattern in _STATEMENT:
        begin = _gap_end(text, tokens[-1].end()) if tokens else position
        if not (match := pattern.match(text, begin)):
            return None
        tokens.append(match)
    _word, _open, quoted, _comma, literal, _close, semicolon = tokens
    name, value = _unquote(quoted[0]), _value(literal[0])
    if name is None or value is None:
        return None
    head = text[position : literal.start()]
    return _Statement(
        name, value, head, literal[0], text[literal.end() : semicolon.end()]
    )


def _gap_end(text: str, position: int) -> int:
    while match := _BLANK.match(text, position):
        position = match.end()
    return position


def _value(literal: str) -> PrefValue | None:
    if literal in ("true", "false"):
        return literal == "true"
    if literal[0] in "\"'":
        return _unquote(literal)
    number = int(literal)
    return number if _LOWEST_INT <= number <= _HIGHEST_INT else None


def _unquote(literal: str) -> str | None:
    try:
        text = _ESCAPE.sub(lambda match: _unescape(match[0]), literal[1:-1])
        text.encode()  # refuses half a surrogate pair
    except ValueError:
        return None
    return None if "\0" in text else text


def _unescape(escape: str) -> str:
    units = re.findall(r"\\[xu]([0-9a-fA-F]+)", escape)
    if units:
        wide = b"".join(int(unit, 16).to_bytes(2, "big") for unit in units)
        return wide.decode("utf-16-be")
    if escape[1:] not in _PLAIN_ESCAPES:
        raise ValueError(escape)
    return _PLAIN_ESCAPES[escape[1:]]


def _literal(value: PrefValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if not _LOWEST_INT <= value <= _HIGHEST_INT:
            raise ValueError(f"{value} needs more than 32 bits")
        return str(value)
    value.encode()  # refuses half a surrogate pair, as a ValueError
    if "\0" in value:
        raise ValueError("a setting cannot hold NUL")
    return '"' + "".join(_WRITTEN_ESCAPES.get(c, c) for c in value) + '"'
