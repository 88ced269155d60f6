"""The changes to the files that keep passwords and trust, in the order they build.

Trust in `cert9.db` is authenticated by rows of `key4.db`, and the logins are
enciphered with its key: `key4.db` comes first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from assistant.clients.thunderbird import certificates, key4, logins, passwords
from assistant.clients.thunderbird.passwords import Files, Stored
from assistant.clients.thunderbird.receipt import Changed
from assistant.clients.thunderbird.snapshot import Snapshot
from assistant.clients.thunderbird.trust import Trusted, TrustFiles, with_authorities
from assistant.clients.thunderbird.wish import Wish
from assistant.clients.writer import Target
from assistant.model.change import Change
from assistant.model.signal import Signal, Stage
from assistant.platforms.host import Host

NAMES = (
    logins.FILE,
    key4.FILE,
    certificates.FILE,
    *key4.JOURNAL_FILES,
    *certificates.JOURNAL_FILES,
)


@dataclass(frozen=True, slots=True)
class SecretFiles:
    """What changes, and what must be said and remembered of it.

    Attributes:
        added: the logins that were not there before, by name.
        moved: those of ours that were for another server.
        overwritten: how many were there, with another password.
        stored: whether the password is.
        authorities: what those are called that are trusted by our doing.
    """

    changes: tuple[Change, ...] = ()
    notes: tuple[Signal, ...] = ()
    added: tuple[UUID, ...] = ()
    moved: Mapping[UUID, Changed] = field(default_factory=dict)
    overwritten: int = 0
    stored: bool = False
    authorities: tuple[str, ...] = ()


def secret_files(
    snapshot: Snapshot, target: Target, wish: Wish, host: Host
) -> SecretFiles:
    """Return the changes that store the password and trust the authorities."""
    stored = _stored(snapshot, target, wish)
    trusted = _trusted(snapshot, target, wish, stored, host)
    saved = stored if isinstance(stored, Stored) else None
    entered = trusted if isinstance(trusted, Trusted) else None
    told = (stored, trusted, entered and entered.note)
    return SecretFiles(
        changes=tuple(_changes(snapshot, target, stored, trusted)),
        notes=tuple(note for note in told if isinstance(note, Signal)),
        added=saved.added if saved else (),
        moved=saved.moved if saved else {},
        overwritten=saved.overwritten if saved else 0,
        stored=saved is not None,
        authorities=entered.names if entered else (),
    )


def files_in(snapshot: Snapshot, profile: Path) -> Files:
    """Return what the snapshot holds of saved passwords."""
    return Files(
        keys=snapshot[profile / key4.FILE],
        logins=snapshot[profile / logins.FILE],
        has_journal=any(snapshot[profile / name] for name in key4.JOURNAL_FILES),
    )


def trust_files_in(snapshot: Snapshot, profile: Path) -> TrustFiles:
    """Return what the snapshot holds of trusted authorities."""
    journals = (*key4.JOURNAL_FILES, *certificates.JOURNAL_FILES)
    return TrustFiles(
        keys=snapshot[profile / key4.FILE],
        certificates=snapshot[profile / certificates.FILE],
        has_journal=any(snapshot[profile / name] for name in journals),
    )


def _stored(snapshot: Snapshot, target: Target, wish: Wish) -> Stored | Signal | None:
    if wish.secret is None:
        return None
    if wish.forbidden_by:
        facts = {"policy": wish.forbidden_by}
        return Signal(Stage.CLIENT, "client:POLICY_FORBIDS", facts=facts)
    return passwords.store(
        files_in(snapshot, target.profile),
        wish.account,
        wish.secret,
        version=target.version,
        now_ms=wish.now_ms,
    )


def _trusted(
    snapshot: Snapshot,
    target: Target,
    wish: Wish,
    stored: Stored | Signal | None,
    host: Host,
) -> Trusted | Signal | None:
    files = replace(trust_files_in(snapshot, target.profile), version=target.version)
    if isinstance(stored, Stored):
        files = replace(files, keys=stored.keys.reveal())
    return with_authorities(files, wish.roots_to_trust, host)


def _changes(
    snapshot: Snapshot,
    target: Target,
    stored: Stored | Signal | None,
    trusted: Trusted | Signal | None,
) -> Iterator[Change]:
    if isinstance(trusted, Trusted):
        # Its key store was made from the one with the new login key: one change.
        yield from snapshot.secret(target.profile / key4.FILE, trusted.keys)
        if trusted.certificates is not None:
            path = target.profile / certificates.FILE
            yield from snapshot.written(path, trusted.certificates)
    elif isinstance(stored, Stored):
        yield from snapshot.secret(target.profile / key4.FILE, stored.keys)
    if isinstance(stored, Stored):
        yield from snapshot.secret(target.profile / logins.FILE, stored.logins)
