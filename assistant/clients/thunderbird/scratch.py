"""Folders for the time of some work, gone at the latest at the next start.

Each has a lock beside it, taken before it is made and given back once it is gone:
a folder whose lock is free was left by a run that was killed.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from assistant.platforms.host import Host

_LOCK: Final = ".lock"
_LEFTOVER: Final = "leftover"


def scratch_of(host: Host) -> Path:
    """Return where such folders lie."""
    return host.own_folders.state / "scratch"


@contextmanager
def private_folder(scratch: Path, host: Host) -> Iterator[Path]:
    """Give an empty folder that is closed to others and gone afterwards.

    Raises:
        OSError: our own folder is full or closed.
    """
    scratch.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch.mkdir(mode=0o700, exist_ok=True)
    folder = scratch / secrets.token_hex(8)
    # None while another start of ours looks at the lock's new file: once more.
    while (held := host.hold_lock(_lock_of(folder))) is None:
        folder = scratch / secrets.token_hex(8)
    with held:
        try:
            folder.mkdir(mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def noted(scratch: Path, host: Host, lock: Path) -> Iterator[None]:
    """Remember a lock's file that a kill would leave behind in a profile.

    Raises:
        OSError: our own folder is full or closed.
    """
    with private_folder(scratch, host) as folder:
        write_private(folder / _LEFTOVER, os.fsencode(lock))
        yield


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that nobody else may read."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)


def clear(scratch: Path, host: Host) -> None:
    """Remove what killed runs left, and nothing of a process that still works.

    What cannot be removed now is tried again at the next start.
    """
    for lock in sorted(scratch.glob(f"*{_LOCK}")):
        with suppress(OSError):
            held = host.hold_lock(lock)
            if held is None:
                continue
            with held:
                _clear_folder(lock.with_suffix(""), host)
                lock.unlink(missing_ok=True)


def _clear_folder(folder: Path, host: Host) -> None:
    note = folder / _LEFTOVER
    if note.exists():
        host.remove_lock(Path(os.fsdecode(note.read_bytes())))
    if folder.exists():
        shutil.rmtree(folder)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + _LOCK)
