"""How NSS protects what lies in key4.db with the primary password.

PBES2 and PBMAC1 (RFC 8018) since NSS 3.49, one PKCS #12 form before; see
security/nss/lib/softoken/sftkpwd.c and lowpbe.c.
"""

import hashlib
import hmac
import os
from typing import Final

from assistant.clients.thunderbird import der
from assistant.clients.thunderbird.sdr import CipherKind, seal, unseal

_PBES2: Final = der.oid("1.2.840.113549.1.5.13")
_PBMAC1: Final = der.oid("1.2.840.113549.1.5.14")
_PBKDF2: Final = der.oid("1.2.840.113549.1.5.12")
_HMAC_SHA256: Final = der.oid("1.2.840.113549.2.9")
_SHA1_TRIPLE_DES: Final = der.oid("1.2.840.113549.1.12.5.1.3")

# With the empty password NSS iterates once; a real one costs 10 000 rounds. The
# limit keeps a malicious file from holding us up.
_ROUNDS_WITHOUT_PASSWORD: Final = 1
_MOST_ROUNDS: Final = 1_000_000
_KEY_SIZE: Final = 32
_SALT_SIZE: Final = 32
_SHA1_SIZE: Final = 20
_SHA384_SIZE: Final = 48
# NSS takes the DER form of a 14-byte string, header included, as the 16-byte IV.
_IV_CONTENT_SIZE: Final = 14


class UnknownSchemeError(ValueError):
    """A protection this module has never seen."""


def pass_key(global_salt: bytes, password: bytes = b"") -> bytes:
    """Return what the primary password is turned into, together with the store's salt.

    The salt's length tells the hash: 20 is SHA-1, 48 is SHA-384 (which NSS takes
    once a primary password has been set).

    Raises:
        UnknownSchemeError: another length.
    """
    if len(global_salt) == _SHA1_SIZE:
        return hashlib.sha1(global_salt + password, usedforsecurity=False).digest()
    if len(global_salt) == _SHA384_SIZE:
        return hashlib.sha384(global_salt + password).digest()
    raise UnknownSchemeError("salt")


def protect(plain: bytes, key: bytes) -> bytes:
    """Return `plain` enciphered by PBES2 as NSS writes it under an empty password."""
    salt, iv = os.urandom(_SALT_SIZE), os.urandom(_IV_CONTENT_SIZE)
    iv_form = der.encode(der.OCTETS, iv)
    sealed = seal(CipherKind.AES_256, _derive(key, salt), iv_form, plain)
    cipher = der.encode(
        der.SEQUENCE, der.encode_object(CipherKind.AES_256.oid), iv_form
    )
    return _with_parameters(_PBES2, salt, cipher, sealed)


def sign(plain: bytes, key: bytes) -> bytes:
    """Return the PBMAC1 row NSS keeps beside the secret key `plain`."""
    salt = os.urandom(_SALT_SIZE)
    scheme = der.encode(der.SEQUENCE, der.encode_object(_HMAC_SHA256))
    return _with_parameters(_PBMAC1, salt, scheme, _mac(plain, _derive(key, salt)))


def unprotect(protected: bytes, key: bytes) -> bytes:
    """Return what `protect`, or NSS of any age, enciphered.

    Raises:
        DerError: it is no such structure.
        UnknownSchemeError: a scheme or parameter never seen.
        CipherError: the password is another one, or the bytes are damaged.
    """
    algorithm, sealed = der.decode(protected).sequence(2)[:2]
    scheme, parameters = algorithm.sequence(2)[:2]
    match scheme.object():
        case oid if oid == _PBES2:
            kdf, cipher = parameters.sequence(2)[:2]
            name, iv = cipher.sequence(2)[:2]
            _expect(name, CipherKind.AES_256.oid)
            if len(iv.octets()) != _IV_CONTENT_SIZE:
                raise UnknownSchemeError("initial vector")
            iv_form = der.encode(der.OCTETS, iv.octets())
            derived = _derive_as_told(kdf, key)
            return unseal(CipherKind.AES_256, derived, iv_form, sealed.octets())
        case oid if oid == _SHA1_TRIPLE_DES:
            salt, rounds = parameters.sequence(2)[:2]
            if rounds.integer() != 1:
                raise UnknownSchemeError("rounds")
            return _unprotect_old(key, salt.octets(), sealed.octets())
    raise UnknownSchemeError("scheme")


def is_signed(plain: bytes, row: bytes, key: bytes) -> bool:
    """Whether `row` is the signature of the secret key `plain`.

    Raises:
        DerError, UnknownSchemeError: as for `unprotect`.
    """
    algorithm, mac = der.decode(row).sequence(2)[:2]
    scheme, parameters = algorithm.sequence(2)[:2]
    _expect(scheme, _PBMAC1)
    kdf, hashing = parameters.sequence(2)[:2]
    _expect(hashing.sequence(1)[0], _HMAC_SHA256)
    return hmac.compare_digest(mac.octets(), _mac(plain, _derive_as_told(kdf, key)))


def _with_parameters(scheme: bytes, salt: bytes, second: bytes, result: bytes) -> bytes:
    kdf = der.encode(
        der.SEQUENCE,
        der.encode_object(_PBKDF2),
        der.encode(
            der.SEQUENCE,
            der.encode(der.OCTETS, salt),
            der.encode_integer(_ROUNDS_WITHOUT_PASSWORD),
            der.encode_integer(_KEY_SIZE),
            der.encode(der.SEQUENCE, der.encode_object(_HMAC_SHA256)),
        ),
    )
    algorithm = der.encode(
        der.SEQUENCE,
        der.encode_object(scheme),
        der.encode(der.SEQUENCE, kdf, second),
    )
    return der.encode(der.SEQUENCE, algorithm, der.encode(der.OCTETS, result))


def _derive_as_told(kdf: der.Node, key: bytes) -> bytes:
    name, parameters = kdf.sequence(2)[:2]
    _expect(name, _PBKDF2)
    salt, rounds, size, prf = parameters.sequence(4)[:4]
    _expect(prf.sequence(1)[0], _HMAC_SHA256)
    if size.integer() != _KEY_SIZE or not 0 < rounds.integer() <= _MOST_ROUNDS:
        raise UnknownSchemeError("key derivation")
    return _derive(key, salt.octets(), rounds.integer())


def _derive(key: bytes, salt: bytes, rounds: int = _ROUNDS_WITHOUT_PASSWORD) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", key, salt, rounds, _KEY_SIZE)


def _mac(plain: bytes, derived: bytes) -> bytes:
    # NSS authenticates object id and attribute type with the value. The id it
    # uses for a key of its own is 0, not the row's (found by trying its rows);
    # 0x11 is CKA_VALUE.
    return hmac.digest(derived, bytes(4) + b"\0\0\0\x11" + plain, "sha256")


def _unprotect_old(key: bytes, salt: bytes, sealed: bytes) -> bytes:
    """The form before NSS 3.49: PKCS #12 in NSS's own reading (lowpbe.c)."""
    combined = hashlib.sha1(key + salt, usedforsecurity=False).digest()
    padded = salt.ljust(_SHA1_SIZE, b"\0")
    first = hmac.digest(combined, padded + salt, "sha1")
    middle = hmac.digest(combined, padded, "sha1")
    stream = first + hmac.digest(combined, middle + salt, "sha1")
    kind = CipherKind.TRIPLE_DES
    return unseal(kind, stream[: kind.key_size], stream[-kind.block :], sealed)


def _expect(node: der.Node, name: bytes) -> None:
    if node.object() != name:
        raise UnknownSchemeError("algorithm")
