"""Servers that may serve an address, and how far each answer can be trusted."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from assistant.model.server import Endpoint, Service


class Source(StrEnum):
    """Who named the server."""

    INSTITUTION = "institution"
    MANUAL = "manual"
    DEMO = "demo"


class Trust(IntEnum):
    """How far an answer can be trusted; more is better."""

    GUESS = 0
    UNSIGNED_DNS = 1
    DATABASE = 2
    PROVIDER = 3
    USER = 4
    INSTITUTION = 5


@dataclass(frozen=True, slots=True)
class Hop:
    """One question that was asked on the way, and what came back."""

    question: str
    answer: str
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One door that may serve the address, with the login it expects."""

    service: Service
    endpoint: Endpoint
    username: str | None
    source: Source
    trust: Trust
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """A consistent way in: the doors of one platform, most preferred first.

    `smtp` is empty where nobody knows the outgoing server.
    """

    title: str
    imap: tuple[Candidate, ...]
    smtp: tuple[Candidate, ...] = field(default=())

    @property
    def is_receive_only(self) -> bool:
        """Whether no outgoing server is known."""
        return not self.smtp
