"""Where Thunderbird is installed, and where each installation keeps its profiles."""

import configparser
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PureWindowsPath
from typing import Final

from assistant.clients.thunderbird.install_hash import install_hash
from assistant.platforms.host import Host, System

_PROGRAM: Final = "Mozilla Thunderbird"
_REGISTRY_KEY: Final = r"SOFTWARE\Mozilla\Mozilla Thunderbird"
_POLICY_KEY: Final = r"SOFTWARE\Policies\Mozilla\Thunderbird"
_PACKAGED: Final = ("/usr/lib/thunderbird", "/usr/lib64/thunderbird")
_UNPACKED: Final = ("/opt/thunderbird", "/usr/local/thunderbird")
_UNPACKED_AT_HOME: Final = ("thunderbird", "opt/thunderbird", ".local/opt/thunderbird")
_SNAP: Final = (
    "/snap/thunderbird/current/usr/lib/thunderbird",
    "/snap/thunderbird/current",
)
_FLATPAK_IDS: Final = ("org.mozilla.Thunderbird", "org.mozilla.thunderbird")
# What the program sees as its own directory inside the flatpak.
_IN_FLATPAK: Final = "/app/lib/thunderbird"
_STORE_PACKAGES: Final = "MozillaThunderbird.MZLA_*"


class Kind(StrEnum):
    """How a Thunderbird came to this computer."""

    DEB = "deb"  # or another package of the distribution
    TARBALL = "tarball"
    SNAP = "snap"
    FLATPAK = "flatpak"
    WINDOWS = "windows"
    STORE = "store"
    MACOS = "macos"


@dataclass(frozen=True, slots=True)
class Installation:
    """One Thunderbird of this computer.

    Attributes:
        directory: where the program lies.
        version: as its `application.ini` tells, None where that cannot be read.
        root: the folder of `profiles.ini`; it need not exist yet.
        uses_dedicated_profiles: whether ``[Install<hash>]`` decides which profile
            it takes; else the one with ``Default=1`` does.
        hashed: what the hash is made of, as the program itself sees it.
    """

    kind: Kind
    directory: Path
    version: str | None
    root: Path
    uses_dedicated_profiles: bool
    hashed: str

    @property
    def hash(self) -> str:
        """The name of this installation in `profiles.ini`."""
        return install_hash(self.hashed)


def find(host: Host) -> tuple[Installation, ...]:
    """Return every Thunderbird of this computer, each directory once."""
    match host.system:
        case System.LINUX:
            found = _on_linux(host)
        case System.WINDOWS:
            found = _on_windows(host)
        case System.MACOS:
            found = _on_macos(host)
    first: dict[Path, Installation] = {}
    for one in found:
        first.setdefault(one.directory, one)
    return tuple(first.values())


def _on_linux(host: Host) -> Iterator[Installation]:
    root = _own_root(host, host.home / ".thunderbird")
    for path in _PACKAGED:
        yield from _at(host, Kind.DEB, host.at(path), root)
    for directory in (
        *(host.at(path) for path in _UNPACKED),
        *(host.home / path for path in _UNPACKED_AT_HOME),
        *_on_search_path(host),
    ):
        yield from _at(host, Kind.TARBALL, directory, root)
    snap_root = host.home / "snap/thunderbird/common/.thunderbird"
    for path in _SNAP:
        yield from _at(host, Kind.SNAP, host.at(path), snap_root)
    yield from _flatpaks(host)


def _on_search_path(host: Host) -> Iterator[Path]:
    # A link into an unpacked archive leads to it; Debian's `/usr/bin/thunderbird`
    # and the ones of snap and flatpak are scripts and lead nowhere.
    if program := host.find_program("thunderbird"):
        yield program.resolve().parent


def _flatpaks(host: Host) -> Iterator[Installation]:
    stores = (
        host.at("/var/lib/flatpak/app"),
        host.home / ".local/share/flatpak/app",
    )
    for name in _FLATPAK_IDS:
        for store in stores:
            directory = store / name / "current/active/files/lib/thunderbird"
            root = host.home / ".var/app" / name / ".thunderbird"
            yield from _at(host, Kind.FLATPAK, directory, root, hashed=_IN_FLATPAK)


def _on_windows(host: Host) -> Iterator[Installation]:
    roaming = host.environ.get("APPDATA")
    local = host.environ.get("LOCALAPPDATA")
    if roaming:
        root = _own_root(host, host.at(roaming) / "Thunderbird")
        for native in _windows_directories(host, local):
            yield from _at(host, Kind.WINDOWS, host.at(native), root)
    if local:
        yield from _store_packages(host, host.at(local) / "Packages")


def _windows_directories(host: Host, local: str | None) -> Iterator[str]:
    yield from host.registry_strings(_REGISTRY_KEY, "Install Directory")
    for variable in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"):
        if folder := host.environ.get(variable):
            yield str(PureWindowsPath(folder, _PROGRAM))
    if local:
        yield str(PureWindowsPath(local, _PROGRAM))


def _store_packages(host: Host, packages: Path) -> Iterator[Installation]:
    # The program itself lies where users may not look; its data tell that it is
    # there, and the package family name is what the hash is made of.
    for package in sorted(packages.glob(_STORE_PACKAGES)):
        yield Installation(
            Kind.STORE,
            package,
            version=None,
            root=package / "LocalCache/Roaming/Thunderbird",
            uses_dedicated_profiles=_uses_dedicated_profiles(host, Kind.STORE),
            hashed=package.name,
        )


def _on_macos(host: Host) -> Iterator[Installation]:
    root = _own_root(host, host.home / "Library/Thunderbird")
    for folder in (host.at("/Applications"), host.home / "Applications"):
        for bundle in sorted(folder.glob("Thunderbird*.app")):
            directory = bundle / "Contents/MacOS"
            ini = bundle / "Contents/Resources/application.ini"
            yield from _at(host, Kind.MACOS, directory, root, ini=ini)


def _at(
    host: Host,
    kind: Kind,
    directory: Path,
    root: Path,
    *,
    ini: Path | None = None,
    hashed: str | None = None,
) -> Iterator[Installation]:
    """Yield the installation in `directory` where there is one."""
    try:
        # The hash is made of the real directory, links followed.
        directory = directory.resolve()
        text = (ini or directory / "application.ini").read_text("utf-8", "replace")
    except OSError:
        return
    yield Installation(
        kind,
        directory,
        version=_version(text),
        root=root,
        uses_dedicated_profiles=_uses_dedicated_profiles(host, kind),
        hashed=hashed or host.native(directory),
    )


def _version(application_ini: str) -> str | None:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(application_ini)
    except configparser.Error:
        return None
    return parser.get("App", "Version", fallback=None)


def _own_root(host: Host, usual: Path) -> Path:
    # toolkit/xre/nsXREDirProvider.cpp, GetUserDataDirectoryHome
    chosen = host.environ.get("MOZ_APP_DATA")
    return host.at(chosen) if chosen else usual


def _uses_dedicated_profiles(host: Host, kind: Kind) -> bool:
    """Whether ``[Install<hash>]`` counts (nsToolkitProfileService.cpp)."""
    if kind is Kind.SNAP or host.environ.get("MOZ_LEGACY_PROFILES"):
        return False
    return "1" not in host.registry_strings(_POLICY_KEY, "LegacyProfiles")
