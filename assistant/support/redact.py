"""Server texts and other people's words, made safe to show and keep."""

import base64
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

LONGEST = 300
# What is looked through: enough to fill `LONGEST`, as patterns take their time
# over the endless word a hostile server may send.
_LOOKED_AT = 4 * LONGEST
_GONE = "‹…›"
# Wider than a valid address on purpose: what only looks like one goes as well.
_ADDRESS = re.compile(
    r"[^\s<>()\[\]\"',;:=]+(?:@|%40|=40)[^\s<>()\[\]\"',;:]+", re.IGNORECASE
)
_IPV4 = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
# Three colons at least: a time of day has two.
_IPV6 = re.compile(r"\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,}", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]+")
_SHORT = 3


def redact(text: str, known: Iterable[str] = ()) -> str:
    """`text` on one line without addresses and without any of the `known` values.

    Args:
        text: what a server said, as it came.
        known: what must not appear: login, address, user name, host. Passwords
            never get near a text, so they need not be named. They are found in
            any case, and encoded as servers echo them (base64, per cent).
    """
    safe = _UNPRINTABLE.sub(" ", unicodedata.normalize("NFC", _start(text)))
    for value in sorted(_spellings(known), key=len, reverse=True):
        safe = _pattern(value).sub(_GONE, safe)
    for pattern in (_ADDRESS, _IPV4, _IPV6):
        safe = pattern.sub(_GONE, safe)
    return safe[:LONGEST].strip()


def _start(text: str) -> str:
    if len(text) <= _LOOKED_AT:
        return text
    # The last word may be half of a value, which nothing would recognise.
    return text[:_LOOKED_AT].rpartition(" ")[0]


def _spellings(known: Iterable[str]) -> set[str]:
    spellings: set[str] = set()
    for value in known:
        plain = unicodedata.normalize("NFC", value).strip()
        local = plain.partition("@")[0]
        for word in (plain, local):
            encoded = base64.b64encode(word.encode()).decode().rstrip("=")
            spellings |= {word, encoded, quote(word, safe="")}
    return spellings - {""}


def _pattern(value: str) -> re.Pattern[str]:
    literal = re.escape(value)
    if len(value) <= _SHORT:
        # A login of two letters must not tear up every word that has them.
        literal = rf"(?<!\w){literal}(?!\w)"
    return re.compile(literal, re.IGNORECASE)
