"""What a person has answered so far."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from assistant.model.server import Endpoint


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything an operation needs to know from the user.

    Attributes:
        name: how the sender is shown; proposed from the address when empty.
        secret: empty where the user keeps the password to themselves.
        imap, smtp: servers given by hand; they win over every other source.
        is_receive_only: the user agrees to an account that cannot send.
        takes_over: the user agrees that an account made by hand is repaired.
    """

    address: EmailAddress
    login: str = ""
    name: str = ""
    secret: Secret = field(default_factory=lambda: Secret(""))
    imap: Endpoint | None = None
    smtp: Endpoint | None = None
    client: str = "thunderbird"
    client_profile: Path | None = None
    is_receive_only: bool = False
    takes_over: bool = False

    @property
    def display_name(self) -> str:
        """The sender's name, as given or as the address suggests it."""
        return self.name or proposed_name(self.address)

    def but(self, **changed: object) -> Self:
        """Return the same answers with some of them changed."""
        return replace(self, **changed)  # type: ignore[arg-type]  # names and types are checked by replace itself


def proposed_name(address: EmailAddress) -> str:
    """Return « Prénom NOM » as `prenom.nom@…` suggests it, for the user to edit."""
    given, dot, family = address.local.partition(".")
    if not dot:
        return address.local
    parts = [_capitalised(part) for part in given.split("-")]
    return f"{'-'.join(parts)} {family.rstrip('0123456789').replace('.', ' ').upper()}"


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:].lower()
