"""What was said, in a form in which no secret ever existed."""

import base64
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

HIDDEN = "••••"
_LONGEST_SHOWN = 300  # characters of one line
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

    _lines: list[Spoken] = field(default_factory=list)
    _hidden: tuple[re.Pattern[str], ...] = field(default=(), repr=False)

    @property
    def transcript(self) -> Transcript:
        """What was said so far."""
        return Transcript(tuple(self._lines))

    def client(self, shown: str) -> None:
        """Record what the client said, in words without secrets."""
        self._lines.append(Spoken(Speaker.CLIENT, printable(shown)))

    def server(self, text: str) -> None:
        """Record what the server said."""
        self._lines.append(Spoken(Speaker.SERVER, self.clean(text)))

    def note(self, text: str) -> None:
        """Record what happened to the connection."""
        self._lines.append(Spoken(Speaker.NOTE, text))

    def hide(self, words: Iterable[str]) -> None:
        """From now on, show dots in the place of `words`."""
        self._hidden = (*_patterns(words), *self._hidden)

    @contextmanager
    def hiding(self, words: Iterable[str]) -> Iterator[None]:
        """Hide `words` for a while, and forget them."""
        before = self._hidden
        self.hide(words)
        try:
            yield
        finally:
            self._hidden = before

    def clean(self, text: str) -> str:
        """Return `text` printable, short, and without what is hidden."""
        for word in self._hidden:
            text = word.sub(HIDDEN, text)
        return printable(text)


def printable(text: str) -> str:
    """Return `text` on one line, control characters shown as dots, cut when long."""
    line = "".join(letter if letter.isprintable() else "·" for letter in text)
    return line if len(line) <= _LONGEST_SHOWN else line[:_LONGEST_SHOWN] + "…"


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
