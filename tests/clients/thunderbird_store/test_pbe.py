import hashlib
import hmac
import sqlite3
from contextlib import closing

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients.thunderbird import der, pbe
from assistant.clients.thunderbird.der import DerError
from assistant.clients.thunderbird.pbe import UnknownSchemeError
from assistant.clients.thunderbird.sdr import CipherError, CipherKind
from tests.clients.thunderbird_store.nss import Nss

KEY = pbe.pass_key(bytes(20))
CHECK = b"password-check"


def check_row(key4: bytes) -> tuple[bytes, bytes]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(key4)
        question = "SELECT item1, item2 FROM metaData WHERE id = 'password'"
        salt, protected = database.execute(question).fetchone()
        return salt, protected


def old_form(plain: bytes, key: bytes, salt: bytes) -> bytes:
    """What NSS wrote before 3.49, built step by step from lowpbe.c."""
    combined = hashlib.sha1(key + salt, usedforsecurity=False).digest()
    padded = salt + bytes(20 - len(salt))
    one = hmac.new(combined, padded + salt, "sha1").digest()
    two = hmac.new(combined, padded, "sha1").digest()
    stream = one + hmac.new(combined, two + salt, "sha1").digest()
    filled = plain + bytes([8 - len(plain) % 8]) * (8 - len(plain) % 8)
    encryptor = Cipher(TripleDES(stream[:24]), modes.CBC(stream[32:])).encryptor()
    parameters = der.encode(
        der.SEQUENCE, der.encode(der.OCTETS, salt), der.encode_integer(1)
    )
    oid = der.encode_object(der.oid("1.2.840.113549.1.12.5.1.3"))
    return der.encode(
        der.SEQUENCE,
        der.encode(der.SEQUENCE, oid, parameters),
        der.encode(der.OCTETS, encryptor.update(filled) + encryptor.finalize()),
    )


@given(st.binary(max_size=100))
def test_what_is_protected_comes_back(plain: bytes) -> None:
    assert pbe.unprotect(pbe.protect(plain, KEY), KEY) == plain


@given(st.binary(max_size=64))
def test_a_signature_fits_its_key_alone(plain: bytes) -> None:
    row = pbe.sign(plain, KEY)

    assert pbe.is_signed(plain, row, KEY)
    assert not pbe.is_signed(plain + b"x", row, KEY)
    assert not pbe.is_signed(plain, row, pbe.pass_key(b"1" * 20))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_a_known_way(data: bytes) -> None:
    for read in (
        lambda: pbe.unprotect(data, KEY),
        lambda: pbe.is_signed(b"", data, KEY),
    ):
        with pytest.raises((DerError, UnknownSchemeError, CipherError)):
            read()


@given(st.data())
def test_a_damaged_row_is_refused_or_reads_otherwise(data: st.DataObject) -> None:
    row = bytearray(pbe.protect(CHECK, KEY))
    at = data.draw(st.integers(0, len(row) - 1))
    row[at] ^= data.draw(st.integers(1, 255))

    try:
        found = pbe.unprotect(bytes(row), KEY)
    except (DerError, UnknownSchemeError, CipherError):
        return
    # Bytes nobody authenticates: a flipped bit may only garble.
    assert found != CHECK


@given(st.binary(max_size=40), st.binary(min_size=1, max_size=20))
def test_the_form_of_old_versions_is_read(plain: bytes, salt: bytes) -> None:
    assert pbe.unprotect(old_form(plain, KEY, salt), KEY) == plain


def test_a_primary_password_is_hashed_as_the_size_of_its_salt_says(
    locked_nss: Nss,
) -> None:
    locked_nss.encrypt("x")

    salt, protected = check_row(locked_nss.key4)

    key = pbe.pass_key(salt, locked_nss.password.encode())
    # Thunderbird 140 takes SHA-1, 153 takes SHA-384.
    is_new = locked_nss.cipher is CipherKind.AES_256
    assert len(salt) == (48 if is_new else 20)
    assert pbe.unprotect(protected, key) == CHECK


def test_an_empty_password_is_hashed_with_sha1(nss: Nss) -> None:
    nss.encrypt("x")

    salt, protected = check_row(nss.key4)

    assert len(salt) == 20
    assert pbe.unprotect(protected, pbe.pass_key(salt)) == CHECK


@pytest.mark.parametrize("size", [0, 19, 32, 64])
def test_a_salt_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(UnknownSchemeError):
        pbe.pass_key(bytes(size))


def replaced(row: bytes, old: str, new: str) -> bytes:
    assert row.count(bytes.fromhex(old)) >= 1
    return row.replace(bytes.fromhex(old), bytes.fromhex(new), 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("06092a864886f70d01050d", "06092a864886f70d01050e"),  # PBES2 → PBMAC1
        ("06092a864886f70d01050c", "06092a864886f70d01050b"),  # PBKDF2 → another
        ("06082a864886f70d0209", "06082a864886f70d0207"),  # HMAC-SHA256 → SHA-1
        ("060960864801650304012a", "0609608648016503040116"),  # AES-256 → AES-192
        ("020101 020120", "020100 020120"),  # no rounds
        ("020101 020120", "020101 020118"),  # a shorter key
    ],
)
def test_parameters_never_seen_are_refused(old: str, new: str) -> None:
    row = replaced(pbe.protect(CHECK, KEY), old, new)

    with pytest.raises(UnknownSchemeError):
        pbe.unprotect(row, KEY)


def test_a_file_cannot_hold_us_up_with_rounds() -> None:
    # 2^23 rounds would take seconds, and a bigger number for ever.
    row = pbe.protect(CHECK, KEY)
    node = der.decode(row)
    kdf = node.parts[0].parts[1].parts[0]
    salt = kdf.parts[1].parts[0].content
    slow = der.encode(
        der.SEQUENCE,
        der.encode(der.OCTETS, salt),
        der.encode_integer(2**62),
        der.encode_integer(32),
        der.encode(der.SEQUENCE, der.encode_object(der.oid("1.2.840.113549.2.9"))),
    )
    derivation = der.encode(
        der.SEQUENCE, der.encode_object(der.oid("1.2.840.113549.1.5.12")), slow
    )
    cipher = node.parts[0].parts[1].parts[1].content
    scheme = der.encode(
        der.SEQUENCE,
        der.encode_object(der.oid("1.2.840.113549.1.5.13")),
        der.encode(der.SEQUENCE, derivation, der.encode(der.SEQUENCE, cipher)),
    )
    whole = der.encode(
        der.SEQUENCE, scheme, der.encode(der.OCTETS, node.parts[1].content)
    )

    with pytest.raises(UnknownSchemeError):
        pbe.unprotect(whole, KEY)
