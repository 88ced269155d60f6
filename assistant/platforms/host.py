"""What the rest of the program may know about the computer it runs on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self


class System(StrEnum):
    """The families of systems this program knows."""

    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"


@dataclass(frozen=True, slots=True)
class OwnFolders:
    """Where this program keeps its own things; none of them need exist yet.

    Attributes:
        state: journal, attempt budget, logs; private to the user and this computer.
        config: the user's settings and institution profiles.
        machine_config: institution profiles for every user, put there by IT.
    """

    state: Path
    config: Path
    machine_config: Path


@dataclass(frozen=True, slots=True)
class Process:
    """A program that runs now."""

    name: str
    pid: int


class Held(Protocol):
    """A lock this process holds until `release`."""

    @property
    def created(self) -> bool:
        """Whether the lock's file did not exist before; `release` removes it then."""
        ...

    @property
    def leftover(self) -> Path | None:
        """The file that a kill of this process would leave behind, None for none."""
        ...

    def release(self) -> None:
        """Give the lock back; doing it twice is harmless."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class Host(Protocol):
    """One computer as one user sees it."""

    @property
    def system(self) -> System:
        """The family of this system."""
        ...

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment variables, read anew at every question."""
        ...

    @property
    def home(self) -> Path:
        """The user's own folder."""
        ...

    @property
    def own_folders(self) -> OwnFolders:
        """Where this program keeps its own things."""
        ...

    def at(self, native: str) -> Path:
        """Return where the absolute path `native`, as this system writes it, lies.

        A real computer answers with that very path, a rehearsal with one below
        its own folder.
        """
        ...

    def native(self, path: Path) -> str:
        """Return how this system writes `path`: the reverse of `at`."""
        ...

    def hold_lock(self, path: Path) -> Held | None:
        """Take the lock a Mozilla program takes on its profile by the file `path`.

        None: somebody holds it, perhaps this very process.

        Raises:
            OSError: the file cannot be opened, or the file system has no locks.
        """
        ...

    def is_locked(self, path: Path) -> bool:
        """Whether somebody, perhaps this very process, holds the lock `path`.

        Raises:
            OSError: as for `hold_lock`.
        """
        ...

    def remove_lock(self, path: Path) -> None:
        """Take away a lock's file that a killed run made.

        It stays while somebody holds it, or once somebody wrote into it.

        Raises:
            OSError: as for `hold_lock`.
        """
        ...

    def processes(self, names: Collection[str]) -> tuple[Process, ...]:
        """Return the running programs with one of these names, in any case."""
        ...

    @property
    def has_screen(self) -> bool:
        """Whether a window can be opened here."""
        ...

    def open_url(self, url: str) -> bool:
        """Show a web page in the user's browser; False where that is not possible.

        Only ``https`` and ``http`` addresses are opened.
        """
        ...

    def find_program(self, name: str) -> Path | None:
        """Return where the command `name` is found on the search path."""
        ...

    def registry_strings(self, key: str, name: str) -> tuple[str, ...]:
        """Return the values called `name` at or below the registry key `key`.

        Machine and user hives and both views (32 and 64 bit) are searched.
        Systems without a registry have none.
        """
        ...
