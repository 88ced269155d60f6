"""The only package that writes outside our own folders: plan, journal, undo."""

from assistant.changes.disk import Deed
from assistant.changes.ledger import Ledger
from assistant.changes.outcome import (
    Applied,
    Conflict,
    Entry,
    EntryState,
    FileRecord,
    Recovered,
    Restored,
    RolledBack,
    Way,
)

__all__ = [
    "Applied",
    "Conflict",
    "Deed",
    "Entry",
    "EntryState",
    "FileRecord",
    "Ledger",
    "Recovered",
    "Restored",
    "RolledBack",
    "Way",
]
