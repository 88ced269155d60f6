"""What an operation of the engine tells while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from assistant.model.candidate import Candidate
from assistant.model.change import ChangeKind
from assistant.model.exits import Exit
from assistant.model.verdict import Diagnosis, Verdict


class StepState(StrEnum):
    """Where a step stands."""

    STARTED = "started"
    OK = "ok"
    WARNED = "warned"
    FAILED = "failed"
    SKIPPED = "skipped"


class LoginState(StrEnum):
    """What is known about the login at one service."""

    PROVEN = "proven"
    REFUSED = "refused"
    NOT_TRIED = "not_tried"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a live list; `because` names the step that made this one fail."""

    id: str
    state: StepState
    because: str | None = None
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The operation needs an answer it may not choose itself.

    `option` is what gives the answer on the command line.
    """

    question: str
    option: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of a plan, shown before it is applied or once it is."""

    path: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class Attempts:
    """Passwords sent in one operation."""

    imap: int = 0
    smtp: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """What remains of the attempts of this half hour."""

    left: int = 3
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """The last event of every operation.

    `notes` deserve a word and stand in nobody's way.
    `details` holds what one command adds to the common result, named as in
    `docs/cli.md` and made of JSON's own types only.
    """

    command: str
    exit: Exit
    elapsed_s: float = 0.0
    diagnosis: Diagnosis | None = None
    imap: LoginState = LoginState.NOT_TRIED
    smtp: LoginState = LoginState.NOT_TRIED
    attempts: Attempts = Attempts()
    budget: Budget = Budget()
    message: str | None = None
    notes: tuple[Verdict, ...] = ()
    asked: Asked | None = None
    details: Mapping[str, Any] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )

    @property
    def is_ok(self) -> bool:
        """Whether nothing stands in the way."""
        return self.exit is Exit.FINE


# What may come before the result.
Event = Step | Changed | Candidate
