"""Thunderbird's key store `key4.db`: the key under which logins are enciphered.

The file is SQLite, read and written in memory. An existing store is never
replaced: every saved password, the OpenPGP pass phrase and the trust in
certificates hang on it. All that is ever added to one is a missing key.
"""

import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from assistant.clients.thunderbird import der, pbe, sdr
from assistant.clients.thunderbird.sdr import KEY_ID, CipherError, CipherKind, SdrKey
from assistant.clients.thunderbird.unknown import Reason, Unknown

FILE: Final = "key4.db"
# What SQLite leaves beside a database whose last transaction is not finished.
JOURNAL_FILES: Final = ("key4.db-wal", "key4.db-journal")

_CHECK: Final = b"password-check"
# Thunderbird 144 brought AES for logins. Versions before take the first key of
# that name for triple DES whatever it is, and an AES key there makes every saved
# password unreadable and new ones impossible (seen with NSS 3.87).
_FIRST_WITH_AES: Final = 144
_MAGIC: Final = b"SQLite format 3\0"
_WAL_FORMAT: Final = 2  # bytes 18 and 19 of the header, sqlite.org/fileformat2.html
_HIGHEST_ID: Final = 0x3FFFFFFF
_SECRET_KEY: Final = bytes.fromhex("00000004")  # CKO_SECRET_KEY
_EMPTY: Final = bytes.fromhex("a5005a")  # NSS's way to tell "" from NULL
_YES: Final = b"\x01"
_NO: Final = b"\x00"

# Attributes (columns) of a secret key as NSS 3.125 writes them; it adds the
# columns it misses by itself.
_LENGTH: Final = "a161"  # of the value; only ciphers with a choice of sizes have it
_ATTRIBUTES: Final = {
    "a0": _SECRET_KEY,
    "a1": _YES,  # token
    "a2": _YES,  # private
    "a3": _EMPTY,  # label
    "a102": KEY_ID,
    "a103": _NO,  # sensitive
    "a104": _YES,  # encrypt
    "a105": _YES,  # decrypt
    "a106": _YES,  # wrap
    "a107": _YES,  # unwrap
    "a108": _YES,  # sign
    "a10a": _NO,  # verify
    "a110": _EMPTY,  # start date
    "a111": _EMPTY,  # end date
    "a162": _YES,  # extractable
    "a163": _NO,  # local
    "a164": _NO,  # never extractable
    "a165": _YES,  # always sensitive
    "a170": _YES,  # modifiable
}
_SCHEMA: Final = """
CREATE TABLE nssPrivate (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, a0, a1, a2, a3, a11,
 a81, a100, a101, a102, a103, a104, a105, a106, a107, a108, a10a, a110, a111, a161,
 a162, a163, a164, a165, a170);
CREATE INDEX issuer ON nssPrivate (a81);
CREATE INDEX subject ON nssPrivate (a101);
CREATE INDEX label ON nssPrivate (a3);
CREATE INDEX ckaid ON nssPrivate (a102);
CREATE TABLE metaData (id PRIMARY KEY UNIQUE ON CONFLICT REPLACE, item1, item2);
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """A primary password protects the store; nothing can be enciphered for it."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyStore:
    """An open store.

    Attributes:
        data: the file's content; the very bytes given where nothing was missing.
        is_new: whether there was no file.
    """

    data: bytes
    is_new: bool
    _keys: tuple[SdrKey, ...]

    def encrypt(self, text: str) -> str:
        """Return `text` as `logins.json` keeps it; different at every call."""
        return sdr.encrypt(text, self._keys[0])

    def decrypt(self, text: str) -> str | None:
        """Return the plain text, None where no key of this store opens it."""
        return sdr.decrypt(text, self._keys)

    def __repr__(self) -> str:
        return f"KeyStore(is_new={self.is_new})"


def cipher_for(version: str | None) -> CipherKind:
    """Return the cipher a Thunderbird of that version expects for logins.

    An unknown version is taken for a current one.
    """
    major = (version or "").partition(".")[0]
    if major.isdecimal() and int(major) < _FIRST_WITH_AES:
        return CipherKind.TRIPLE_DES
    return CipherKind.AES_256


def open_store(
    data: bytes | None,
    *,
    has_journal: bool = False,
    cipher: CipherKind = CipherKind.AES_256,
) -> KeyStore | Locked | Unknown:
    """Open a key store, or make one where `data` is None.

    A store that was set up but has no key for logins yet gets one added; one
    that was never set up is left to Thunderbird (`Reason.NO_PASSWORD_ROW`).

    Args:
        data: the content of `key4.db`.
        has_journal: one of `JOURNAL_FILES` stands beside it and is not empty; the
            truth is then not in `data` alone and the store is left alone.
        cipher: preferred where the store has keys for several, and made where it
            has none; see `cipher_for`.
    """
    if has_journal:
        return Unknown(Reason.JOURNAL)
    if data is None:
        return _opened(_new_store(), cipher, is_new=True)
    if not data.startswith(_MAGIC):
        return Unknown(Reason.UNREADABLE)
    if _WAL_FORMAT in data[18:20]:
        return Unknown(Reason.JOURNAL)
    return _opened(data, cipher, is_new=False)


