"""What became of a plan, and what can still be taken back."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from assistant.model.signal import Signal, Stage

CANCELLED = "client:CANCELLED"
CHANGED = "client:CHANGED"
BUSY = "client:BUSY"


class EntryState(StrEnum):
    """Where an entry of the ledger stands."""

    COMMITTED = "committed"
    UNDONE = "undone"
    WITHDRAWN = "withdrawn"
    ROLLED_BACK = "rolled-back"
    INTERRUPTED = "interrupted"


class Way(StrEnum):
    """How an entry can be taken back."""

    RESTORE = "restore"
    WITHDRAW = "withdraw"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of an entry; a digest of None says that no file stands there."""

    path: Path
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One plan that was applied, or begun."""

    id: str
    when: float
    title: str
    client: str
    state: EntryState
    receipt: Mapping[str, str]
    files: tuple[FileRecord, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """Everything stands as planned; `entry_id` is None where it already did."""

    entry_id: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone else changed `paths`; nothing of the plan stands."""

    paths: tuple[Path, ...]

    @property
    def signal(self) -> Signal:
        """The fact for the diagnosis."""
        return _signal(CHANGED, self.paths[0] if self.paths else None)


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The work could not be finished, and what was done of it is undone.

    Attributes:
        signal: why: ``client:`` and the symbolic error number, e.g.
            ``client:ENOSPC``; ``client:CANCELLED``; ``client:BUSY`` when another
            of our processes holds the ledger.
        left: paths that could not be put back; empty nearly always. The entry
            then stays interrupted, and `Ledger.recover` tries again.
    """

    signal: Signal
    left: tuple[Path, ...] = ()

    @property
    def is_cancelled(self) -> bool:
        """Whether the user wanted it so."""
        return self.signal.code == CANCELLED


@dataclass(frozen=True, slots=True)
class Restored:
    """Every file is again what it was, byte for byte; created ones are gone."""

    entry_id: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """What `Ledger.recover` did about one entry that a crash had cut off.

    Attributes:
        state: ``rolled-back`` or ``undone`` when all is in order again;
            ``interrupted`` when `left` had been changed by others meanwhile:
            then nothing was touched and only withdrawing remains.
    """

    entry_id: str
    title: str
    state: EntryState
    left: tuple[Path, ...] = ()


def failure(error: OSError) -> Signal:
    """The system's refusal as a fact, under its symbolic name."""
    name = errno.errorcode.get(error.errno or 0, "EIO")
    return _signal(f"client:{name}", error.filename)


def stopped(code: str) -> Signal:
    """One of this module's own codes as a fact."""
    return _signal(code, None)


def _signal(code: str, path: object) -> Signal:
    facts = {} if path is None else {"path": str(path)}
    return Signal(Stage.CLIENT, code, facts=MappingProxyType(facts))
