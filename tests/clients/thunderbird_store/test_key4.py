import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.clients.thunderbird import key4, pbe
from assistant.clients.thunderbird.key4 import KeyStore, Locked, cipher_for
from assistant.clients.thunderbird.sdr import CipherKind
from assistant.clients.thunderbird.unknown import Reason, Unknown
from tests.clients.thunderbird_store.nss import Nss, RefusedError, require_cipher
from tests.clients.thunderbird_store.stores import (
    edited,
    new_store,
    opened,
    ran,
    rows,
)
from tests.clients.thunderbird_store.test_pbe import old_form
from tests.network.programs import require_program

TEXT = "Zoë ☂ \"'\\ " + "x" * 200
KEYS = "SELECT id FROM nssPrivate"


@pytest.mark.parametrize("cipher", CipherKind)
def test_thunderbird_reads_what_we_encipher_in_a_store_of_ours(
    nss: Nss, cipher: CipherKind
) -> None:
    require_cipher(nss, cipher)
    store = new_store(cipher)
    nss.write(store.data)

    assert nss.decrypt(store.encrypt(TEXT)) == TEXT


@pytest.mark.parametrize("cipher", CipherKind)
def test_thunderbird_goes_on_with_a_store_of_ours(nss: Nss, cipher: CipherKind) -> None:
    require_cipher(nss, cipher)
    store = new_store(cipher)
    nss.write(store.data)

    theirs = nss.encrypt(TEXT)

    after = opened(nss.key4)
    assert after.decrypt(theirs) == TEXT
    assert after.decrypt(store.encrypt("ours")) == "ours"


def test_thunderbird_makes_no_second_key_beside_ours(nss: Nss) -> None:
    nss.write(new_store(nss.cipher).data)

    nss.encrypt(TEXT)

    assert len(rows(nss.key4, KEYS)) == 1


@pytest.mark.parametrize("cipher", CipherKind)
def test_a_store_thunderbird_made_is_used_as_it_is(
    nss: Nss, cipher: CipherKind
) -> None:
    require_cipher(nss, cipher)
    theirs = nss.encrypt(TEXT, cipher)
    before = nss.key4

    store = opened(before)

    assert store.data == before
    assert not store.is_new
    assert store.decrypt(theirs) == TEXT
    assert nss.decrypt(store.encrypt("ours")) == "ours"
    assert nss.key4 == before


def test_the_key_thunderbird_prefers_is_taken_of_two(nss: Nss) -> None:
    require_cipher(nss, CipherKind.AES_256)
    nss.encrypt("old", CipherKind.TRIPLE_DES)
    aes = nss.encrypt("new", CipherKind.AES_256)

    store = opened(nss.key4)

    assert store.encrypt("x")[:44] == aes[:44]  # key id and cipher
    assert nss.decrypt(store.encrypt(TEXT)) == TEXT
    assert nss.decrypt(opened(nss.key4, CipherKind.TRIPLE_DES).encrypt("x")) == "x"


def test_a_store_with_a_primary_password_is_locked(locked_nss: Nss) -> None:
    locked_nss.encrypt(TEXT)

    assert key4.open_store(locked_nss.key4) == Locked()


def test_a_store_whose_primary_password_was_taken_away_opens(locked_nss: Nss) -> None:
    theirs = locked_nss.encrypt(TEXT)

    locked_nss.change_password("")

    store = opened(locked_nss.key4, locked_nss.cipher)
    assert store.decrypt(theirs) == TEXT
    locked_nss.write(store.data)
    assert replace(locked_nss, password="").decrypt(store.encrypt("ours")) == "ours"


def test_an_older_thunderbird_uses_a_triple_des_store(old_nss: Nss) -> None:
    store = new_store(CipherKind.TRIPLE_DES)
    old_nss.write(store.data)

    assert old_nss.decrypt(store.encrypt(TEXT)) == TEXT
    assert store.decrypt(old_nss.encrypt("theirs")) == "theirs"


def test_an_older_thunderbird_cannot_use_an_aes_store(old_nss: Nss) -> None:
    """Why `cipher_for` asks for the version."""
    store = new_store()
    old_nss.write(store.data)

    with pytest.raises(RefusedError):
        old_nss.encrypt("theirs")


@pytest.mark.parametrize(
    ("version", "cipher"),
    [
        ("153.7.0", CipherKind.AES_256),
        ("144.0", CipherKind.AES_256),
        ("140.5.0esr", CipherKind.TRIPLE_DES),
        ("78", CipherKind.TRIPLE_DES),
        (None, CipherKind.AES_256),
        ("nightly", CipherKind.AES_256),
    ],
)
def test_the_cipher_suits_the_version(version: str | None, cipher: CipherKind) -> None:
    assert cipher_for(version) is cipher


@pytest.mark.parametrize("cipher", CipherKind)
def test_a_store_without_a_key_gets_one(
    profile: Path, nss: Nss, cipher: CipherKind
) -> None:
    require_cipher(nss, cipher)
    tool = require_program("certutil")
    command = [tool, "-N", "-d", f"sql:{profile}", "--empty-password"]
    subprocess.run(command, check=True, timeout=30)
    before = nss.key4

    store = opened(before, cipher)

    nss.write(store.data)
    assert nss.decrypt(store.encrypt(TEXT)) == TEXT
    assert not store.is_new
    password = "SELECT * FROM metaData WHERE id = 'password'"
    assert rows(store.data, password) == rows(before, password)
    assert opened(store.data, cipher).data == store.data


