"""What was said, in a form in which no secret ever existed."""

import base64
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

HIDDEN = "••••"
_LONGEST_SHOWN = 300  # characters of one line


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
    _hidden: tuple[str, ...] = field(default=(), repr=False)

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
        forms = {form for word in words if word for form in _forms(word)}
        # The longest first: an address goes before its local part.
        self._hidden = tuple(sorted(forms.union(self._hidden), key=len, reverse=True))

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
            text = text.replace(word, HIDDEN)
            text = _replace_folded(text, word)
        return printable(text)


def printable(text: str) -> str:
    """Return `text` on one line, control characters shown as dots, cut when long."""
    line = "".join(letter if letter.isprintable() else "·" for letter in text)
    return line if len(line) <= _LONGEST_SHOWN else line[:_LONGEST_SHOWN] + "…"


def _forms(word: str) -> Iterable[str]:
    for form in (word, unicodedata.normalize("NFC", word)):
        yield form
        yield base64.b64encode(form.encode("utf-8", "surrogatepass")).decode()


def _replace_folded(text: str, word: str) -> str:
    folded, sought = text.lower(), word.lower()
    # Lower-casing may change the length of exotic text; then the plain
    # replacement above is what there is.
    if len(folded) != len(text) or len(sought) != len(word) or not sought:
        return text
    start = folded.find(sought)
    while start >= 0:
        text = text[:start] + HIDDEN + text[start + len(word) :]
        folded = text.lower()
        if len(folded) != len(text):
            return text
        start = folded.find(sought, start + len(HIDDEN))
    return text
