"""What every writer of a mail client offers, and the values it speaks in.

A writer reads; `assistant.changes` writes. Trouble that can be expected comes back
as a `Signal` of the stage ``client`` with one of the codes below, or with
``client:`` and the symbolic error number of a file that could not be read.

============================== ==================================================
``client:RUNNING``             the client is open; ``process``, ``pid`` if known
``client:ALREADY_THERE``       an account made by hand; ``account``,
                               ``differences`` (a count), ``can_repair``
``client:PREFS_DAMAGED``       settings that cannot be read; ``path``, ``line``
``client:PROFILES_DAMAGED``    a list of profiles that cannot be read; the same
``client:PROFILE_GONE``        the profile written to has been deleted; ``path``
``client:NOT_INSTALLED``       no installation was found
``client:NEWER_VERSION``       newer than any version tested; ``version``, ``tested``
``client:SEVERAL_PROFILES``    the client's choice cannot be foreseen; ``count``
``client:PRIMARY_PASSWORD``    no password stored: a primary password protects them
``client:POLICY_FORBIDS``      no password stored: ``policy`` forbids it
``client:PASSWORDS_UNKNOWN``   no password stored: ``file`` is of unknown form
``client:WILL_ASK_CERTIFICATE`` the authority could not be entered; ``reason``
============================== ==================================================

The last four, and the three above them, are notes: the account works.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from assistant.model.account import Account
from assistant.model.change import Plan
from assistant.model.clock import Clock
from assistant.model.institution import FolderNames
from assistant.model.secret import Secret
from assistant.model.signal import Signal
from assistant.platforms.host import Held


class Adoption(StrEnum):
    """How the client comes to use a profile."""

    AS_IT_IS = "as-it-is"  # it already does
    DEFAULT = "default"  # entered as the default profile of every installation
    INSTALLATION = "installation"  # entered as the profile of one installation


@dataclass(frozen=True, slots=True)
class Target:
    """The profile that is written into.

    Attributes:
        root: the folder of the list of profiles.
        profile: the profile's own folder.
        is_new: there is no such folder yet.
        adoption: what has to be entered in the list of profiles.
        program: the folder of the installation that will use it.
        installation: how the list of profiles calls that installation.
        version: the installation's, else that of the one that last used it.
    """

    root: Path
    profile: Path
    is_new: bool
    adoption: Adoption
    program: Path | None = None
    installation: str | None = None
    version: str | None = None


class Why(StrEnum):
    """Why this profile."""

    ASKED_FOR = "asked-for"  # the caller named it
    INSTALLATION = "installation"  # the installation's own
    DEFAULT = "default"  # the default the installation adopts
    ONLY_INSTALLATION = "only-installation"  # the one any installation here uses
    NEWEST = "newest"  # several stand to choose from; the last one used
    NONE_YET = "none-yet"  # there is none it would use; one is made
    MISSING = "missing"  # its entry is there, its folder is gone


class Relation(StrEnum):
    """What an account that is there has to do with ours."""

    OURS = "ours"
    SAME_SERVER = "same-server"  # made by hand; can be repaired
    SAME_ADDRESS = "same-address"  # another server or protocol; left alone


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that is not as it should be; `found` is None where not set."""

    name: str
    found: str | int | None
    wanted: str | int


@dataclass(frozen=True, slots=True)
class ExistingAccount:
    """An account that is already in the profile."""

    title: str
    relation: Relation
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to write into.

    Attributes:
        candidates: the other profiles, the last one used first.
        is_running: whether the client uses the profile now.
    """

    target: Target
    why: Why
    candidates: tuple[Target, ...]
    is_running: bool
    existing: tuple[ExistingAccount, ...]
    notes: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and what the user must know before agreeing to it."""

    plan: Plan
    notes: tuple[Signal, ...]
    profile: Path
    created: bool


class KeptKind(StrEnum):
    """What stays behind when an account is withdrawn, and why."""

    ACCOUNT = "account"  # an identity or account of the user's needs it
    OUTGOING_SERVER = "outgoing-server"  # an identity of the user's sends by it
    SETTING = "setting"  # the user changed it, or what it was is not known
    PASSWORD = "password"  # noqa: S105  # a name: it was there before
    CERTIFICATE = "certificate"
    MAIL_CACHE = "mail-cache"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that stays, by its path, the name of its setting or its title."""

    kind: KeptKind
    what: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What takes our work out again; the plan may be empty."""

    plan: Plan
    kept: tuple[Kept, ...]


class Flaw(StrEnum):
    """How what stands on disk differs from what was written."""

    MISSING = "missing"
    DIFFERENT = "different"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that is not as it was written; `what` is a setting or an origin."""

    what: str
    flaw: Flaw


class ClientWriter(Protocol):
    """Writes accounts into one mail client.

    A writer is finished when `tests/clients/contract.py` is green for it.
    """

    def survey(
        self, account: Account | None = None, *, profile: Path | None = None
    ) -> Survey | Signal:
        """Return what would be written into; `profile` overrules the choice."""
        ...

    def lock(self, target: Target) -> Held | Signal:
        """Keep the client from starting on the target, or say that it runs."""
        ...

    def plan(
        self,
        target: Target,
        account: Account,
        *,
        secret: Secret | None,
        roots_to_trust: tuple[bytes, ...],
        clock: Clock,
        folders: FolderNames | None = None,
        repair: bool = False,
    ) -> Planned | Signal:
        """Return what would be changed; nothing is.

        Args:
            target: from `survey`.
            account: what to write.
            secret: None stores no password at all: the client will ask.
            roots_to_trust: the root certificates (PEM) in which the verified chains
                ended and that are not public ones; receiving and sending may have
                one each.
            clock: dates the stored login.
            folders: only where the server marks no special folders (RFC 6154).
            repair: consent to take over an account made by hand.
        """
        ...

    def target_of(self, receipt: Mapping[str, str]) -> Target:
        """Return the profile a receipt speaks of, to lock it."""
        ...

    def withdraw(self, receipt: Mapping[str, str]) -> Withdrawal | Signal:
        """Return what takes out exactly what the plan of `receipt` put in."""
        ...

    def read_back(
        self, receipt: Mapping[str, str], account: Account, secret: Secret | None
    ) -> tuple[Mismatch, ...] | Signal:
        """Return how the disk differs from what was written; empty is right."""
        ...

    def clear_scratch(self) -> None:
        """Remove what killed runs left for the time of their work only."""
        ...
