"""The arguments of one command, taken one after another."""

from collections.abc import Iterable

from assistant.demo.imap.syntax import Atom, BadCommandError, Group, Text, Token


class Arguments:
    """A cursor over tokens; every method raises `BadCommandError` on another kind."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._tokens = list(tokens)
        self._at = 0

    def token(self) -> Token:
        """Return the next token, whatever it is."""
        if self._at >= len(self._tokens):
            raise BadCommandError("Missing argument")
        self._at += 1
        return self._tokens[self._at - 1]

    def atom(self) -> str:
        """Return the next atom in upper case."""
        match self.token():
            case Atom(text):
                return text.upper()
            case _:
                raise BadCommandError("Expected a word")

    def string(self) -> bytes:
        """Return the next atom or string as its octets (RFC 3501 `astring`)."""
        match self.token():
            case Atom(text):
                return text.encode("ascii")
            case Text(data):
                return data
            case Group():
                raise BadCommandError("Expected a string")

    def folder(self) -> str:
        """Return the next folder name, as it is on the wire (modified UTF-7)."""
        try:
            name = self.string().decode("ascii")
        except UnicodeDecodeError as error:
            raise BadCommandError("Folder names are ASCII") from error
        if any(not character.isprintable() for character in name):
            raise BadCommandError("Folder names are printable")
        return "INBOX" if name.upper() == "INBOX" else name

    def number(self) -> int:
        """Return the next number."""
        word = self.atom()
        if not word.isdigit() or len(word) > 10:  # noqa: PLR2004  # RFC 3501: 32 bits
            raise BadCommandError("Expected a number")
        return int(word)

    def words(self) -> tuple[str, ...]:
        """Return the words of the next group, or the next word alone."""
        match self.token():
            case Group(items):
                return tuple(map(_word, items))
            case token:
                return (_word(token),)

    def optional_group(self) -> Group | None:
        """Return the next token if it is a group, else leave it there."""
        upcoming = self._tokens[self._at : self._at + 1]
        if upcoming and isinstance(upcoming[0], Group):
            self._at += 1
            return upcoming[0]
        return None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._tokens)

    def end(self) -> None:
        """Refuse what is left."""
        if not self.is_done:
            raise BadCommandError("Unexpected argument")


def _word(token: Token) -> str:
    if not isinstance(token, Atom):
        raise BadCommandError("Expected a word")
    return token.text
