"""Speaks to Thunderbird's own NSS library; runs by itself, standard library only.

Reads one JSON object from standard input and writes the answer to standard output:
``library`` and ``profile`` are folders; ``do`` is ``encrypt`` (with ``text`` and
``mechanism``), ``decrypt`` (with ``text``), ``password`` (with ``new``) or ``trust``
(with ``name``).
"""

import base64
import ctypes
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

_AES_CBC = 0x1082  # CKM_AES_CBC
_HELPERS = ("libmozsqlite3.so", "libnssutil3.so")


class Item(ctypes.Structure):
    """SECItem of NSS."""

    _fields_ = (
        ("type", ctypes.c_uint),
        ("data", ctypes.c_void_p),
        ("len", ctypes.c_uint),
    )

    @property
    def octets(self) -> bytes:
        return ctypes.string_at(self.data, self.len)


def load(library: Path) -> ctypes.CDLL:
    for helper in _HELPERS:
        if (library / helper).exists():
            ctypes.CDLL(str(library / helper), mode=ctypes.RTLD_GLOBAL)
    nss = ctypes.CDLL(str(library / "libnss3.so"))
    nss.PK11_GetInternalKeySlot.restype = ctypes.c_void_p
    nss.PK11_FindCertFromNickname.restype = ctypes.c_void_p
    return nss


def check(nss: ctypes.CDLL, what: str, result: int) -> None:
    if result != 0:
        fail(f"{what}: {nss.PORT_GetError()}")


def fail(reason: str) -> NoReturn:
    sys.stdout.write(json.dumps({"error": reason}))
    sys.exit(0)


def unlock(nss: ctypes.CDLL, password: bytes) -> None:
    slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
    if nss.PK11_NeedUserInit(slot):
        check(nss, "init", nss.PK11_InitPin(slot, None, password))
    if nss.PK11_NeedLogin(slot):
        check(nss, "password", nss.PK11_CheckUserPassword(slot, password))
    nss.PK11_FreeSlot(slot)


def encrypt(nss: ctypes.CDLL, text: str, mechanism: str) -> str:
    plain = text.encode()
    given = Item(0, ctypes.cast(ctypes.c_char_p(plain), ctypes.c_void_p), len(plain))
    default_key, sealed = Item(0, None, 0), Item(0, None, 0)
    first, second = ctypes.byref(default_key), ctypes.byref(given)
    if mechanism == "aes":
        call = nss.PK11SDR_EncryptWithMechanism
        how = ctypes.c_ulong(_AES_CBC)
        check(
            nss, "encrypt", call(None, first, how, second, ctypes.byref(sealed), None)
        )
    else:
        call = nss.PK11SDR_Encrypt
        check(nss, "encrypt", call(first, second, ctypes.byref(sealed), None))
    return base64.b64encode(sealed.octets).decode()


def decrypt(nss: ctypes.CDLL, text: str) -> str:
    sealed = base64.b64decode(text)
    given = Item(0, ctypes.cast(ctypes.c_char_p(sealed), ctypes.c_void_p), len(sealed))
    plain = Item(0, None, 0)
    check(
        nss,
        "decrypt",
        nss.PK11SDR_Decrypt(ctypes.byref(given), ctypes.byref(plain), None),
    )
    return plain.octets.decode()


def change_password(nss: ctypes.CDLL, old: bytes, new: bytes) -> None:
    slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
    check(nss, "change", nss.PK11_ChangePW(slot, old, new))
    nss.PK11_FreeSlot(slot)


def trust(nss: ctypes.CDLL, name: str) -> list[int] | None:
    found = nss.PK11_FindCertFromNickname(name.encode(), None)
    if not found:
        return None
    flags = (ctypes.c_uint * 3)()
    certificate = ctypes.c_void_p(found)
    nss.CERT_GetCertTrust(certificate, flags)  # none at all leaves zeros
    nss.CERT_DestroyCertificate(certificate)
    return list(flags)


def main() -> None:
    asked: dict[str, Any] = json.load(sys.stdin)
    nss = load(Path(asked["library"]))
    check(nss, "open", nss.NSS_InitReadWrite(f"sql:{asked['profile']}".encode()))
    unlock(nss, asked["password"].encode())
    match asked["do"]:
        case "encrypt":
            answer: object = encrypt(nss, asked["text"], asked["mechanism"])
        case "decrypt":
            answer = decrypt(nss, asked["text"])
        case "password":
            change_password(nss, asked["password"].encode(), asked["new"].encode())
            answer = None
        case _:
            answer = trust(nss, asked["name"])
    nss.NSS_Shutdown()
    sys.stdout.write(json.dumps({"answer": answer}))


if __name__ == "__main__":
    main()
