"""`profiles.ini`, `installs.ini` and `compatibility.ini`, kept byte for byte.

Gecko's reader (`xpcom/ds/nsINIParser.cpp`) is lenient: lines it does not know are
skipped, nothing is trimmed but blanks before a key, the last of two equal keys
wins. So is this one; lines it does not know simply stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class DamagedIni:
    """A file that is no INI file at all; `line` counts from 1."""

    line: int


@dataclass(frozen=True)
class Ini:
    """One INI file: its lines as they are, each with its line end."""

    lines: tuple[str, ...] = ()

    @classmethod
    def parse(cls, data: bytes) -> Self | DamagedIni:
        """Return the file; what holds NUL (also UTF-16) is refused."""
        if b"\0" in data:
            return DamagedIni(data.count(b"\n", 0, data.index(b"\0")) + 1)
        # A path may be in an old encoding: its bytes survive as surrogates.
        text = data.decode(errors="surrogateescape")
        # Not `splitlines`: a form feed or U+2028 in a name ends no line.
        return cls(tuple(line for line in _split(text) if line))

    def to_bytes(self) -> bytes:
        """Return the file."""
        return "".join(self.lines).encode(errors="surrogateescape")

    @cached_property
    def sections(self) -> Mapping[str, Mapping[str, str]]:
        """All sections by name, each with its keys."""
        found: dict[str, dict[str, str]] = {}
        current: dict[str, str] | None = None
        for line in self.lines:
            name = _section_name(line)
            if name is not None:
                current = found.setdefault(name, {})
            elif current is not None and (pair := _pair(line)):
                current[pair[0]] = pair[1]
        return found

    def get(self, section: str, key: str) -> str | None:
        """Return a value, None where section or key is missing."""
        return self.sections.get(section, {}).get(key)

    def with_section(self, name: str, values: Mapping[str, str]) -> Self:
        """Return the file with `values` set in section `name`, made at the end."""
        if name not in self.sections:
            return type(self)((*self._closed(), *self._section(name, values)))
        lines = list(self.lines)
        for key, value in values.items():
            _set(lines, name, key, f"{key}={value}{self._newline}")
        return type(self)(tuple(lines))

    def _closed(self) -> tuple[str, ...]:
        # A blank line stands before each section, as Thunderbird writes it.
        if not self.lines:
            return ()
        last = self.lines[-1]
        ended = last if last.endswith("\n") else last + self._newline
        blank = () if not ended.strip() else (self._newline,)
        return (*self.lines[:-1], ended, *blank)

    def _section(self, name: str, values: Mapping[str, str]) -> tuple[str, ...]:
        pairs = (f"{key}={value}{self._newline}" for key, value in values.items())
        return (f"[{name}]{self._newline}", *pairs)

    @property
    def _newline(self) -> str:
        return "\r\n" if any(line.endswith("\r\n") for line in self.lines) else "\n"


def _split(text: str) -> list[str]:
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + [parts[-1]]


def _section_name(line: str) -> str | None:
    text = line.removeprefix(_BOM).lstrip(" \t").rstrip("\r\n")
    return text[1 : text.index("]")] if text[:1] == "[" and "]" in text else None


def _pair(line: str) -> tuple[str, str] | None:
    text = line.lstrip(" \t").rstrip("\r\n")
    key, equals, value = text.partition("=")
    return (key, value) if equals and key and key[0] not in "#;" else None


def _set(lines: list[str], section: str, key: str, new: str) -> None:
    """Replace the last `key` of `section` in `lines`, or add it to its end."""
    current: str | None = None
    end, found = 0, None
    for place, line in enumerate(lines):
        name = _section_name(line)
        current = name if name is not None else current
        if current == section:
            end = place + 1 if line.strip() else end
            pair = _pair(line)
            found = place if pair and pair[0] == key else found
    if found is not None:
        lines[found] = new
    else:
        if not lines[end - 1].endswith("\n"):
            lines[end - 1] += "\n"
        lines.insert(end, new)
