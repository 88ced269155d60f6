"""What must be remembered to find our own work again, and nothing personal.

Settings are found by their marker, never by the key they had: Thunderbird may be
told to renumber, and the user may have deleted what we made.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID

from assistant.clients.thunderbird import account_prefs as names
from assistant.clients.thunderbird.matching import Keys, Part
from assistant.clients.thunderbird.prefs import Prefs, PrefValue, difference
from assistant.clients.writer import Adoption, Target
from assistant.model.account import Account

LOGIN_PARTS = ("imap-login", "smtp-login")  # the markers that name our two logins


@dataclass(frozen=True, slots=True)
class Changed:
    """What stood outside of what we made; None: it was not set."""

    before: PrefValue | None
    after: PrefValue


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one plan did to one profile.

    Attributes:
        created: whether the profile is ours.
        stored: whether the password was.
        authorities: what the authorities are called that stand there by our doing.
        made: the parts that are ours; the others were there before.
        markers: the `uid` of each part.
        changed: what we altered in parts that are not ours.
        forgotten: settings we altered whose old or new value is personal.
        logins: the logins that were not there before, by which of ours they are.
        moved: the logins of ours that were for another server before.
        overwritten: how many were there, with another password.
    """

    root: Path
    profile: Path
    created: bool
    stored: bool
    authorities: tuple[str, ...]
    made: frozenset[Part]
    markers: Mapping[Part, str]
    changed: Mapping[str, Changed]
    forgotten: tuple[str, ...]
    logins: Mapping[str, UUID]
    moved: Mapping[UUID, Changed]
    overwritten: int

    @property
    def target(self) -> Target:
        """The profile as it is now: there, and in no need of adoption."""
        return Target(self.root, self.profile, is_new=False, adoption=Adoption.AS_IT_IS)

    def to_mapping(self) -> Mapping[str, str]:
        """Return the receipt as a plan carries it."""
        changed = {n: [c.before, c.after] for n, c in self.changed.items()}
        moved = {str(g): [c.before, c.after] for g, c in self.moved.items()}
        return {
            "root": str(self.root),
            "profile": str(self.profile),
            "created": json.dumps(self.created),
            "stored": json.dumps(self.stored),
            "authorities": json.dumps(self.authorities),
            "made": json.dumps(sorted(self.made)),
            "markers": json.dumps({str(p): m for p, m in self.markers.items()}),
            "changed": json.dumps(changed),
            "forgotten": json.dumps(self.forgotten),
            "logins": json.dumps({n: str(guid) for n, guid in self.logins.items()}),
            "moved": json.dumps(moved),
            "overwritten": json.dumps(self.overwritten),
        }

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str]) -> Self:
        """Return the receipt that `to_mapping` wrote.

        Raises:
            ValueError, KeyError, TypeError: it is none of ours.
        """
        try:
            return cls._read(mapping)
        except AttributeError as error:  # a list where a table should be
            raise ValueError("not a receipt of ours") from error

    @classmethod
    def _read(cls, mapping: Mapping[str, str]) -> Self:
        markers = json.loads(mapping["markers"])
        changed = json.loads(mapping["changed"])
        logins = json.loads(mapping["logins"])
        moved = json.loads(mapping["moved"])
        return cls(
            root=Path(mapping["root"]),
            profile=Path(mapping["profile"]),
            created=json.loads(mapping["created"]),
            stored=json.loads(mapping["stored"]),
            authorities=tuple(json.loads(mapping["authorities"])),
            made=frozenset(Part(part) for part in json.loads(mapping["made"])),
            markers={Part(part): marker for part, marker in markers.items()},
            changed={name: Changed(*pair) for name, pair in changed.items()},
            forgotten=tuple(json.loads(mapping["forgotten"])),
            logins={name: UUID(guid) for name, guid in logins.items()},
            moved={UUID(guid): Changed(*pair) for guid, pair in moved.items()},
            overwritten=json.loads(mapping["overwritten"]),
        )


def markers(account: Account) -> Mapping[Part, str]:
    """Return the `uid` of every part that carries one."""
    parts = (Part.SERVER, Part.IDENTITY, Part.OUTGOING)
    return {part: str(account.marker(part)) for part in parts}


def login_guids(account: Account) -> tuple[tuple[str, UUID], ...]:
    """Return how our two logins are named: for receiving, for sending."""
    return tuple((part, account.marker(part)) for part in LOGIN_PARTS)


def alterations(
    before: Prefs, after: Prefs, keys: Keys, account: Account
) -> tuple[Mapping[str, Changed], tuple[str, ...]]:
    """Return what changed outside of the parts we made, and what to forget of it.

    A value that shows the login or an address is not remembered: a receipt lies
    in our journal for a long time.
    """
    changed, forgotten = dict[str, Changed](), []
    for name in difference(before, after):
        value = after.get(name)
        # Merging removes nothing; without a value there is nothing to take back.
        if value is None or _is_ours(name, keys):
            continue
        if _is_personal(before.get(name), account) or _is_personal(value, account):
            forgotten.append(name)
        else:
            changed[name] = Changed(before.get(name), value)
    return changed, tuple(forgotten)


def _is_ours(name: str, keys: Keys) -> bool:
    branches = {
        Part.ACCOUNT: names.account_name(keys.account, ""),
        Part.SERVER: names.server_name(keys.server, ""),
        Part.IDENTITY: names.identity_name(keys.identity, ""),
        Part.OUTGOING: names.outgoing_name(keys.outgoing or "", ""),
    }
    # Lists are taken apart entry by entry; a highest number only ever grows.
    lists = {
        names.ACCOUNTS,
        names.OUTGOING_SERVERS,
        names.LAST_KEY,
        names.account_name(keys.account, "identities"),
    }
    return name in lists or any(name.startswith(branches[p]) for p in keys.made)


def _is_personal(value: PrefValue | None, account: Account) -> bool:
    logins = (account.login, account.outgoing_login)
    return isinstance(value, str) and (
        "@" in value or any(login in value for login in logins)
    )
