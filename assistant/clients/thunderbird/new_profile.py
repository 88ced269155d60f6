"""What makes a folder a profile that Thunderbird takes for its own.

Source: toolkit/profile/nsToolkitProfileService.cpp. A first start takes the
default profile only if a `compatibility.ini` lies in it; one that names no program
counts as any program's. A profile without it is passed over for a new one.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from assistant.clients.thunderbird.profiles import next_section
from assistant.clients.thunderbird.profiles_ini import Ini
from assistant.clients.thunderbird.survey import NEW_PROFILE
from assistant.clients.writer import Adoption, Target
from assistant.model.change import Change, MakeFolder, WriteFile

COMPATIBILITY = b"[Compatibility]\n"
PREFS_HEADER = b"// Mozilla User Preferences\n\n"


def missing_folders(profile: Path) -> tuple[Path, ...]:
    """Return the folders that must be made for `profile`, the outermost first."""
    missing = []
    folder = profile
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    return tuple(reversed(missing))


def folders(missing: tuple[Path, ...]) -> Iterator[Change]:
    """Yield what makes the folders."""
    return (MakeFolder(path) for path in missing)


def files(profile: Path, *, now_ms: int) -> Iterator[Change]:
    """Yield what a new profile holds besides settings and passwords."""
    # Thunderbird dates profiles by it, and would else take the age of some file.
    times = json.dumps({"created": now_ms, "firstUse": None}, separators=(",", ":"))
    yield WriteFile(profile / "times.json", times.encode(), None)
    yield WriteFile(profile / "compatibility.ini", COMPATIBILITY, None)


def entered(ini: Ini, target: Target) -> Ini:
    """Return the list of profiles with the new one in it."""
    # Always with forward slashes, whatever the system.
    path = target.profile.relative_to(target.root).as_posix()
    entry = {"Name": _free_name(ini), "IsRelative": "1", "Path": path}
    if not ini.lines:
        ini = ini.with_section("General", {"StartWithLastProfile": "1", "Version": "2"})
    match target.adoption:
        case Adoption.AS_IT_IS:
            return ini
        case Adoption.DEFAULT:
            return ini.with_section(next_section(ini), {**entry, "Default": "1"})
        case Adoption.INSTALLATION:
            # Not the default of all: that one belongs to others.
            ini = ini.with_section(next_section(ini), entry)
            own = {"Default": path, "Locked": "1"}
            return ini.with_section(f"Install{target.installation}", own)


def _free_name(ini: Ini) -> str:
    taken = {values.get("Name") for values in ini.sections.values()}
    name, number = NEW_PROFILE, 1
    while name in taken:
        name, number = f"{NEW_PROFILE}-{number}", number + 1
    return name
