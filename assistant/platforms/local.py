"""What is the same on every real computer."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from assistant.platforms import folders, lock, programs
from assistant.platforms.host import Held, OwnFolders, Process, System

_HOME_VARIABLE: Final = {
    System.LINUX: "HOME",
    System.MACOS: "HOME",
    System.WINDOWS: "USERPROFILE",
}


class LocalHost:
    """A real computer; see `Host` for what each answer means."""

    system: System

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self.environ: Mapping[str, str] = os.environ if environ is None else environ

    @property
    def home(self) -> Path:
        """The folder the environment names, else the one of the user's entry."""
        told = self.environ.get(_HOME_VARIABLE[self.system])
        return Path(told) if told else Path.home()

    @property
    def own_folders(self) -> OwnFolders:
        """See `folders.own_folders`."""
        return folders.own_folders(self.system, self.environ, self.home, self.at)

    def at(self, native: str) -> Path:
        """Return that very path."""
        return Path(native)

    def native(self, path: Path) -> str:
        """Return that very path."""
        return str(path)

    def hold_lock(self, path: Path) -> Held | None:
        """See `lock.hold`."""
        return lock.hold(path)

    def is_locked(self, path: Path) -> bool:
        """See `lock.is_locked`."""
        return lock.is_locked(path)

    def remove_lock(self, path: Path) -> None:
        """See `lock.remove`."""
        lock.remove(path)

    def processes(self, names: Collection[str]) -> tuple[Process, ...]:
        """See `programs.running`."""
        return programs.running(names)

    def find_program(self, name: str) -> Path | None:
        """See `programs.find`."""
        return programs.find(name, self.environ)

    def registry_strings(self, key: str, name: str) -> tuple[str, ...]:  # noqa: ARG002  # for Windows to override
        """Return nothing: only Windows has a registry."""
        return ()


def is_web_address(url: str) -> bool:
    """Whether a browser is the program for `url`: nothing else is ever opened."""
    return urlsplit(url).scheme in {"https", "http"}
