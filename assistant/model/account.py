"""What is written into a mail program."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from assistant.model.address import EmailAddress
from assistant.model.server import Endpoint

# The name space of every marker this program leaves in a mail program's files.
MARKER_NAMESPACE = UUID("5d9a3c0e-7f0b-5c43-9a39-9d0c6d9f7a11")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a message comes from."""

    name: str
    address: EmailAddress
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox with its doors; `smtp` is None for a receive-only account."""

    title: str
    identity: Identity
    login: str
    imap: Endpoint
    smtp: Endpoint | None
    smtp_login: str | None = None

    @property
    def outgoing_login(self) -> str:
        """The login the outgoing server expects: the same unless stated."""
        return self.smtp_login or self.login

    def marker(self, part: str) -> UUID:
        """A UUID, the same at every run, for `part` of this account.

        It is made from the address and the part alone, so that a changed server
        updates the account instead of adding one.
        """
        return marker(self.identity.address, part)


def marker(address: EmailAddress, part: str) -> UUID:
    """A UUID, the same at every run, for `part` of what belongs to `address`."""
    return uuid5(MARKER_NAMESPACE, f"{str(address).lower()}/{part}")
