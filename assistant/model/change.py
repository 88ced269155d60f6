"""What a client writer wants changed on disk: pure values, nothing done yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from assistant.model.secret import SecretBytes

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def digest(data: bytes) -> str:
    """The fingerprint under which a file's content is remembered."""
    return sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class MakeFolder:
    """A folder that does not exist yet; its parent does, or is made before it."""

    path: Path
    mode: int = PRIVATE_FOLDER


@dataclass(frozen=True, slots=True)
class WriteFile:
    """A file's whole new content.

    Attributes:
        before: the `digest` of the content the plan was made from, None where
            no file may exist.
        mode: for a new file; an existing one keeps its own.
    """

    path: Path
    content: bytes
    before: str | None
    mode: int = PRIVATE_FILE


@dataclass(frozen=True, slots=True)
class StoreSecret:
    """Like `WriteFile`, for a file that holds encrypted secrets."""

    path: Path
    content: SecretBytes
    before: str | None
    mode: int = PRIVATE_FILE


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """A file taken away; undone by putting it back."""

    path: Path
    before: str


Change = MakeFolder | WriteFile | StoreSecret | RemoveFile


class ChangeKind(StrEnum):
    """What a change does, for those who are shown a plan."""

    CREATE_FOLDER = "create-folder"
    CREATE = "create"
    MODIFY = "modify"
    SECRET = "store-secret"  # noqa: S105  # a name, not a password
    REMOVE = "remove"


def kind_of(change: Change) -> ChangeKind:
    """Name what `change` does."""
    match change:
        case MakeFolder():
            return ChangeKind.CREATE_FOLDER
        case WriteFile(before=None):
            return ChangeKind.CREATE
        case WriteFile():
            return ChangeKind.MODIFY
        case StoreSecret():
            return ChangeKind.SECRET
        case RemoveFile():
            return ChangeKind.REMOVE


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes that belong together, and what is needed to withdraw them later.

    Attributes:
        title: what the user is told was done, already in the user's language.
        client: who made the plan and can withdraw it, e.g. ``thunderbird``.
        changes: in the order they are applied.
        receipt: what `client` needs to find its own work again: paths, markers,
            keys. Never a secret, a login or an address.
    """

    title: str
    client: str
    changes: tuple[Change, ...]
    receipt: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )
