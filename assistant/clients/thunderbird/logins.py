"""Thunderbird's saved logins, `logins.json`.

Written as toolkit/components/passwordmgr/LoginStore.sys.mjs reads them; mail
logins have their server as origin *and* realm, without a port, and no form URL
(MsgPasswordAuthModule.sys.mjs). Entries of others, and fields unknown to us,
stay as they are.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn
from uuid import UUID

from assistant.clients.thunderbird.key4 import KeyStore
from assistant.clients.thunderbird.unknown import Reason, Unknown
from assistant.model.secret import Secret

FILE: Final = "logins.json"

_VERSION: Final = 3  # LoginStore.sys.mjs, since Thunderbird 60
_Entry = Mapping[str, Any]  # a JSON object as Thunderbird wrote it


@dataclass(frozen=True, slots=True)
class SavedLogin:
    """One login the file holds for a server; `guid` is how the file names it."""

    guid: str
    secret: Secret


@dataclass(frozen=True, slots=True, repr=False)
class LoginFile:
    """The content of the file; every change gives another value."""

    _root: Mapping[str, Any]  # a JSON object as Thunderbird wrote it
    _bytes: bytes | None

    def find(self, origin: str, username: str, store: KeyStore) -> SavedLogin | None:
        """Return the login Thunderbird would use at `origin`, e.g. ``imap://host``.

        None: there is none that `store` can decipher.
        """
        at = self._index(origin, username, store)
        if at is None:
            return None
        entry = self._logins[at]
        password = store.decrypt(entry["encryptedPassword"])
        return None if password is None else SavedLogin(entry["guid"], Secret(password))

    def with_login(
        self,
        origin: str,
        username: str,
        secret: Secret,
        store: KeyStore,
        *,
        now_ms: int,
        guid: UUID,
    ) -> "LoginFile":
        """Return the file with this login; the same file where it is already there.

        A login for the same server and name is updated in place, whoever wrote
        it. `guid` names a new one, and replaces an entry of that name which is
        for another server or user name.
        """
        at = self._index(origin, username, store)
        if at is None:
            entry = {
                **_new_entry(origin, guid, now_ms),
                "encryptedUsername": store.encrypt(username),
                "encryptedPassword": store.encrypt(secret.reveal()),
            }
            return self._plus(entry, guid)
        old = self._logins[at]
        if store.decrypt(old["encryptedPassword"]) == secret.reveal():
            return self
        news = {
            "encryptedPassword": store.encrypt(secret.reveal()),
            "timePasswordChanged": now_ms,
        }
        return self._changed(
            [*self._logins[:at], {**old, **news}, *self._logins[at + 1 :]]
        )

    def without(self, guid: UUID) -> "LoginFile":
        """Return the file without the entry of that name; it needs no key."""
        others = self._others(guid)
        return self if len(others) == len(self._logins) else self._changed(others)

    def has(self, guid: UUID) -> bool:
        """Whether an entry of that name is there; it needs no key."""
        return len(self._others(guid)) < len(self._logins)

    def origin_of(self, guid: UUID) -> str | None:
        """Return for which server the entry of that name is; it needs no key."""
        name = _braced(guid)
        ours = (e["hostname"] for e in self._logins if e["guid"].lower() == name)
        return next(ours, None)

    def moved(self, guid: UUID, origin: str) -> "LoginFile":
        """Return the file with that entry for the server `origin`; it needs no key."""
        name, news = _braced(guid), {"hostname": origin, "httpRealm": origin}
        return self._changed(
            [{**e, **news} if e["guid"].lower() == name else e for e in self._logins]
        )

    def to_bytes(self) -> bytes:
        """Return the file's content: the very bytes read where nothing changed."""
        if self._bytes is not None:
            return self._bytes
        text = json.dumps(self._root, ensure_ascii=False, separators=(",", ":"))
        # JavaScript writes a lone surrogate as \uXXXX; so does this handler.
        return text.encode("utf-8", errors="backslashreplace")

    @property
    def _logins(self) -> Sequence[_Entry]:
        logins: Sequence[_Entry] = self._root["logins"]
        return logins

    def _index(self, origin: str, username: str, store: KeyStore) -> int | None:
        for at, entry in enumerate(self._logins):
            is_here = origin == entry["hostname"] == entry.get("httpRealm")
            if is_here and store.decrypt(entry["encryptedUsername"]) == username:
                return at
        return None

    def _others(self, guid: UUID) -> list[_Entry]:
        name = _braced(guid)
        return [entry for entry in self._logins if entry["guid"].lower() != name]

    def _plus(self, entry: _Entry, guid: UUID) -> "LoginFile":
        others = self._others(guid)
        # `nextId` is the file's own promise, but never trust it below an id in use.
        used = [other["id"] for other in others if _is_number(other.get("id"))]
        number = max(self._root["nextId"], *(taken + 1 for taken in used), 1)
        return self._changed([*others, {"id": number, **entry}], nextId=number + 1)

    def _changed(self, logins: list[_Entry], **root: int) -> "LoginFile":
        return LoginFile({**self._root, **root, "logins": logins}, None)


def read(data: bytes | None) -> LoginFile | Unknown:
    """Read the file's content; None, where there is no file, gives an empty one."""
    if data is None:
        vulnerable = "potentiallyVulnerablePasswords"
        root = {"nextId": 1, "logins": [], vulnerable: [], "version": _VERSION}
        return LoginFile(root, None)
    try:
        found = json.loads(data.decode(), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return Unknown(Reason.UNREADABLE)
    if not _is_login_file(found):
        return Unknown(Reason.STRUCTURE)
    return LoginFile(found, data)


def _new_entry(origin: str, guid: UUID, now_ms: int) -> _Entry:
    return {
        "hostname": origin,
        "httpRealm": origin,
        "formSubmitURL": None,  # "" would make it the login of a web form
        "usernameField": "",
        "passwordField": "",
        "guid": _braced(guid),
        "encType": 1,
        "timeCreated": now_ms,
        "timeLastUsed": now_ms,
        "timePasswordChanged": now_ms,
        "timesUsed": 1,
    }


def _is_login_file(root: object) -> bool:
    return (
        isinstance(root, dict)
        and root.get("version") == _VERSION
        and _is_number(root.get("nextId"))
        and isinstance(root.get("logins"), list)
        and all(_is_entry(entry) for entry in root["logins"])
    )


def _is_entry(entry: object) -> bool:
    names = ("hostname", "encryptedUsername", "encryptedPassword", "guid")
    return isinstance(entry, dict) and all(
        isinstance(entry.get(name), str) for name in names
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _braced(guid: UUID) -> str:
    return f"{{{guid}}}"


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)
