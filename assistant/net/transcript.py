"""What was said, in a form in which no secret ever existed."""

import base64
import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

HIDDEN = "••••"
_LONGEST_SHOWN = 300  # characters of one line
_FIRST_LINES = 200
_LAST_LINES = 200  # kept besides; what came in between is counted only
_SHORT = 4  # characters of a word that may occur in others by chance


class Speaker(StrEnum):
    """Who said it."""

    CLIENT = "C"
    SERVER = "S"
    NOTE = "*"  # neither: what happened to the connection


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line."""

    by: Speaker
    text: str

    def __str__(self) -> str:
        return f"{self.by}: {self.text}"


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation so far, safe to show and to send."""

    lines: tuple[Spoken, ...] = ()

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines))


@dataclass(slots=True)
class Recorder:
    """Writes a transcript while the conversation goes on.

    What the client says is recorded in the words the caller gives for it, so a
    password is never in reach of it. What the server says passes `clean`: some
    servers repeat the login in their refusals, and a hostile one could repeat
    anything.
    """

    _first: list[Spoken] = field(default_factory=list)
    _last: deque[Spoken] = field(default_factory=lambda: deque(maxlen=_LAST_LINES))
    _later: int = 0  # how many came after the first
    _hidden: tuple[re.Pattern[str], ...] = field(default=(), repr=False)

    @property
    def transcript(self) -> Transcript:
        """What was said so far; of a long conversation the beginning and the end."""
        left_out = self._later - len(self._last)
        gap = [Spoken(Speaker.NOTE, f"… {left_out} lines …")] if left_out else []
        return Transcript((*self._first, *gap, *self._last))

    def client(self, shown: str) -> None:
        """Record what the client said, in words without secrets."""
        self._add(Spoken(Speaker.CLIENT, printable(shown)))

    def server(self, text: str) -> None:
        """Record what the server said."""
        self._add(Spoken(Speaker.SERVER, self.clean(text)))

    def note(self, text: str) -> None:
        """Record what happened to the connection."""
        self._add(Spoken(Speaker.NOTE, text))

    def _add(self, spoken: Spoken) -> None:
        if len(self._first) < _FIRST_LINES:
            self._first.append(spoken)
        else:
            self._later += 1
            self._last.append(spoken)

    def hide(self, words: Iterable[str]) -> None:
        """From now on, show dots in the place of `words`."""
        self._hidden = (*_patterns(words), *self._hidden)

    def clean(self, text: str) -> str:
        """Return `text` printable, short, and without what is hidden."""
        for word in self._hidden:
            text = word.sub(HIDDEN, text)
        return printable(text)


def printable(text: str) -> str:
    """Return `text` on one line, control characters shown as dots, cut when long."""
    shown = text[:_LONGEST_SHOWN]
    line = "".join(letter if letter.isprintable() else "·" for letter in shown)
    return line if len(text) <= _LONGEST_SHOWN else line + "…"


def _patterns(words: Iterable[str]) -> Iterator[re.Pattern[str]]:
    forms = {form for word in words if word for form in _forms(word)}
    # The longest first: an address goes before its local part.
    for form in sorted(forms, key=len, reverse=True):
        exact = re.escape(form)
        # A short word is hidden only where it stands alone: dots in the middle of
        # "A1" would tell that the word was "1".
        if len(form) < _SHORT:
            exact = rf"(?<!\w){exact}(?!\w)"
        yield re.compile(exact, re.IGNORECASE)


def _forms(word: str) -> Iterable[str]:
    for form in (word, unicodedata.normalize("NFC", word)):
        yield form
        yield base64.b64encode(form.encode("utf-8", "surrogatepass")).decode()
