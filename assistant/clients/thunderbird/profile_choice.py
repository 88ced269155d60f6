"""Which profile Thunderbird would start with, and how it would adopt a new one.

Source: toolkit/profile/nsToolkitProfileService.cpp, `Init`, `SelectStartupProfile`
and `MaybeMakeDefaultDedicatedProfile` (Gecko 153).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.clients.thunderbird.installations import Installation
from assistant.clients.thunderbird.profiles import Profile, ProfileList
from assistant.clients.writer import Adoption, Why


@dataclass(frozen=True, slots=True)
class Condition:
    """How a profile's folder looks.

    Attributes:
        has_compatibility: whether Thunderbird has marked it as its own with a
            `compatibility.ini`; without one a first start ignores the profile.
        last_program: the installation that used it last, as its system writes it.
        last_version: that installation's version.
        last_used: when `prefs.js` was last saved.
    """

    exists: bool
    has_compatibility: bool = False
    last_program: str | None = None
    last_version: str | None = None
    last_used: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The profile to write into; None: a new one, adopted as `adoption` says."""

    profile: Profile | None
    why: Why
    adoption: Adoption = Adoption.AS_IT_IS


Conditions = Mapping[Path, Condition]


def choose(
    profiles: ProfileList,
    conditions: Conditions,
    installation: Installation | None,
    seen_as: frozenset[str],
) -> Choice:
    """Return what the installation would start with.

    Without an installation (not installed yet, or put where we do not look) the
    one profile all traces lead to is taken, else the one used last.

    Args:
        profiles: what the list of profiles says.
        conditions: how each of their folders looks.
        installation: the Thunderbird that will start.
        seen_as: under which paths it may have marked a profile as its own.
    """
    if installation is None:
        return _without_installation(profiles, conditions)
    if not installation.uses_dedicated_profiles:
        return _old_default(profiles, conditions)
    own = profiles.installations.get(installation.hash)
    if own is None:
        return _first_run(profiles, conditions, installation, seen_as)
    if profile := profiles.at(own):
        return _existing(profile, Why.INSTALLATION, conditions)
    # Its profile was taken out of the list: Thunderbird would ask which to use.
    return _new(Adoption.INSTALLATION)


def _existing(profile: Profile, why: Why, conditions: Conditions) -> Choice:
    # Thunderbird stops at an entry whose folder is gone; a folder made there heals it.
    return Choice(profile, why if conditions[profile.directory].exists else Why.MISSING)


def _new(adoption: Adoption) -> Choice:
    return Choice(None, Why.NONE_YET, adoption)


def _old_default(profiles: ProfileList, conditions: Conditions) -> Choice:
    if profiles.default:
        return _existing(profiles.default, Why.DEFAULT, conditions)
    return _new(Adoption.DEFAULT)


def _first_run(
    profiles: ProfileList,
    conditions: Conditions,
    installation: Installation,
    seen_as: frozenset[str],
) -> Choice:
    default = profiles.default
    if default is None:
        return _new(Adoption.DEFAULT)
    condition = conditions[default.directory]
    if (
        condition.has_compatibility
        and _was_used_by(condition.last_program, seen_as)
        and not _is_held_by_another(profiles, default, installation)
    ):
        return Choice(default, Why.DEFAULT)
    # Marked as default for others: the new one is entered for this one alone.
    return _new(Adoption.INSTALLATION)


def _was_used_by(program: str | None, seen_as: frozenset[str]) -> bool:
    return program is None or _comparable(program) in map(_comparable, seen_as)


def _comparable(path: str) -> str:
    # Windows ignores case, and a profile of the 32-bit program may be taken over.
    return path.lower().replace("\\program files (x86)\\", "\\program files\\")


def _is_held_by_another(
    profiles: ProfileList, profile: Profile, installation: Installation
) -> bool:
    return any(
        descriptor == profile.descriptor and name in profiles.locked
        for name, descriptor in profiles.installations.items()
        if name != installation.hash
    )


def _without_installation(profiles: ProfileList, conditions: Conditions) -> Choice:
    used = set(profiles.installations.values())
    if len(used) == 1 and (only := profiles.at(used.pop())):
        return _existing(only, Why.ONLY_INSTALLATION, conditions)
    default = profiles.default
    if default and conditions[default.directory].has_compatibility:
        return Choice(default, Why.DEFAULT)
    existing = [p for p in profiles.profiles if conditions[p.directory].exists]
    if existing:
        newest = max(existing, key=lambda p: conditions[p.directory].last_used)
        return Choice(newest, Why.NEWEST)
    return _new(Adoption.DEFAULT)
