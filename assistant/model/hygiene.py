"""Characters that creep into typed text unseen."""

import re
from enum import StrEnum


class TextFlaw(StrEnum):
    """What is wrong with a text although it looks right."""

    NEWLINE = "newline"
    INVISIBLE = "invisible"
    EDGE_BLANKS = "edge-blanks"


_NEWLINE = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")
# No-break spaces, zero-width characters, direction marks, soft hyphen, byte order
# mark: what word processors, web pages and PDF files put on the clipboard.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\xa0\xad\u180e\u2000-\u200f\u202a-\u202f"
    r"\u205f-\u2064\u2066-\u206f\u3000\ufeff]"
)


def flaws(text: str) -> frozenset[TextFlaw]:
    """Return every flaw of `text`; empty for clean text."""
    found = set()
    if _NEWLINE.search(text):
        found.add(TextFlaw.NEWLINE)
    if _INVISIBLE.search(text):
        found.add(TextFlaw.INVISIBLE)
    if text != text.strip(" \t"):
        found.add(TextFlaw.EDGE_BLANKS)
    return frozenset(found)


def cleaned(text: str) -> str:
    """Return `text` without its flaws; never for passwords, which may mean them."""
    return _INVISIBLE.sub("", _NEWLINE.sub("", text)).strip()
