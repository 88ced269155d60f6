"""The form in which Thunderbird enciphers a login (NSS's "secret decoder ring").

base64 of ``SEQUENCE { key id, SEQUENCE { cipher, IV }, ciphertext }``, see
security/nss/lib/pk11wrap/pk11sdr.c.
"""

import base64
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import (
    BlockCipherAlgorithm,
    Cipher,
    CipherAlgorithm,
    modes,
)
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.padding import PKCS7

from assistant.clients.thunderbird import der

# The name NSS gives to the one key that enciphers logins.
KEY_ID = bytes.fromhex("f8000000000000000000000000000001")


class CipherKind(Enum):
    """The ciphers of saved logins: AES since NSS 3.113, triple DES before.

    Attributes:
        key_type: CKA_KEY_TYPE as key4.db writes it (PKCS #11, section 2).
    """

    AES_256 = ("2.16.840.1.101.3.4.1.42", "0000001f", 32, 16)
    TRIPLE_DES = ("1.2.840.113549.3.7", "00000015", 24, 8)

    def __init__(self, dotted: str, key_type: str, key_size: int, block: int) -> None:
        self.oid = der.oid(dotted)
        self.key_type = bytes.fromhex(key_type)
        self.key_size = key_size
        self.block = block

    def algorithm(self, key: bytes) -> BlockCipherAlgorithm:
        """Return the cipher over `key`."""
        return AES(key) if self is CipherKind.AES_256 else TripleDES(key)

    @classmethod
    def of_oid(cls, oid: bytes) -> "CipherKind | None":
        """Return the cipher of that name."""
        return next((kind for kind in cls if kind.oid == oid), None)


class CipherError(ValueError):
    """A ciphertext that the key at hand does not open."""


def seal(kind: CipherKind, key: bytes, iv: bytes, plain: bytes) -> bytes:
    """Return `plain`, padded (PKCS #7) and enciphered in CBC mode."""
    padder = PKCS7(kind.block * 8).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = _cbc(kind, key, iv).encryptor()
    return encryptor.update(padded) + encryptor.finalize()


def unseal(kind: CipherKind, key: bytes, iv: bytes, sealed: bytes) -> bytes:
    """Return what `seal` took, or raise `CipherError`."""
    if len(iv) != kind.block or not sealed or len(sealed) % kind.block:
        raise CipherError("not whole blocks")
    decryptor = _cbc(kind, key, iv).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    unpadder = PKCS7(kind.block * 8).unpadder()
    try:
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError as error:
        raise CipherError("padding does not fit") from error


def _cbc(kind: CipherKind, key: bytes, iv: bytes) -> Cipher[modes.CBC]:
    algorithm: CipherAlgorithm = kind.algorithm(key)
    return Cipher(algorithm, modes.CBC(iv))


@dataclass(frozen=True, slots=True, repr=False)
class SdrKey:
    """One key that enciphers logins; it does not show itself."""

    kind: CipherKind
    id: bytes
    value: bytes

    def __repr__(self) -> str:
        return f"SdrKey({self.kind.name})"


def encrypt(text: str, key: SdrKey) -> str:
    """Return `text` as `logins.json` keeps it; different at every call."""
    iv = os.urandom(key.kind.block)
    sealed = seal(key.kind, key.value, iv, text.encode())
    cipher = der.encode(
        der.SEQUENCE, der.encode_object(key.kind.oid), der.encode(der.OCTETS, iv)
    )
    whole = der.encode(
        der.SEQUENCE,
        der.encode(der.OCTETS, key.id),
        cipher,
        der.encode(der.OCTETS, sealed),
    )
    return base64.b64encode(whole).decode("ascii")


def decrypt(text: str, keys: Iterable[SdrKey]) -> str | None:
    """Return the plain text, None where no key opens it or it has another form."""
    try:
        key_id, cipher, sealed = der.decode(
            base64.b64decode(text, validate=True)
        ).sequence(3)[:3]
        oid, iv = cipher.sequence(2)[:2]
        name = key_id.octets(), CipherKind.of_oid(oid.object())
        key = next((key for key in keys if (key.id, key.kind) == name), None)
        if key is None:
            return None
        return unseal(key.kind, key.value, iv.octets(), sealed.octets()).decode()
    except ValueError:  # base64, DER, padding and UTF-8 all fail as one of these
        return None
