"""Mozilla's profile lock on Windows: `parent.lock` opened for nobody else.

Thunderbird opens it with no sharing at all (toolkit/profile/nsProfileLock.cpp), so
whoever can open it the same way holds the profile.
"""

import sys
from pathlib import Path
from types import TracebackType
from typing import Final, Self

assert sys.platform == "win32"

import ctypes  # noqa: E402  # after the assertion, which hides the rest elsewhere
from ctypes import wintypes  # noqa: E402

# winnt.h, fileapi.h, winerror.h
_READ_WRITE: Final = 0xC000_0000
_DELETE: Final = 0x0001_0000
_CREATE_NEW: Final = 1
_OPEN_EXISTING: Final = 3
_DELETE_ON_CLOSE: Final = 0x0400_0000
_NOT_FOUND: Final = {2, 3}
_SHARING_VIOLATION: Final = 32
_FILE_EXISTS: Final = 80
_INVALID_HANDLE: Final = ctypes.c_void_p(-1).value

_kernel32: Final = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel32.CreateFileW.restype = wintypes.HANDLE
_kernel32.CreateFileW.argtypes = (
    wintypes.LPCWSTR,
    wintypes.DWORD,
    wintypes.DWORD,
    wintypes.LPVOID,
    wintypes.DWORD,
    wintypes.DWORD,
    wintypes.HANDLE,
)
_kernel32.CloseHandle.argtypes = (wintypes.HANDLE,)


class WindowsHeld:
    """A lock this process holds."""

    def __init__(self, handle: int, *, created: bool) -> None:
        self.created = created
        self.leftover = None  # the system removes the file with its last handle
        self._handle: int | None = handle

    def release(self) -> None:
        """Give the lock back; Windows takes the file away where it was ours."""
        handle, self._handle = self._handle, None
        if handle is not None:
            _kernel32.CloseHandle(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def hold(path: Path) -> WindowsHeld | None:
    """Take the lock, making its file where there is none; see `Host.hold_lock`."""
    # An open file without sharing cannot be deleted by name, not even by us: a
    # file we make is made to vanish with its handle.
    made = _open(path, _READ_WRITE | _DELETE, _CREATE_NEW, _DELETE_ON_CLOSE)
    if not isinstance(made, OSError):
        return WindowsHeld(made, created=True)
    if made.winerror not in {_FILE_EXISTS, _SHARING_VIOLATION}:
        raise made
    found = _open(path, _READ_WRITE, _OPEN_EXISTING, 0)
    if not isinstance(found, OSError):
        return WindowsHeld(found, created=False)
    if found.winerror == _SHARING_VIOLATION:
        return None
    raise found


def is_locked(path: Path) -> bool:
    """Whether anybody holds the lock; see `Host.is_locked`."""
    found = _open(path, _READ_WRITE, _OPEN_EXISTING, 0)
    if not isinstance(found, OSError):
        _kernel32.CloseHandle(found)
        return False
    if found.winerror == _SHARING_VIOLATION:
        return True
    if found.winerror in _NOT_FOUND:
        return False
    raise found


def remove(path: Path) -> None:
    """Do nothing: a file we made went with its handle, however we ended."""


def _open(path: Path, access: int, disposition: int, flags: int) -> int | OSError:
    handle = _kernel32.CreateFileW(str(path), access, 0, None, disposition, flags, None)
    if handle == _INVALID_HANDLE:
        return ctypes.WinError(ctypes.get_last_error())
    return int(handle)
