"""The account's passwords for `logins.json`, or why they are not stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from assistant.clients.thunderbird import key4, logins
from assistant.clients.thunderbird.account_prefs import origin
from assistant.clients.thunderbird.key4 import KeyStore, Locked
from assistant.clients.thunderbird.logins import LoginFile
from assistant.clients.thunderbird.receipt import Changed, login_guids
from assistant.clients.thunderbird.unknown import Unknown
from assistant.model.account import Account
from assistant.model.secret import Secret, SecretBytes
from assistant.model.signal import Signal, Stage


@dataclass(frozen=True, slots=True)
class Door:
    """Where one login is looked up; `guid` names it if it is ours."""

    origin: str
    username: str
    guid: UUID


@dataclass(frozen=True, slots=True)
class Stored:
    """The new content of both files.

    Attributes:
        added: the logins that were not there before, by name.
        moved: those of ours that were for another server, and for which.
        overwritten: how many were there, with another password.
    """

    keys: SecretBytes
    logins: SecretBytes
    added: tuple[UUID, ...]
    moved: Mapping[UUID, Changed]
    overwritten: int


@dataclass(frozen=True, slots=True)
class Files:
    """What the two files hold now; `has_journal` tells of an unfinished write."""

    keys: bytes | None
    logins: bytes | None
    has_journal: bool


def doors(account: Account) -> tuple[Door, ...]:
    """Return where Thunderbird looks for the account's passwords."""
    (_, receiving), (_, sending) = login_guids(account)
    found = [Door(origin("imap", account.imap.host), account.login, receiving)]
    if account.smtp:
        place = origin("smtp", account.smtp.host)
        found.append(Door(place, account.outgoing_login, sending))
    return tuple(found)


def store(
    files: Files, account: Account, secret: Secret, *, version: str | None, now_ms: int
) -> Stored | Signal:
    """Return both files with the account's password in them."""
    opened = open_files(files, version)
    if isinstance(opened, Signal):
        return opened
    saved, added, overwritten = opened.logins, list[UUID](), 0
    moved = dict[UUID, Changed]()
    for door in doors(account):
        after = saved.with_login(
            door.origin,
            door.username,
            secret,
            opened.keys,
            now_ms=now_ms,
            guid=door.guid,
        )
        # One that was there, under whatever name, is not ours to take out later.
        was, is_now = saved.origin_of(door.guid), after.origin_of(door.guid)
        if is_now and not was:
            added.append(door.guid)
        elif is_now and is_now != was:
            moved[door.guid] = Changed(was, is_now)
        elif after is not saved:
            overwritten += 1
        saved = after
    return Stored(
        SecretBytes(opened.keys.data),
        SecretBytes(saved.to_bytes()),
        tuple(added),
        moved,
        overwritten,
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """Both files, ready to be read."""

    keys: KeyStore
    logins: LoginFile


def open_files(files: Files, version: str | None) -> Opened | Signal:
    """Return both files opened, or the note that says why they stay closed."""
    # Checked before anything is enciphered: half a change helps nobody.
    cipher = key4.cipher_for(version)
    keys = key4.open_store(files.keys, has_journal=files.has_journal, cipher=cipher)
    match keys:
        case Locked():
            return Signal(Stage.CLIENT, "client:PRIMARY_PASSWORD")
        case Unknown():
            return _unknown(key4.FILE, keys)
        case KeyStore():
            saved = logins.read(files.logins)
            if isinstance(saved, Unknown):
                return _unknown(logins.FILE, saved)
            return Opened(keys, saved)
    assert_never(keys)


def _unknown(file: str, unknown: Unknown) -> Signal:
    facts = {"file": file, "reason": str(unknown.reason)}
    return Signal(Stage.CLIENT, "client:PASSWORDS_UNKNOWN", facts=facts)
