"""Mail clients: one package each, all through the same door."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from assistant.clients.thunderbird import Thunderbird
from assistant.clients.writer import (
    Adoption,
    ClientWriter,
    Difference,
    ExistingAccount,
    Flaw,
    Kept,
    KeptKind,
    Mismatch,
    Planned,
    Relation,
    Survey,
    Target,
    Why,
    Withdrawal,
)
from assistant.platforms.host import Host

# By the name a user gives on the command line, and a plan carries in the journal.
registry: Mapping[str, Callable[[Host], ClientWriter]] = MappingProxyType(
    {"thunderbird": Thunderbird}
)

__all__ = [
    "Adoption",
    "ClientWriter",
    "Difference",
    "ExistingAccount",
    "Flaw",
    "Kept",
    "KeptKind",
    "Mismatch",
    "Planned",
    "Relation",
    "Survey",
    "Target",
    "Why",
    "Withdrawal",
    "registry",
]
