"""A computer of any system below a folder: for rehearsals and tests."""

from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from assistant.platforms import folders, lock
from assistant.platforms.host import Held, OwnFolders, Process, System
from assistant.platforms.local import is_web_address

_WINDOWS_HOME: Final = r"C:\Users\anne"
_ENVIRONMENTS: Final[Mapping[System, Mapping[str, str]]] = {
    System.LINUX: {"HOME": "/home/anne", "PATH": "/usr/bin"},
    System.MACOS: {"HOME": "/Users/anne", "PATH": "/usr/bin"},
    System.WINDOWS: {
        "USERPROFILE": _WINDOWS_HOME,
        "APPDATA": rf"{_WINDOWS_HOME}\AppData\Roaming",
        "LOCALAPPDATA": rf"{_WINDOWS_HOME}\AppData\Local",
        "PROGRAMDATA": r"C:\ProgramData",
        "ProgramFiles": r"C:\Program Files",
        "ProgramFiles(x86)": r"C:\Program Files (x86)",
    },
}


class FakeHost:
    """See `Host`; every path of the played system lies below `root`.

    Locks are real ones of the system underneath. Programs, processes and registry
    are what the caller says; the pages asked for are found in `opened`.

    Args:
        system: the one to play.
        root: an existing folder.
        environ: added to, or in place of, the usual variables of that system; its
            paths are written as that system writes them.
        running: the processes to show; the list may change while in use.
        programs: what `find_program` finds.
        registry: values by key and name, exactly as they will be asked for.
    """

    def __init__(
        self,
        system: System,
        root: Path,
        *,
        environ: Mapping[str, str] | None = None,
        running: Collection[Process] = (),
        programs: Mapping[str, Path] | None = None,
        registry: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
    ) -> None:
        self.system = system
        self.root = root.resolve()
        self.environ: Mapping[str, str] = {**_ENVIRONMENTS[system], **(environ or {})}
        self.running = running
        self.opened: list[str] = []
        self._programs = programs or {}
        self._registry = registry or {}
        self.home.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        """The user's folder, which exists."""
        name = "USERPROFILE" if self.system is System.WINDOWS else "HOME"
        return self.at(self.environ[name])

    @property
    def own_folders(self) -> OwnFolders:
        """See `folders.own_folders`."""
        return folders.own_folders(self.system, self.environ, self.home, self.at)

    def at(self, native: str) -> Path:
        r"""Return the place below `root`; ``C:\Users`` becomes ``root/C/Users``."""
        if self.system is not System.WINDOWS:
            return self.root.joinpath(*PurePosixPath(native).parts[1:])
        path = PureWindowsPath(native)
        return self.root.joinpath(path.drive.rstrip(":"), *path.parts[1:])

    def native(self, path: Path) -> str:
        """Return how the played system writes a path below `root`."""
        parts = path.relative_to(self.root).parts
        if self.system is System.WINDOWS:
            return str(PureWindowsPath(f"{parts[0]}:\\", *parts[1:]))
        return str(PurePosixPath("/", *parts))

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
        """Return those of `running`."""
        wanted = {name.lower() for name in names}
        return tuple(one for one in self.running if one.name.lower() in wanted)

    @property
    def has_screen(self) -> bool:
        """Whether a display is named, or this system needs no name for it."""
        return self.system is not System.LINUX or "DISPLAY" in self.environ

    def open_url(self, url: str) -> bool:
        """Remember the page in `opened`."""
        if not is_web_address(url):
            return False
        self.opened.append(url)
        return True

    def find_program(self, name: str) -> Path | None:
        """Return what the caller said."""
        return self._programs.get(name)

    def registry_strings(self, key: str, name: str) -> tuple[str, ...]:
        """Return what the caller said."""
        return self._registry.get((key, name), ())
