"""Servers that may serve an address, and how far each answer can be trusted."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from assistant.model.institution import Platform, Provenance
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
    """One door that may serve the address, with the login it expects.

    `username` is None where only the user can tell it; `provenance` is the
    profile's witness, None for every other source.
    """

    service: Service
    endpoint: Endpoint
    username: str | None
    source: Source
    trust: Trust
    hops: tuple[Hop, ...] = ()
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A consistent way in: the doors of one platform, most preferred first.

    `smtp` is empty where nobody knows the outgoing server. `platform` is the
    institution's, which also knows the login rule, the kind of secret and what
    to prepare; None for servers that no profile names.
    """

    title: str
    imap: tuple[Candidate, ...]
    smtp: tuple[Candidate, ...] = field(default=())
    platform: Platform | None = None

    @property
    def is_receive_only(self) -> bool:
        """Whether no outgoing server is known."""
        return not self.smtp
