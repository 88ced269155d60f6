"""Carrying an entry out backwards: roll back, recover and restore are one."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from assistant.changes.disk import Disk, look, remove_if_there
from assistant.changes.journal import Journal
from assistant.changes.perform import digest_at
from assistant.changes.record import Prepared
from assistant.model.change import digest


def changed_since(journal: Journal) -> tuple[Path, ...]:
    """Paths of a finished entry that are no longer exactly as it left them."""
    moved = [step.path for step in journal.touched if _stands(step) != step.after]
    return (*moved, *_foreign_in_folders(journal))


def taken_over(journal: Journal) -> tuple[Path, ...]:
    """Paths of a half-done or half-undone entry that hold someone else's work.

    While there is one, nothing of the entry may be reversed: the parts belong
    together (a key store and the logins it opens, for example).
    """
    foreign = [
        step.path
        for step in journal.touched
        if _stands(step) not in {step.before, step.after}
    ]
    return (*foreign, *_foreign_in_folders(journal))


def reverse(journal: Journal, disk: Disk) -> None:
    """Put everything back; doing it twice, or after half of it, is the same.

    Raises:
        OSError: not finished. As long as old content is still being staged
            (where a full disk shows itself), no target has been touched.
    """
    # The names of staged files are used again for the old contents.
    clear_staged(journal)
    # Backwards: what was put into a folder goes before the folder.
    back = [step for step in reversed(journal.touched) if _needs_reversal(step)]
    for step in back:
        _stage_original(step, journal, disk)
    for step in back:
        if step.before is None:
            disk.remove(step.target)
        else:
            assert step.temp is not None
            disk.replace(step.temp, step.target)
    for step in reversed(journal.made_folders):
        disk.remove_folder(step.target)


def clear_staged(journal: Journal) -> None:
    """Delete what was staged and never swapped in."""
    for step in journal.prepared:
        if step.temp is not None:
            remove_if_there(step.temp)


def clear_scratch(journal: Journal) -> None:
    """Delete what the caller made for the time of the work and could not take away.

    Only where it is still empty, as a lock's file is: anything else is not ours.
    """
    for path in journal.header.scratch:
        with suppress(OSError):
            if path.stat().st_size == 0:
                path.unlink()


def clear_empty_folders(journal: Journal) -> None:
    """Delete the folders the entry made that nobody has put anything into."""
    for step in reversed(journal.made_folders):
        with suppress(OSError):
            step.target.rmdir()


def _needs_reversal(step: Prepared) -> bool:
    return digest_at(step.target) != step.before


def _stage_original(step: Prepared, journal: Journal, disk: Disk) -> None:
    if step.backup is None or step.original is None or step.temp is None:
        return
    kept = look(journal.folder / step.backup)
    if kept is None or digest(kept.content) != step.before:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(step.path))
    disk.stage(kept.content, step.temp, step.original)


def _stands(step: Prepared) -> str | None:
    try:
        return digest_at(step.target)
    except OSError:
        # What we cannot read we cannot claim: it equals no digest.
        return "unreadable"


def _foreign_in_folders(journal: Journal) -> tuple[Path, ...]:
    # A staged file is ours too: a crash leaves it where the target will be.
    ours = {step.target for step in journal.prepared} | set(journal.header.scratch)
    ours |= {step.temp for step in journal.prepared if step.temp is not None}
    return tuple(
        path
        for folder in journal.made_folders
        for path in sorted(folder.target.rglob("*"))
        if path not in ours
    )
