"""Flags of messages (RFC 3501 section 2.3.2)."""

import re
from collections.abc import Iterable

from assistant.demo.imap.syntax import BadCommandError

SYSTEM_FLAGS = (r"\Answered", r"\Flagged", r"\Deleted", r"\Seen", r"\Draft")
_CANONICAL = {flag.lower(): flag for flag in SYSTEM_FLAGS}
_KEYWORD = re.compile(r"[^\\\[\]\"*%{}()\s]{1,64}")


def clean(words: Iterable[str]) -> frozenset[str]:
    r"""Return `words` as flags; ``\Recent`` is the server's own and left out.

    Raises:
        BadCommandError: one of them is no flag.
    """
    return frozenset(map(_flag, words)) - {r"\Recent"}


def _flag(word: str) -> str:
    if word.lower() == r"\recent":
        return r"\Recent"
    flag = _CANONICAL.get(word.lower(), word)
    if flag not in SYSTEM_FLAGS and not _KEYWORD.fullmatch(flag):
        raise BadCommandError("Unknown flag")
    return flag
