"""What the caller of a plan asks for."""

from dataclasses import dataclass

from assistant.model.account import Account
from assistant.model.institution import FolderNames
from assistant.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Wish:
    """The account to write, and how.

    Attributes:
        secret: None stores no password.
        roots_to_trust: the private authorities (PEM) the servers' chains end in.
        folders: the special folders of a server that marks none.
        repair: consent to take over an account made by hand.
        forbidden_by: the policy that forbids saving passwords.
        now_ms: milliseconds since the epoch, as Thunderbird dates its entries.
    """

    account: Account
    secret: Secret | None
    roots_to_trust: tuple[bytes, ...]
    folders: FolderNames | None
    repair: bool
    forbidden_by: str | None
    now_ms: int
