"""On which line each key of a TOML text stands."""

import re
from collections.abc import Mapping

from assistant.institutions.finding import KeyPath

# What may hide brackets and equal signs: strings of all four kinds, comments.
_QUIET = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*",
    re.DOTALL,
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\- ]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\- ]+?)\s*=(.*)")


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Return the line, from 1, of each table and key.

    `tomllib` keeps no positions. This scan knows bare keys only: for a quoted
    key, or one inside an inline table, `line_of` answers with what holds it.
    """
    scan = _Scan()
    for number, line in enumerate(_QUIET.sub(_blank, text).split("\n"), start=1):
        scan.read(number, line)
    return scan.lines


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    """Return the line of the key, or of the nearest table around it."""
    for length in range(len(path), 0, -1):
        if line := lines.get(path[:length]):
            return line
    return None


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


class _Scan:
    """The table we are in, and how deep in brackets, line after line."""

    def __init__(self) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._table: KeyPath = ()
        self._lengths: dict[KeyPath, int] = {}
        self._depth = 0

    def read(self, number: int, line: str) -> None:
        if self._depth > 0:  # inside an array that spans lines
            self._depth += _opened(line)
        elif match := _HEADER.match(line):
            self._table = self._header(_names(match[2]), is_array=match[1] == "[[")
            self.lines.setdefault(self._table, number)
            if match[1] == "[[":  # the array as a whole begins with its first table
                self.lines.setdefault(self._table[:-1], number)
        elif match := _KEY.match(line):
            self.lines.setdefault(self._table + _names(match[1]), number)
            self._depth = max(0, _opened(match[2]))

    def _header(self, names: KeyPath, *, is_array: bool) -> KeyPath:
        path: KeyPath = ()
        for name in names[:-1]:
            path += (name,)
            # `[platforms.login]` belongs to the last `[[platforms]]` so far.
            if path in self._lengths:
                path += (self._lengths[path] - 1,)
        path += names[-1:]
        if not is_array:
            return path
        index = self._lengths.get(path, 0)
        self._lengths[path] = index + 1
        return (*path, index)


def _names(dotted: str) -> KeyPath:
    return tuple(name.strip() for name in dotted.split("."))


def _opened(line: str) -> int:
    return sum(line.count(c) for c in "[{") - sum(line.count(c) for c in "]}")
