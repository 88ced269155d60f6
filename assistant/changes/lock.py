"""One process at a time in a folder of ours."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from assistant.changes.disk import make_private_file, make_private_folder

WAIT_S = 10.0


class LockBusyError(Exception):
    """Another process kept the lock for the whole wait."""


@contextmanager
def exclusive(folder: Path, *, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold `folder` alone; a lock dies with its process, also by ``kill -9``.

    SQLite's file lock is the one lock of the standard library that every system
    has and that needs no guess about whether the holder still lives. The
    database stays empty.

    Raises:
        LockBusyError: it was not free within `wait_s`.
        OSError: the folder cannot be made or written.
    """
    make_private_folder(folder)
    path = folder / "lock"
    make_private_file(path)
    with ExitStack() as stack:
        try:
            held = sqlite3.connect(path, timeout=wait_s, isolation_level=None)
            stack.enter_context(closing(held))
            # Without this, taking the lock needs room on the disk.
            held.execute("PRAGMA journal_mode = MEMORY")
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise LockBusyError(str(folder)) from error
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path)) from error
        yield
