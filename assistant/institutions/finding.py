"""What is wrong with a profile file, and what to write instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault; `line` is None where the fault is that something is missing.

    `key` is written as `platforms[0].imap[1].port`, counted from 0, and empty
    where the whole file is meant. `message` is in the user's language.
    """

    file: Path
    key: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return ": ".join(part for part in (place, self.key, self.message) if part)


@dataclass(frozen=True, slots=True)
class Findings:
    """Every fault of one file, in the order of its lines; never empty."""

    findings: tuple[Finding, ...]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)


def written(path: KeyPath) -> str:
    """Return a key path the way people write it."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def in_order(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings once each, file by file and from top to bottom."""
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda finding: (str(finding.file), finding.line or 0, finding.key),
        )
    )
