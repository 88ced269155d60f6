"""What DNS knows, and whom to ask: plain values, free of any DNS library."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NameServer:
    """One resolver to ask."""

    address: str
    port: int = 53


@dataclass(frozen=True, slots=True)
class ResolverConfig:
    """Whom to ask, and what this computer knows itself.

    Attributes:
        search: domains to complete a name of one label with.
        hosts_file: None for this computer's own.
    """

    servers: tuple[NameServer, ...]
    search: tuple[str, ...] = ()
    hosts_file: Path | None = None


@dataclass(frozen=True, slots=True, order=True)
class MailExchanger:
    """Who takes mail for a domain; the lowest preference is asked first."""

    preference: int
    host: str


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """One SRV record (RFC 2782); an empty host says "not offered" (RFC 6186)."""

    priority: int
    weight: int
    port: int
    host: str