def _opened(
    data: bytes, cipher: CipherKind, *, is_new: bool
) -> KeyStore | Locked | Unknown:
    try:
        found = _read(data)
        if isinstance(found, _Content) and not found.has_login_key:
            # Read once more: only what a fresh look finds in the file is believed.
            data = _with_key(data, cipher, found.pass_key)
            found = _read(data)
    except sqlite3.Error:
        return Unknown(Reason.STRUCTURE)
    except pbe.UnknownSchemeError:
        return Unknown(Reason.ALGORITHM)
    except (der.DerError, CipherError, _DamagedError, UnicodeError):
        # Python decodes SQLite's message strictly, and it may quote the damage.
        return Unknown(Reason.DAMAGED)
    if not isinstance(found, _Content):
        return found
    first = [key for key in found.keys if key.id == KEY_ID]
    first.sort(key=lambda key: key.kind is not cipher)
    others = [key for key in found.keys if key.id != KEY_ID]
    return KeyStore(data, is_new, (*first, *others))


@dataclass(frozen=True, slots=True, repr=False)
class _Content:
    pass_key: bytes
    keys: tuple[SdrKey, ...]

    @property
    def has_login_key(self) -> bool:
        return any(key.id == KEY_ID for key in self.keys)


def _read(data: bytes) -> _Content | Locked | Unknown:
    with closing(_database(data)) as database:
        return _content(database)


class _DamagedError(ValueError):
    """A row holds something of another type, or a signature does not fit."""


def _database(data: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    return database


def _content(database: sqlite3.Connection) -> _Content | Locked | Unknown:
    if database.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
        return Unknown(Reason.DAMAGED)
    check = database.execute(
        "SELECT item1, item2 FROM metaData WHERE id = 'password'"
    ).fetchone()
    if check is None:
        return Unknown(Reason.NO_PASSWORD_ROW)
    key = pbe.pass_key(_octets(check[0]))
    try:
        if pbe.unprotect(_octets(check[1]), key) != _CHECK:
            return Locked()
    except CipherError:
        return Locked()
    return _Content(key, tuple(_keys(database, key)))


def _keys(database: sqlite3.Connection, pass_key: bytes) -> list[SdrKey]:
    rows = database.execute(
        "SELECT id, a100, a102, a11 FROM nssPrivate WHERE a0 = ? ORDER BY id",
        (_SECRET_KEY,),
    ).fetchall()
    kinds = {kind.key_type: kind for kind in CipherKind}
    keys = []
    for row_id, key_type, key_id, protected in rows:
        kind = kinds.get(_octets(key_type))
        if kind is None:
            continue  # a key for something else
        value = pbe.unprotect(_octets(protected), pass_key)
        _check_signature(database, row_id, value, pass_key)
        if len(value) == kind.key_size:
            keys.append(SdrKey(kind, _octets(key_id), value))
    return keys


def _check_signature(
    database: sqlite3.Connection, row_id: object, value: bytes, pass_key: bytes
) -> None:
    if not isinstance(row_id, int):
        raise _DamagedError("row id")
    row = database.execute(
        "SELECT item1 FROM metaData WHERE id = ?", (_signature_id(row_id),)
    ).fetchone()
    # Stores of older versions have no signatures.
    if row is not None and not pbe.is_signed(value, _octets(row[0]), pass_key):
        raise _DamagedError("signature")


def _new_store() -> bytes:
    # NSS gives a store without a primary password a salt of SHA-1's size.
    salt = secrets.token_bytes(20)
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_SCHEMA)
        database.execute(
            "INSERT INTO metaData VALUES ('password', ?, ?)",
            (salt, pbe.protect(_CHECK, pbe.pass_key(salt))),
        )
        database.commit()
        return database.serialize()


def _with_key(data: bytes, kind: CipherKind, pass_key: bytes) -> bytes:
    """Return the store with one new key for logins; nothing else changes."""
    value = secrets.token_bytes(kind.key_size)
    with closing(_database(data)) as database:
        row_id = _free_id(database)
        row: dict[str, int | bytes] = {
            "id": row_id,
            **_ATTRIBUTES,
            "a100": kind.key_type,
            "a11": pbe.protect(value, pass_key),
        }
        if kind is CipherKind.AES_256:
            row[_LENGTH] = kind.key_size.to_bytes(4, "big")
        columns, gaps = ", ".join(row), ", ".join("?" * len(row))
        database.execute(
            f"INSERT INTO nssPrivate ({columns}) VALUES ({gaps})",  # noqa: S608  # our own column names
            tuple(row.values()),
        )
        database.execute(
            "INSERT INTO metaData VALUES (?, ?, '')",
            (_signature_id(row_id), pbe.sign(value, pass_key)),
        )
        database.commit()
        return database.serialize()


def _free_id(database: sqlite3.Connection) -> int:
    taken = {row[0] for row in database.execute("SELECT id FROM nssPrivate")}
    while (row_id := secrets.randbelow(_HIGHEST_ID) + 1) in taken:
        pass
    return row_id


def _signature_id(row_id: int) -> str:
    return f"sig_key_{row_id:08x}_00000011"


def _octets(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise _DamagedError("another type")
    return value
