"""A login, and how a server may answer it."""

import base64
import unicodedata
from dataclasses import dataclass

from assistant.model.secret import Secret
from assistant.model.signal import Signal


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server knows this login; `elapsed_s` is how long its answer took."""

    elapsed_s: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The server said no, or was not asked.

    `is_definite` says whether it counts against the budget: every permanent
    refusal does, coded or not; what is known to be temporary or about the way of
    asking does not. `was_sent` says whether the password left this computer.
    """

    signal: Signal
    is_definite: bool
    was_sent: bool


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The password was sent and nothing came back: it counts as spent."""

    signal: Signal


LoginAnswer = Accepted | Refused | Unanswered


def utf8(text: str) -> bytes:
    """Return `text` as servers compare it: NFC, UTF-8 (RFC 4616, RFC 8265)."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def plain(login: str, secret: Secret) -> bytes:
    """Return the one message of SASL PLAIN, in base64 (RFC 4616)."""
    message = b"\0" + utf8(login) + b"\0" + utf8(secret.reveal())
    return base64.b64encode(message)


def has_nul(login: str, secret: Secret) -> bool:
    """Whether no mechanism can carry this login: NUL separates its parts."""
    return "\0" in login or "\0" in secret.reveal()


def login_words(login: str) -> tuple[str, ...]:
    """Return what must not be shown of a login: itself, and its local part."""
    return (login, login.partition("@")[0])


def secret_words(login: str, secret: Secret) -> tuple[str, ...]:
    """Return the forms a password has on the wire, should a server repeat one."""
    return (secret.reveal(), plain(login, secret).decode("ascii"))
