"""Mozilla's profile lock on Linux and macOS: `fcntl` on `.parentlock`.

The file may stand there for ever; only the record lock on it tells whether a
program runs (toolkit/profile/nsProfileLock.cpp, LockWithFcntl).
"""

import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

assert sys.platform != "win32"

import fcntl  # noqa: E402  # after the assertion: Windows has none

_PRIVATE: Final = 0o600

# A record lock belongs to the whole process and goes when *any* descriptor of the
# file is closed (POSIX, close). So a file held here is never opened a second time.
_held_here: Final[set[Path]] = set()
_guard: Final = threading.Lock()


class PosixHeld:
    """A lock this process holds."""

    def __init__(self, path: Path, descriptor: int, *, created: bool) -> None:
        self.created = created
        self._path = path
        self._descriptor: int | None = descriptor

    @property
    def leftover(self) -> Path | None:
        """The lock's file, where it did not exist before."""
        return self._path if self.created else None

    def release(self) -> None:
        """Give the lock back, and take the file away where it was ours."""
        with _guard:
            if self._descriptor is None:
                return
            descriptor, self._descriptor = self._descriptor, None
            try:
                if self.created:
                    # While still held: afterwards it might be another program's.
                    self._path.unlink(missing_ok=True)
            finally:
                _held_here.discard(self._path)
                os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def hold(path: Path) -> PosixHeld | None:
    """Take the lock, making its file where there is none; see `Host.hold_lock`.

    Where two take the lock of a new profile at the very same moment, the file may
    stay behind, as Thunderbird's own does.
    """
    with _guard:
        path = _real(path)
        if path in _held_here:
            return None
        while True:
            descriptor, created = _open(path)
            try:
                is_granted = _is_granted(descriptor)
            except OSError:  # a file system without locks
                os.close(descriptor)
                if created:
                    path.unlink()
                raise
            if is_granted and _is_still_there(path, descriptor):
                _held_here.add(path)
                return PosixHeld(path, descriptor, created=created)
            os.close(descriptor)
            if not is_granted:
                return None
            # Its holder took the file away between our opening and locking it.


def is_locked(path: Path) -> bool:
    """Whether anybody holds the lock; see `Host.is_locked`."""
    with _guard:
        path = _real(path)
        if path in _held_here:
            return True
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            return not _is_granted(descriptor)
        finally:
            os.close(descriptor)


def remove(path: Path) -> None:
    """Take an empty lock file away; see `Host.remove_lock`."""
    with _guard:
        path = _real(path)
        if path in _held_here:
            return
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return
        try:
            is_free = _is_granted(descriptor) and _is_still_there(path, descriptor)
            if is_free and os.fstat(descriptor).st_size == 0:
                # While held: afterwards it might be another program's.
                path.unlink()
        finally:
            os.close(descriptor)


def _real(path: Path) -> Path:
    return path.parent.resolve() / path.name


def _open(path: Path) -> tuple[int, bool]:
    """Return a descriptor, and whether the file had to be made."""
    flags = os.O_RDWR
    while True:
        try:
            return os.open(path, flags | os.O_CREAT | os.O_EXCL, _PRIVATE), True
        except FileExistsError:
            pass
        try:
            return os.open(path, flags), False
        except FileNotFoundError:
            continue  # taken away between the two


def _is_granted(descriptor: int) -> bool:
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # EAGAIN or EACCES, by POSIX's leave
        return False
    return True


def _is_still_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
