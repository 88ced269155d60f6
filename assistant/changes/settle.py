"""Bringing an entry to an end it can be left at: rolled back, undone, withdrawn."""

from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.changes.disk import Disk
from assistant.changes.journal import Journal
from assistant.changes.outcome import (
    CANCELLED,
    Applied,
    Conflict,
    EntryState,
    Recovered,
    Restored,
    RolledBack,
    failure,
    stopped,
)
from assistant.changes.perform import CancelledError, MovedError, perform
from assistant.changes.record import Mark, Marked
from assistant.changes.reverse import (
    changed_since,
    clear_scratch,
    clear_staged,
    reverse,
    taken_over,
)
from assistant.model.change import Change


def carry_out(
    changes: Collection[Change],
    journal: Journal,
    disk: Disk,
    is_cancelled: Callable[[], bool],
) -> Applied | Conflict | RolledBack:
    """Do all of `changes`, or none."""
    safety = _RollBackOnFailure(journal, disk)
    try:
        with safety:
            perform(changes, journal, disk, is_cancelled)
    except CancelledError:
        return RolledBack(stopped(CANCELLED), safety.left)
    except MovedError as error:
        moved = Conflict(error.paths)
        return RolledBack(moved.signal, safety.left) if safety.left else moved
    except OSError as error:
        return RolledBack(failure(error), safety.left)
    return Applied(journal.id)


def restore(journal: Journal, disk: Disk) -> Restored | Conflict | RolledBack:
    """Take a committed entry back, or leave it standing."""
    if moved := changed_since(journal):
        return Conflict(moved)
    journal.add(Marked(Mark.RESTORING))
    try:
        reverse(journal, disk)
    except OSError as error:
        return RolledBack(failure(error), _stand_by(journal))
    clear_scratch(journal)
    close(journal, Mark.UNDONE)
    return Restored(journal.id)


def recover(journal: Journal, disk: Disk) -> Recovered | None:
    """End what a crash cut off; None where nothing was."""
    match journal.mark:
        case None:
            mark, state = Mark.ROLLED_BACK, EntryState.ROLLED_BACK
        case Mark.RESTORING:
            mark, state = Mark.UNDONE, EntryState.UNDONE
        case Mark.COMMITTED | Mark.LEFT:
            return None
        case _:
            # The crash may have come between the mark and this.
            with suppress(OSError):
                journal.forget_backups()
            return None
    left = _reverse_all(journal, disk, mark)
    if left:
        state = EntryState.INTERRUPTED
    else:
        clear_scratch(journal)
    return Recovered(journal.id, journal.header.title, state, left)


def close(journal: Journal, mark: Mark) -> None:
    """Note the end and let go of the backups."""
    # Failing here is no harm: the files are in order, and `recover` comes to
    # the same end again.
    with suppress(OSError):
        journal.add(Marked(mark))
        journal.forget_backups()


class _RollBackOnFailure:
    """Reverses the entry whatever ends the block early, bugs and Ctrl-C included."""

    def __init__(self, journal: Journal, disk: Disk) -> None:
        self.left: tuple[Path, ...] = ()
        self._journal = journal
        self._disk = disk

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.left = _reverse_all(self._journal, self._disk, Mark.ROLLED_BACK)


def _reverse_all(journal: Journal, disk: Disk, end: Mark) -> tuple[Path, ...]:
    left = taken_over(journal)
    try:
        if left:
            clear_staged(journal)
            journal.add(Marked(Mark.LEFT))
            return left
        reverse(journal, disk)
    except OSError:
        return left or _paths(journal)
    close(journal, end)
    return ()


def _stand_by(journal: Journal) -> tuple[Path, ...]:
    # A restore refused while staging has changed nothing: the entry stands.
    try:
        clear_staged(journal)
        if changed_since(journal):
            return _paths(journal)
        journal.add(Marked(Mark.COMMITTED))
    except OSError:
        return _paths(journal)
    return ()


def _paths(journal: Journal) -> tuple[Path, ...]:
    return tuple(step.path for step in journal.prepared)
