"""The only package that writes outside our own folders: plan, journal, undo.

One entry is one folder, ``<state>/journal/<number>/``, with ``journal.jsonl`` and
the old contents as ``backup-<step>``. The journal is written ahead of every deed:

1. ``header``: title, client, receipt;
2. for every change ``prepared`` (digests, mode, owner, time, name of the staged
   file), then its folder is made or its new content is staged beside the target;
3. for every file ``intent``, then the swap, then ``done`` once it was read back;
4. ``marked committed``; later ``restoring``, ``undone`` or ``withdrawn``.

Nothing is ever decided by how far the journal says we came alone: what stands on
the disk is compared with the digests, so reversing half-done work, finished work
and half-reversed work is one and the same procedure (`reverse`).
"""

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
