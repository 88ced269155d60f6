"""Carrying a plan out, forwards: make everything ready, then swap it in."""

import os
from collections.abc import Callable, Collection
from pathlib import Path

from assistant.changes.disk import Disk, Found, Metadata, look, metadata_for_new
from assistant.changes.journal import BACKUP, Journal, temp_beside
from assistant.changes.record import Action, Done, Intent, Mark, Marked, Prepared
from assistant.model.change import (
    Change,
    MakeFolder,
    RemoveFile,
    StoreSecret,
    WriteFile,
    digest,
)


class MovedError(Exception):
    """Files are not what the plan was made from."""

    def __init__(self, paths: Collection[Path]) -> None:
        self.paths = tuple(paths)
        super().__init__(len(self.paths))


class CancelledError(Exception):
    """The user does not want it any more."""


def needed(changes: Collection[Change]) -> tuple[Change, ...]:
    """The changes that would make a difference.

    Raises:
        MovedError: the snapshot no longer holds.
        OSError: a file cannot be read.
        ValueError: one path stands twice in the plan, which is a bug.
    """
    targets = [_target(change) for change in changes]
    if len(set(targets)) < len(targets):
        raise ValueError("a plan names every path once")
    moved = [change.path for change in changes if not _holds(change)]
    if moved:
        raise MovedError(moved)
    return tuple(change for change in changes if _makes_a_difference(change))


def perform(
    changes: Collection[Change],
    journal: Journal,
    disk: Disk,
    is_cancelled: Callable[[], bool],
) -> None:
    """Do what `changes` say and commit it to the journal.

    All new content is written beside its target before the first target is
    touched: a full disk or a closed folder shows itself while there is nothing
    to take back. What follows is renaming.

    Raises:
        CancelledError, MovedError, OSError: unfinished; the journal knows what
            has to be reversed.
    """
    for step, change in enumerate(changes):
        _stop_if(is_cancelled)
        _prepare(step, change, journal, disk)
    # From here on the client could see us.
    for prepared in journal.prepared:
        _stop_if(is_cancelled)
        if prepared.action is not Action.MAKE_FOLDER:
            _swap(prepared, journal, disk)
    _stop_if(is_cancelled)
    journal.add(Marked(Mark.COMMITTED))


def _stop_if(is_cancelled: Callable[[], bool]) -> None:
    if is_cancelled():
        raise CancelledError


def _target(change: Change) -> Path:
    # Writing through a link keeps the link and replaces what it points at.
    # (Path.resolve raises RuntimeError at a loop of links; this does not.)
    return Path(os.path.realpath(change.path))


def _holds(change: Change) -> bool:
    if isinstance(change, MakeFolder):
        return not change.path.exists()
    found = look(change.path)
    return (found.digest if found else None) == change.before


def _makes_a_difference(change: Change) -> bool:
    match change:
        case WriteFile() | StoreSecret():
            return digest(_content(change)) != change.before
        case MakeFolder() | RemoveFile():
            return True


def _content(change: WriteFile | StoreSecret) -> bytes:
    if isinstance(change, StoreSecret):
        return change.content.reveal()
    return change.content


def _prepare(step: int, change: Change, journal: Journal, disk: Disk) -> None:
    target = _target(change)
    match change:
        case MakeFolder():
            # Looked up before it is journalled: a missing parent leaves no trace.
            metadata = metadata_for_new(target.parent, change.mode)
            journal.add(Prepared(step, Action.MAKE_FOLDER, change.path, target))
            disk.make_folder(target, metadata)
        case WriteFile() | StoreSecret():
            _prepare_write(step, change, journal, disk)
        case RemoveFile():
            found = _kept(step, change, journal, disk)
            journal.add(_prepared(step, Action.REMOVE, change, found))


def _prepare_write(
    step: int, change: WriteFile | StoreSecret, journal: Journal, disk: Disk
) -> None:
    found = _kept(step, change, journal, disk)
    prepared = _prepared(step, Action.WRITE, change, found)
    journal.add(prepared)
    if found is None:
        metadata = metadata_for_new(prepared.target.parent, change.mode)
    else:
        # Its time of change is now, like that of any file that was written.
        kept = found.metadata
        metadata = Metadata(kept.mode, kept.uid, kept.gid)
    assert prepared.temp is not None
    disk.stage(_content(change), prepared.temp, metadata)


def _kept(
    step: int,
    change: WriteFile | StoreSecret | RemoveFile,
    journal: Journal,
    disk: Disk,
) -> Found | None:
    # Once more, although `needed` has looked: what is backed up must be what the
    # plan was made from.
    found = look(change.path)
    if (found.digest if found else None) != change.before:
        raise MovedError([change.path])
    if found is not None:
        disk.back_up(found.content, journal.folder / _backup(step))
    return found


def _backup(step: int) -> str:
    return f"{BACKUP}{step}"


def _prepared(
    step: int,
    action: Action,
    change: WriteFile | StoreSecret | RemoveFile,
    found: Found | None,
) -> Prepared:
    target = _target(change)
    after = None if isinstance(change, RemoveFile) else digest(_content(change))
    return Prepared(
        step,
        action,
        change.path,
        target,
        before=change.before,
        after=after,
        original=found.metadata if found else None,
        backup=_backup(step) if found else None,
        temp=temp_beside(target),
    )


def _swap(prepared: Prepared, journal: Journal, disk: Disk) -> None:
    if digest_at(prepared.target) != prepared.before:
        raise MovedError([prepared.path])
    # Before this line a file that is neither old nor new is none of our doing;
    # after it, it may be ours and altered since.
    journal.add(Intent(prepared.step))
    if prepared.action is Action.REMOVE:
        disk.remove(prepared.target)
    else:
        assert prepared.temp is not None
        disk.replace(prepared.temp, prepared.target)
    if digest_at(prepared.target) != prepared.after:
        raise MovedError([prepared.path])
    journal.add(Done(prepared.step))


def digest_at(path: Path) -> str | None:
    """The fingerprint of what stands at `path`; None where nothing does."""
    found = look(path)
    return found.digest if found else None
