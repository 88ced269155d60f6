"""Another program that holds a profile as Mozilla's does on Windows.

python holder_windows.py FILE
"""

import sys

assert sys.platform == "win32"

import ctypes  # noqa: E402

# As in toolkit/profile/nsProfileLock.cpp: read and write, no sharing, created anew.
_READ_WRITE = 0xC000_0000
_CREATE_ALWAYS = 2


def main() -> None:
    open_file = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
    open_file.restype = ctypes.c_void_p
    handle = open_file(sys.argv[1], _READ_WRITE, 0, None, _CREATE_ALWAYS, 0, None)
    held = handle != ctypes.c_void_p(-1).value
    sys.stdout.write(f"{'held' if held else 'busy'}\n")
    sys.stdout.flush()
    if held:
        sys.stdin.read()


if __name__ == "__main__":
    main()
