"""What there is to write into: the profile Thunderbird will start with."""

import secrets
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.clients.thunderbird.installations import Installation
from assistant.clients.thunderbird.profile_choice import Choice, Condition, choose
from assistant.clients.thunderbird.profiles import Profile, ProfileList, listed
from assistant.clients.thunderbird.profiles_ini import DamagedIni, Ini
from assistant.clients.thunderbird.snapshot import Snapshot, unreadable
from assistant.clients.writer import Adoption, Target, Why
from assistant.model.signal import Signal, Stage
from assistant.platforms.host import Host, System

TESTED = 153  # the newest version this writer was run against
NEW_PROFILE = "default-release"

_SALT = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class Found:
    """The profile that would be written into, and the others."""

    target: Target
    why: Why
    others: tuple[Target, ...]
    last_used: float


def look(host: Host, installation: Installation | None) -> Found | Signal:
    """Return what `installation` would start with; None: where it usually would."""
    root = installation.root if installation else usual_root(host)
    listing = read_list(host, root)
    if isinstance(listing, Signal):
        return listing
    conditions = _conditions(listing)
    if isinstance(conditions, Signal):
        return conditions
    choice = choose(listing, conditions, installation, _seen_as(host, installation))
    others = sorted(
        (p for p in listing.profiles if p != choice.profile),
        key=lambda profile: -conditions[profile.directory].last_used,
    )
    used = conditions[choice.profile.directory].last_used if choice.profile else 0.0
    return Found(
        _target(host, root, choice, conditions, installation),
        choice.why,
        tuple(
            _existing(root, p, conditions, installation)
            for p in others
            if conditions[p.directory].exists
        ),
        used,
    )


def named(
    host: Host, profile: Path, installation: Installation | None
) -> Found | Signal:
    """Return the profile in the folder `profile`, whatever Thunderbird would choose."""
    condition = _condition(profile)
    if isinstance(condition, Signal):
        return condition
    if not condition.exists:
        facts = {"path": str(profile)}
        return Signal(Stage.CLIENT, "client:PROFILE_GONE", facts=facts)
    root = installation.root if installation else usual_root(host)
    entry = Profile(profile.name, "", profile, is_default=False)
    target = _existing(root, entry, {profile: condition}, installation)
    return Found(target, Why.ASKED_FOR, (), condition.last_used)


def usual_root(host: Host) -> Path:
    """Return where Thunderbird keeps its list of profiles once it is installed."""
    match host.system:
        case System.LINUX:
            return host.home / ".thunderbird"
        case System.WINDOWS:
            roaming = host.environ.get("APPDATA")
            folder = host.at(roaming) if roaming else host.home / "AppData/Roaming"
            return folder / "Thunderbird"
        case System.MACOS:
            return host.home / "Library/Thunderbird"


def read_list(host: Host, root: Path) -> ProfileList | Signal:
    """Return the profiles listed in `root`, or why they cannot be read."""
    paths = (root / "profiles.ini", root / "installs.ini")
    snapshot = Snapshot.read(paths)
    if isinstance(snapshot, Signal):
        return snapshot
    parsed = []
    for path in paths:
        ini = Ini.parse(snapshot[path] or b"")
        if isinstance(ini, DamagedIni):
            return damaged_list(path, ini)
        parsed.append(ini)
    return listed(parsed[0], parsed[1], root, host)


def damaged_list(path: Path, ini: DamagedIni) -> Signal:
    """Return the signal of a list of profiles that cannot be read."""
    facts: dict[str, str | int] = {"path": str(path), "line": ini.line}
    return Signal(Stage.CLIENT, "client:PROFILES_DAMAGED", facts=facts)


def _conditions(listing: ProfileList) -> Mapping[Path, Condition] | Signal:
    found: dict[Path, Condition] = {}
    for profile in listing.profiles:
        condition = _condition(profile.directory)
        if isinstance(condition, Signal):
            return condition
        found[profile.directory] = condition
    return found


def _condition(directory: Path) -> Condition | Signal:
    path, prefs = directory / "compatibility.ini", directory / "prefs.js"
    try:
        exists = directory.is_dir()
        data = path.read_bytes() if path.is_file() else None
        used = prefs.stat().st_mtime if prefs.is_file() else 0.0
    except OSError as error:
        return unreadable(directory, error)
    ini = Ini.parse(data or b"")
    # It counts by being there; damaged, it only names no program.
    if isinstance(ini, DamagedIni):
        ini = Ini()
    return Condition(
        exists=exists,
        has_compatibility=data is not None,
        last_program=ini.get("Compatibility", "LastPlatformDir"),
        last_version=(ini.get("Compatibility", "LastVersion") or "").split("_")[0]
        or None,
        last_used=used,
    )


def _seen_as(host: Host, installation: Installation | None) -> frozenset[str]:
    if installation is None:
        return frozenset()
    native = host.native(installation.directory)
    # What marks a profile is the folder of the libraries: on macOS another one.
    return frozenset(_folders(native)) | {installation.hashed}


def _folders(native: str) -> Iterator[str]:
    yield native
    if native.endswith("/Contents/MacOS"):
        yield native.removesuffix("MacOS") + "Resources"


def _target(
    host: Host,
    root: Path,
    choice: Choice,
    conditions: Mapping[Path, Condition],
    installation: Installation | None,
) -> Target:
    if choice.profile:
        return _existing(root, choice.profile, conditions, installation)
    # Linux keeps profiles beside the list, the others one folder below.
    parent = root if host.system is System.LINUX else root / "Profiles"
    # As Thunderbird does: a name nobody can guess keeps web pages out of profiles.
    salt = "".join(secrets.choice(_SALT) for _ in range(8))
    return Target(
        root=root,
        profile=parent / f"{salt}.{NEW_PROFILE}",
        is_new=True,
        adoption=choice.adoption,
        program=installation.directory if installation else None,
        installation=installation.hash if installation else None,
        version=installation.version if installation else None,
    )


def _existing(
    root: Path,
    profile: Profile,
    conditions: Mapping[Path, Condition],
    installation: Installation | None,
) -> Target:
    condition = conditions[profile.directory]
    version = installation.version if installation else None
    return Target(
        root=root,
        profile=profile.directory,
        is_new=not condition.exists,
        adoption=Adoption.AS_IT_IS,
        program=installation.directory if installation else None,
        installation=installation.hash if installation else None,
        version=condition.last_version or version,
    )


def newer_than_tested(target: Target) -> tuple[Signal, ...]:
    """Return the note that this writer was never run against such a version."""
    major = (target.version or "").partition(".")[0]
    if not major.isdecimal() or int(major) <= TESTED:
        return ()
    facts: dict[str, str | int] = {"version": target.version or "", "tested": TESTED}
    return (Signal(Stage.CLIENT, "client:NEWER_VERSION", facts=facts),)
