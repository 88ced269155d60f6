"""Mailbox names as IMAP writes them: modified UTF-7 (RFC 3501 section 5.1.3)."""

import binascii
import re

_SHIFTED = re.compile(r"&([^-]*)-")
_PLAIN = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")


def decode_name(wire: str) -> str:
    """Return the name as people write it; what is no modified UTF-7 stays as is."""
    try:
        return _SHIFTED.sub(lambda match: _from_base64(match[1]), wire)
    except (ValueError, UnicodeError):
        return wire


def encode_name(name: str) -> str:
    """Return the name as the server writes it."""
    return "".join(
        part.replace("&", "&-") if part.isascii() and part.isprintable() else _to(part)
        for part in _PLAIN.findall(name)
    )


def quoted(text: str) -> str:
    """Return a text of printable ASCII as a quoted string.

    Raises:
        ValueError: it holds something else, such as the end of a line.
    """
    if not (text.isascii() and text.isprintable()):
        raise ValueError("not for a quoted string")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _from_base64(text: str) -> str:
    if not text:
        return "&"
    padded = text.replace(",", "/") + "=" * (-len(text) % 4)
    return binascii.a2b_base64(padded, strict_mode=True).decode("utf-16-be")


def _to(part: str) -> str:
    data = binascii.b2a_base64(part.encode("utf-16-be"), newline=False)
    return "&" + data.decode("ascii").rstrip("=").replace("/", ",") + "-"
