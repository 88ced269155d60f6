"""The one user of the demo académie."""

import secrets
from dataclasses import dataclass, field

from assistant.model.address import EmailAddress
from assistant.model.secret import Secret

DOMAIN = "ac-demo.example"  # reserved for examples, RFC 2606 section 3
_ADDRESS = EmailAddress("camille.demo", DOMAIN)


@dataclass(slots=True)
class DemoAccount:
    """Who may come in; counts how often a password was right or wrong."""

    name: str = "Camille Démo"
    # Like the académies' own: the login cannot be told from the address.
    login: str = "cdemo1"
    address: EmailAddress = _ADDRESS
    password: Secret = field(default_factory=lambda: Secret(secrets.token_urlsafe(12)))
    accepted: int = 0
    refused: int = 0

    def typed_password(self) -> bytes:
        """Return the password as a user types it: with the line's end."""
        return self.password.reveal().encode() + b"\n"

    def admits(self, login: bytes, password: bytes) -> bool:
        """Whether login and password are this user's; counts the attempt."""
        is_right = login == self.login.encode() and self.password == Secret(
            password.decode("utf-8", "replace")
        )
        if is_right:
            self.accepted += 1
        else:
            self.refused += 1
        return is_right
