"""The profiles a `profiles.ini` lists, as Thunderbird reads it.

Source: toolkit/profile/nsToolkitProfileService.cpp, `Init`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.clients.thunderbird.profiles_ini import Ini
from assistant.platforms.host import Host

_INSTALL = "Install"


@dataclass(frozen=True, slots=True)
class Profile:
    """One entry: its descriptor exactly as written, and where that leads."""

    name: str
    descriptor: str
    directory: Path
    is_default: bool


@dataclass(frozen=True, slots=True)
class ProfileList:
    """What Thunderbird knows of its profiles.

    Attributes:
        profiles: in the order of the file.
        installations: the descriptor each installation starts with, by its hash.
        locked: the installations that give their profile to no other.
    """

    profiles: tuple[Profile, ...]
    installations: Mapping[str, str]
    locked: frozenset[str]

    @property
    def default(self) -> Profile | None:
        """The default of old: the last one marked, or else the only one there is."""
        marked = [profile for profile in self.profiles if profile.is_default]
        if marked:
            return marked[-1]
        return self.profiles[0] if len(self.profiles) == 1 else None

    def at(self, descriptor: str) -> Profile | None:
        """Return the profile that an installation's `Default=` names."""
        return next((p for p in self.profiles if p.descriptor == descriptor), None)


def listed(ini: Ini, backup: Ini, root: Path, host: Host) -> ProfileList:
    """Return the profiles of `profiles.ini` (`ini`) in the folder `root`.

    `backup` is `installs.ini`, which counts only where `profiles.ini` is of the
    form before installations had profiles of their own (no ``Version=``).
    """
    sections = dict(_install_sections(ini))
    if ini.get("General", "Version") is None:
        sections = {**sections, **backup.sections}
    return ProfileList(
        profiles=tuple(_profiles(ini, root, host)),
        installations={
            name: values["Default"]
            for name, values in sections.items()
            if "Default" in values
        },
        locked=frozenset(
            name for name, values in sections.items() if values.get("Locked") == "1"
        ),
    )


def next_section(ini: Ini) -> str:
    """Return the section a new profile goes to; Thunderbird stops at the first gap."""
    number = 0
    while ini.get(f"Profile{number}", "IsRelative") is not None:
        number += 1
    return f"Profile{number}"


def _install_sections(ini: Ini) -> list[tuple[str, Mapping[str, str]]]:
    return [
        (name.removeprefix(_INSTALL), values)
        for name, values in ini.sections.items()
        if name.startswith(_INSTALL)
    ]


def _profiles(ini: Ini, root: Path, host: Host) -> list[Profile]:
    found = []
    for number in range(len(ini.sections)):
        values = ini.sections.get(f"Profile{number}", {})
        if "IsRelative" not in values:
            break  # Thunderbird looks no further either
        if "Path" in values and "Name" in values:
            found.append(_profile(values, root, host))
    return found


def _profile(values: Mapping[str, str], root: Path, host: Host) -> Profile:
    path = values["Path"]
    if values["IsRelative"] == "1":
        # With forward slashes on every system, `..` included.
        directory = root.joinpath(*path.split("/"))
    else:
        directory = host.at(path)
    is_default = values.get("Default") == "1"
    return Profile(values["Name"], path, directory, is_default)
