"""One profile file, read as TOML and not yet understood."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.institutions.finding import Finding, Findings, KeyPath, written
from assistant.institutions.positions import key_lines, line_of
from assistant.text import _

_LARGEST = 1_000_000  # bytes; a hundred times the largest profile we know of
_DEEPEST = 20  # tables in tables; a profile needs four
_LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class Document:
    """The tables of one file, and where each key stands."""

    path: Path
    data: Mapping[str, object]
    text: str = field(repr=False)

    @cached_property
    def _lines(self) -> Mapping[KeyPath, int]:
        # Only a file with faults is scanned a second time.
        return key_lines(self.text)

    def finding(self, key: KeyPath, message: str) -> Finding:
        """Return a finding at that key."""
        line = line_of(self._lines, key)
        return Finding(self.path, _shown(written(key)), line, _shown(message))


def read(path: Path) -> Document | Findings:
    """Return the file's tables, or why there are none."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = _("The file cannot be read: {reason}.")
        return _fault(path, None, message.format(reason=error.strerror or error))
    if len(raw) > _LARGEST:
        return _fault(path, None, _("The file is too large for a profile."))
    try:
        return _parsed(path, raw.decode().replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _fault(path, line, _("Not UTF-8; save the file with that encoding."))


def _parsed(path: Path, text: str) -> Document | Findings:
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        # tomllib raises its own TOMLDecodeError for syntax, but lets through what
        # `int` says of a number with thousands of digits: both are ValueErrors.
        message = _("Not valid TOML: {reason}.")
        return _fault(path, _line_in(error), message.format(reason=error))
    except RecursionError:
        # tomllib descends into arrays by recursion, without a limit of its own.
        return _fault(path, None, _("Tables are nested too deeply."))
    if _is_deeper_than(_DEEPEST, data):
        return _fault(path, None, _("Tables are nested too deeply."))
    return Document(path, data, text)


def _is_deeper_than(levels: int, data: object) -> bool:
    # Dotted keys nest without recursion in tomllib; whoever walks the tables
    # afterwards, and `repr`, would fall over them.
    match data:
        case dict():
            inner = list(data.values())
        case list():
            inner = data
        case _:
            return False
    return levels == 0 or any(_is_deeper_than(levels - 1, item) for item in inner)


def _shown(text: str) -> str:
    # A file from elsewhere must not write escape sequences to a terminal. Blanks of
    # every width stay: French sets a no-break one before its colons.
    visible = "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else "·" for c in text
    )
    return visible[:_LONGEST_MESSAGE]


def _line_in(error: ValueError) -> int | None:
    # Before Python 3.14 the position stands nowhere but in the message.
    match = re.search(r"\(at line (\d+),", str(error))
    return int(match[1]) if match else None


def _fault(path: Path, line: int | None, message: str) -> Findings:
    return Findings((Finding(path, "", line, _shown(message)),))
