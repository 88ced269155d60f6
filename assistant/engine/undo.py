"""Takes back what was written: restores it, or withdraws it once it was used."""

import asyncio

from assistant.changes import (
    Applied,
    Conflict,
    Entry,
    EntryState,
    Restored,
    RolledBack,
    Way,
)
from assistant.clients import ClientWriter
from assistant.engine.closing import hold, in_thread, writer_of
from assistant.engine.setup import KEYRING
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.model.event import Result, StepState
from assistant.model.exits import Exit
from assistant.model.signal import Signal
from assistant.text import _

_STANDING = frozenset({EntryState.COMMITTED, EntryState.INTERRUPTED})


async def undo(
    entry_id: str | None, *, tally: Tally, report: Reporter, waits: bool
) -> Result:
    """Take back one entry, the latest where none is named."""
    entries = await asyncio.to_thread(tally.world.ledger.entries)
    entry = _chosen(entries, entry_id)
    if entry is None:
        said = (
            _("There is nothing to take back under this number. See: undo --list")
            if entry_id
            else _("There is nothing to take back.")
        )
        return tally.ended(Exit.PROBLEM, said)
    readable = writer_of(entry, tally.world.host)
    if readable is None:
        said = _("Another version of this program wrote this: take it back with that.")
        return tally.ended(Exit.PROBLEM, said)
    writer, target = readable
    held = await hold(lambda: writer.lock(target), report, waits=waits)
    if isinstance(held, Signal):
        tally.signals.append(held)
        return tally.failed()
    try:
        report.start("undo")
        if held.created:
            # No client has ever locked this profile: it is only ours, and our
            # lock's file would stand in the way of the folder's removal.
            held.release()
        # It is over in a moment: a cancellation only waits for its end.
        result = await in_thread(lambda _: _take_back(entry, writer, tally))
    finally:
        held.release()
    report.end("undo", StepState.OK if result.is_ok else StepState.FAILED)
    return result


def _chosen(entries: tuple[Entry, ...], entry_id: str | None) -> Entry | None:
    standing = (entry for entry in entries if entry.state in _STANDING)
    return next((one for one in standing if entry_id in (None, one.id)), None)


def _take_back(entry: Entry, writer: ClientWriter, tally: Tally) -> Result:
    ledger = tally.world.ledger
    way = ledger.way_back(entry.id)
    tally.details.update(way=way, kept=[])
    if way is Way.RESTORE:
        outcome: Restored | Applied | Conflict | RolledBack = ledger.restore(entry.id)
        told = _("Everything is again exactly as it was.")
    else:
        withdrawal = writer.withdraw(entry.receipt)
        if isinstance(withdrawal, Signal):
            tally.signals.append(withdrawal)
            return tally.failed()
        tally.details["kept"] = [
            {"kind": kept.kind, "what": kept.what} for kept in withdrawal.kept
        ]
        outcome = ledger.withdrawn(entry.id, withdrawal.plan)
        told = _("What this program wrote is gone; what you changed since stays.")
    if isinstance(outcome, Conflict | RolledBack):
        tally.signals.append(outcome.signal)
        return tally.failed(Exit.ROLLED_BACK)
    tally.is_done = True
    if name := entry.receipt.get(KEYRING):
        tally.world.keyring.forget(name)
    return tally.ended(Exit.FINE, told)
