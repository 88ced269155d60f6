"""Seeds a Thunderbird profile with logins, by the system's own NSS.

    python store_logins.py PROFILE < logins.json

Runs as a process of its own, as the user whose profile it is. The product writes
such files itself; this is the independent witness that reads and writes them as
Mozilla's library does.
"""

import base64
import ctypes
import ctypes.util
import json
import sys
import uuid
from pathlib import Path
from typing import Any


class Item(ctypes.Structure):
    """NSS's SECItem."""

    _fields_ = (
        ("kind", ctypes.c_uint),
        ("data", ctypes.c_void_p),
        ("length", ctypes.c_uint),
    )


def main() -> None:
    profile = Path(sys.argv[1])
    nss = ctypes.CDLL(ctypes.util.find_library("nss3") or "libnss3.so")
    nss.PK11_GetInternalKeySlot.restype = ctypes.c_void_p
    _expect(nss.NSS_InitReadWrite(f"sql:{profile}".encode()))
    slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
    if nss.PK11_NeedUserInit(slot):
        _expect(nss.PK11_InitPin(slot, None, b""))
    logins = [
        _entry(nss, number, login)
        for number, login in enumerate(json.load(sys.stdin), 1)
    ]
    document = {"nextId": len(logins) + 1, "logins": logins, "version": 3}
    (profile / "logins.json").write_text(json.dumps(document))
    nss.PK11_FreeSlot(slot)
    _expect(nss.NSS_Shutdown())


def _entry(nss: ctypes.CDLL, number: int, login: dict[str, str]) -> dict[str, Any]:
    return {
        "id": number,
        "hostname": login["origin"],
        "httpRealm": login["origin"],
        "formSubmitURL": None,
        "usernameField": "",
        "passwordField": "",
        "encryptedUsername": _encrypted(nss, login["login"]),
        "encryptedPassword": _encrypted(nss, login["password"]),
        "guid": f"{{{uuid.uuid4()}}}",
        "encType": 1,
    }


def _encrypted(nss: ctypes.CDLL, text: str) -> str:
    plain = text.encode()
    result = Item()
    _expect(
        nss.PK11SDR_Encrypt(
            ctypes.byref(Item(0, None, 0)),
            ctypes.byref(_item(plain)),
            ctypes.byref(result),
            None,
        )
    )
    return base64.b64encode(ctypes.string_at(result.data, result.length)).decode()


def _item(data: bytes) -> Item:
    return Item(0, ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p), len(data))


def _expect(status: int) -> None:
    if status != 0:
        raise SystemExit(f"NSS refused ({status})")


if __name__ == "__main__":
    main()
