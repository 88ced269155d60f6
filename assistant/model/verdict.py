"""The named cause of a failure, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.model.signal import Signal


class Who(StrEnum):
    """Who must act."""

    YOU = "you"
    SCHOOL = "school"
    ACADEMIE = "academie"
    WAIT = "wait"
    PROGRAM = "program"


class Action(StrEnum):
    """The one next step, and so the button that stands under the advice."""

    RETRY = "retry"
    EDIT = "edit"  # go back to the answers
    OPEN_WEBMAIL = "open-webmail"
    OPEN_PASSWORD_PORTAL = "open-password-portal"  # noqa: S105  # a name, not a password
    OPEN_BROWSER = "open-browser"
    OPEN_SETTINGS = "open-settings"
    COPY = "copy"
    CONTACT = "contact"
    CLOSE_CLIENT = "close-client"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One cause of the catalogue; its words are looked up by `id`.

    Attributes:
        id: a row of the catalogue, e.g. ``AUTH-01``.
        confidence: 0 to 1.
        evidence: the signals it rests on, strongest first.
    """

    id: str
    confidence: float
    who: Who
    action: Action
    evidence: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The primary cause and the runner-up."""

    verdict: Verdict
    runner_up: Verdict | None = None