def test_a_new_store_says_so() -> None:
    store = new_store()

    assert store.is_new
    assert store.data != new_store().data
    assert opened(store.data).data == store.data


def test_a_store_of_a_very_old_version_is_read() -> None:
    """Before NSS 3.49: triple DES over everything, and no signatures."""
    salt, value = bytes(range(20)), b"k" * 24
    key = pbe.pass_key(salt)
    plain = ran(new_store(CipherKind.TRIPLE_DES).data, "DELETE FROM metaData")

    def fill(database: sqlite3.Connection) -> None:
        check = old_form(b"password-check", key, b"s" * 20)
        database.execute(
            "INSERT INTO metaData VALUES ('password', ?, ?)", (salt, check)
        )
        database.execute("UPDATE nssPrivate SET a11 = ?", (old_form(value, key, b"t"),))

    data = edited(plain, fill)

    store = opened(data)
    assert store.data == data
    assert store.decrypt(store.encrypt(TEXT)) == TEXT


def test_a_signature_that_does_not_fit_is_damage() -> None:
    data = new_store().data
    other = pbe.sign(b"another key", pbe.pass_key(bytes(20)))

    forged = edited(
        data,
        lambda database: database.execute(
            "UPDATE metaData SET item1 = ? WHERE id LIKE 'sig_key_%'", (other,)
        ),
    )

    assert key4.open_store(forged) == Unknown(Reason.DAMAGED)


def test_thunderbird_too_refuses_a_signature_that_does_not_fit(nss: Nss) -> None:
    """So the row we write is looked at, and the tests above prove it right."""
    store = new_store()
    other = new_store()
    signature = "SELECT item1 FROM metaData WHERE id LIKE 'sig_key_%'"
    foreign = rows(other.data, signature)[0][0]
    nss.write(
        edited(
            store.data,
            lambda database: database.execute(
                "UPDATE metaData SET item1 = ? WHERE id LIKE 'sig_key_%'", (foreign,)
            ),
        )
    )

    with pytest.raises(RefusedError):
        nss.decrypt(store.encrypt(TEXT))


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM metaData WHERE id = 'password'", Reason.NO_PASSWORD_ROW),
        ("DROP TABLE metaData", Reason.STRUCTURE),
        ("DROP TABLE nssPrivate", Reason.STRUCTURE),
        ("UPDATE metaData SET item1 = 'text' WHERE id = 'password'", Reason.DAMAGED),
        ("UPDATE metaData SET item1 = x'00' WHERE id = 'password'", Reason.ALGORITHM),
        ("UPDATE metaData SET item2 = x'3000' WHERE id = 'password'", Reason.DAMAGED),
        ("UPDATE metaData SET item2 = NULL WHERE id = 'password'", Reason.DAMAGED),
        ("UPDATE nssPrivate SET a11 = x'00'", Reason.DAMAGED),
        ("UPDATE nssPrivate SET a100 = 31", Reason.DAMAGED),
        ("UPDATE nssPrivate SET id = 'one'", Reason.DAMAGED),
    ],
)
def test_a_store_in_another_form_is_left_alone(statement: str, reason: Reason) -> None:
    assert key4.open_store(ran(new_store().data, statement)) == Unknown(reason)


def test_a_store_that_cannot_take_a_key_is_left_alone() -> None:
    data = ran(
        new_store().data,
        "DELETE FROM nssPrivate",
        "ALTER TABLE nssPrivate DROP COLUMN a165",
    )

    assert key4.open_store(data) == Unknown(Reason.STRUCTURE)


def test_an_empty_or_foreign_file_is_left_alone() -> None:
    assert key4.open_store(b"") == Unknown(Reason.UNREADABLE)
    assert key4.open_store(b"not a database") == Unknown(Reason.UNREADABLE)


def test_an_unfinished_transaction_is_left_to_thunderbird(tmp_path: Path) -> None:
    data = new_store().data
    file = tmp_path / key4.FILE
    file.write_bytes(data)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("DELETE FROM metaData")
        in_wal = file.read_bytes()
        assert (tmp_path / key4.JOURNAL_FILES[0]).exists()

    assert key4.open_store(data, has_journal=True) == Unknown(Reason.JOURNAL)
    assert key4.open_store(in_wal) == Unknown(Reason.JOURNAL)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_never_raises(data: st.DataObject) -> None:
    whole = bytearray(STORE)
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(
            st.integers(0, 255)
        )
    cut = data.draw(st.integers(0, len(whole)))

    found = key4.open_store(bytes(whole[:cut] if data.draw(st.booleans()) else whole))

    assert isinstance(found, KeyStore | Locked | Unknown)


STORE = new_store().data


def test_a_key_for_something_else_is_passed_over() -> None:
    foreign = ran(
        new_store().data,
        "INSERT INTO nssPrivate (id, a0, a100, a102, a11)"
        " VALUES (7, x'00000004', x'00000010', x'01', x'00')",
    )

    store = opened(foreign)

    assert store.data == foreign
    assert store.decrypt(store.encrypt(TEXT)) == TEXT


def test_a_store_does_not_show_itself() -> None:
    store = new_store()

    assert repr(store) == "KeyStore(is_new=True)"
    assert store.decrypt("AAAA") is None
