"""Windows."""

import sys

from assistant.platforms.host import System
from assistant.platforms.local import LocalHost, is_web_address

assert sys.platform == "win32"

import os  # noqa: E402  # after the assertion, which hides the rest elsewhere
import winreg  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from typing import Final  # noqa: E402

_HIVES: Final = (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER)
# A 32-bit program writes into a view of its own.
_VIEWS: Final = (winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY)


class WindowsHost(LocalHost):
    """This computer, with Windows."""

    system = System.WINDOWS

    has_screen = True

    def open_url(self, url: str) -> bool:
        """Show a web page in the user's browser."""
        if not is_web_address(url):
            return False
        try:
            os.startfile(url)  # noqa: S606  # no shell: only web addresses come here
        except OSError:
            return False
        return True

    def registry_strings(self, key: str, name: str) -> tuple[str, ...]:
        """Return each value once, the machine's before the user's."""
        found = (
            value
            for hive in _HIVES
            for view in _VIEWS
            for value in _values(hive, key, name, view)
        )
        return tuple(dict.fromkeys(found))


def _values(hive: int, key: str, name: str, view: int) -> Iterator[str]:
    try:
        opened = winreg.OpenKey(hive, key, access=winreg.KEY_READ | view)
    except OSError:
        return  # not there, or not for us
    with opened:
        try:
            value, _ = winreg.QueryValueEx(opened, name)
        except OSError:
            pass
        else:
            yield str(value)
        for at in range(winreg.QueryInfoKey(opened)[0]):
            yield from _values(hive, f"{key}\\{winreg.EnumKey(opened, at)}", name, view)
