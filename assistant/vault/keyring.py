"""The system's own safe for passwords, through the `keyring` library."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.model.secret import Secret
from assistant.text import N_, _

SERVICE = "Assistant Messagerie"


class Backend(Protocol):
    """The part of ``keyring.backend.KeyringBackend`` that is used."""

    @property
    def name(self) -> str:
        """What its system calls it."""
        ...

    def get_password(self, service: str, username: str) -> str | None:
        """The password, None where none is kept."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the password."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Drop the password."""
        ...


class NoBackendReason(StrEnum):
    """Why nothing can be kept."""

    ABSENT = "absent"
    NULL = "null"
    REFUSED = "refused"


_WORDS = {
    NoBackendReason.ABSENT: N_("This computer has no safe for passwords."),
    NoBackendReason.NULL: N_("The safe of this computer is set to keep nothing."),
    NoBackendReason.REFUSED: N_("The safe of this computer did not open."),
}


@dataclass(frozen=True, slots=True)
class NamedBackend:
    """A safe that can be used, under the name its system gives it."""

    name: str


@dataclass(frozen=True, slots=True)
class NoBackend:
    """Nothing is kept."""

    reason: NoBackendReason

    @property
    def sentence(self) -> str:
        """The reason in the user's language."""
        return _(_WORDS[self.reason])


def _system_backend() -> Backend:
    # Looking for safes talks to the session bus: only when one is wanted.
    import keyring  # noqa: PLC0415  # see above

    return keyring.get_keyring()


class Keyring:
    """Remembers passwords in the system's safe; nothing is raised outward.

    Calls may block while the system asks its user to open the safe.

    Args:
        find: finds the safe; the system's unless a test brings its own.
    """

    def __init__(self, find: Callable[[], Backend] = _system_backend) -> None:
        self._find = find

    def available(self) -> NamedBackend | NoBackend:
        """The safe that would be used, or why there is none."""
        found = self._backend()
        return found if isinstance(found, NoBackend) else NamedBackend(found.name)

    def remember(self, account: str, secret: Secret) -> NamedBackend | NoBackend:
        """Keep the password; where it is now, or why it is nowhere."""
        backend = self._backend()
        if isinstance(backend, NoBackend):
            return backend
        try:
            backend.set_password(SERVICE, account, secret.reveal())
        except _refusals():
            return NoBackend(NoBackendReason.REFUSED)
        return NamedBackend(backend.name)

    def recall(self, account: str) -> Secret | NoBackend | None:
        """The password that was kept; None where none was."""
        backend = self._backend()
        if isinstance(backend, NoBackend):
            return backend
        try:
            password = backend.get_password(SERVICE, account)
        except _refusals():
            return NoBackend(NoBackendReason.REFUSED)
        return None if password is None else Secret(password)

    def forget(self, account: str) -> NoBackend | None:
        """Drop the password; None once none is kept, as when there was none."""
        match self.recall(account):
            case NoBackend() as trouble:
                return trouble
            case None:
                return None
        try:
            self._find().delete_password(SERVICE, account)
        except _refusals():
            return NoBackend(NoBackendReason.REFUSED)
        return None

    def _backend(self) -> Backend | NoBackend:
        try:
            backend = self._find()
        except _refusals():
            return NoBackend(NoBackendReason.REFUSED)
        match type(backend).__module__:
            case "keyring.backends.fail":
                return NoBackend(NoBackendReason.ABSENT)
            case "keyring.backends.null":
                return NoBackend(NoBackendReason.NULL)
        return backend


# What backends let through beside keyring's own errors; a module that is not
# loaded cannot have raised anything.
_FOREIGN = (
    ("keyring.errors", "KeyringError"),
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("pywintypes", "error"),
)


def _refusals() -> tuple[type[BaseException], ...]:
    loaded = [
        getattr(sys.modules[module], name)
        for module, name in _FOREIGN
        if module in sys.modules
    ]
    return (OSError, RuntimeError, ValueError, *loaded)
