"""The lines of a journal, and their form on disk."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assistant.changes.disk import Metadata

VERSION = 1
Fields = dict[str, Any]  # one decoded JSON line, before its kind is known


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: whose changes these are.

    Attributes:
        withdraws: the entry whose work this one takes out, if it is that.
        scratch: files the caller made for the time of the work only.
    """

    when: float
    title: str
    client: str
    receipt: Mapping[str, str]
    withdraws: str | None = None
    scratch: tuple[Path, ...] = ()


class Action(StrEnum):
    """What a step does to its target."""

    MAKE_FOLDER = "make-folder"
    WRITE = "write"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A step is about to be made ready; enough to clean up after it.

    Attributes:
        path: as the plan named it.
        target: where it really is, links followed.
        original: mode, owner and time of what stood there.
        backup: name of the kept content in the entry's own folder.
        temp: where the new content is staged, beside the target.
    """

    step: int
    action: Action
    path: Path
    target: Path
    before: str | None = None
    after: str | None = None
    original: Metadata | None = None
    backup: str | None = None
    temp: Path | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """From here on, the target may be ours."""

    step: int


@dataclass(frozen=True, slots=True)
class Done:
    """The target was changed and read back."""

    step: int


class Mark(StrEnum):
    """What the whole entry has come to."""

    COMMITTED = "committed"
    RESTORING = "restoring"
    UNDONE = "undone"
    WITHDRAWN = "withdrawn"
    ROLLED_BACK = "rolled-back"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Marked:
    """The entry has come to `mark`."""

    mark: Mark


Record = Header | Prepared | Intent | Done | Marked


def encode(record: Record) -> bytes:
    """One line of JSON in plain ASCII; any path survives it, even a broken one."""
    # (A name that is no UTF-8 is kept as surrogate escapes, PEP 383.)
    fields: Fields
    match record:
        case Header():
            fields = {"record": "header", "v": VERSION, "when": record.when}
            fields |= {"title": record.title, "client": record.client}
            fields |= {"receipt": dict(record.receipt), "withdraws": record.withdraws}
            fields |= {"scratch": record.scratch}
        case Prepared():
            # Paths become text below, by `default=str`.
            fields = {"record": "prepared"} | asdict(record)
        case Intent(step):
            fields = {"record": "intent", "step": step}
        case Done(step):
            fields = {"record": "done", "step": step}
        case Marked(mark):
            fields = {"record": "marked", "mark": mark}
    return json.dumps(fields, default=str).encode("ascii") + b"\n"


def decode(line: bytes) -> Record | None:
    """The record in `line`; None where the line is torn or not ours."""
    try:
        fields = json.loads(line)
        return _record(fields)
    except (ValueError, KeyError, TypeError, AttributeError):
        # Rot can turn any part of the line into anything.
        return None


def _record(fields: Fields) -> Record | None:
    match fields.pop("record"):
        case "header" if fields.pop("v") == VERSION:
            receipt = MappingProxyType(fields["receipt"])
            scratch = tuple(Path(path) for path in fields["scratch"])
            return Header(**fields | {"receipt": receipt, "scratch": scratch})
        case "prepared":
            return _prepared(fields)
        case "intent":
            return Intent(**fields)
        case "done":
            return Done(**fields)
        case "marked":
            return Marked(Mark(fields["mark"]))
    return None


def _prepared(fields: Fields) -> Prepared:
    original, temp = fields["original"], fields["temp"]
    read = {
        "action": Action(fields["action"]),
        "path": Path(fields["path"]),
        "target": Path(fields["target"]),
        "original": Metadata(**original) if original else None,
        "temp": Path(temp) if temp else None,
    }
    return Prepared(**fields | read)
