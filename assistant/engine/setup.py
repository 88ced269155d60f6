"""Writes an account: lock, plan once more, apply, read again."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from assistant.changes import Applied, Conflict, Restored, RolledBack
from assistant.clients import ClientWriter, Planned
from assistant.engine.closing import hold, in_thread
from assistant.engine.ready import Ready
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.model.account import marker
from assistant.model.address import EmailAddress
from assistant.model.change import kind_of
from assistant.model.event import Changed, Result, StepState
from assistant.model.exits import Exit
from assistant.model.signal import Signal, Stage

KEYRING = "keyring"  # the receipt's word for the password kept in the keyring


def plan_for(ready: Ready, writer: ClientWriter) -> Planned | Signal:
    """Return what would be written now; reads the disk, changes nothing."""
    return writer.plan(
        ready.target,
        ready.account,
        secret=ready.answers.secret or None,
        roots_to_trust=ready.proof.private_roots,
        clock=ready.tally.world.clock,
        folders=ready.folders,
        repair=ready.answers.takes_over,
    )


def tell_changes(planned: Planned, tally: Tally, report: Reporter) -> None:
    """Show every change that was not shown yet, and keep all for the result."""
    changes = [{"path": str(c.path), "kind": kind_of(c)} for c in planned.plan.changes]
    if changes != tally.details.get("changes"):
        for change in planned.plan.changes:
            report.tell(Changed(str(change.path), kind_of(change)))
    tally.details["changes"] = changes


def keyring_name(address: EmailAddress) -> str:
    """Under which name the keyring keeps the password of `address`.

    A receipt may hold it, because it does not tell the address: so an undo, which
    knows no address, can drop the password too.
    """
    return str(marker(address, "keyring"))


@dataclass(slots=True)
class Writing:
    """One writing of one account, from the client's lock to the second look."""

    ready: Ready
    writer: ClientWriter
    report: Reporter

    async def run(self, *, waits: bool) -> Result | None:
        """Write, and return None when what stands there is what was planned.

        `waits`: a client that is open is waited for instead of refused.
        """
        target = self.ready.target
        held = await hold(lambda: self.writer.lock(target), self.report, waits=waits)
        if isinstance(held, Signal):
            return self._stopped(held)
        try:
            scratch = () if held.leftover is None else (held.leftover,)
            return await in_thread(partial(self._write, scratch))
        finally:
            held.release()

    def _write(
        self, scratch: Collection[Path], is_cancelled: Callable[[], bool]
    ) -> Result | None:
        """Plan once more under the lock: the files may have moved since."""
        self.report.start("write")
        planned = plan_for(self.ready, self.writer)
        if isinstance(planned, Signal):
            return self._stopped(planned, "write")
        tell_changes(planned, self.ready.tally, self.report)
        ledger = self.ready.tally.world.ledger
        name = keyring_name(self.ready.answers.address)
        plan = replace(planned.plan, receipt={**planned.plan.receipt, KEYRING: name})
        outcome = ledger.apply(plan, is_cancelled=is_cancelled, scratch=scratch)
        match outcome:
            case Applied(entry_id):
                self.ready.tally.details["undo_id"] = entry_id
                self.ready.tally.is_done = entry_id is not None
            case RolledBack(is_cancelled=True):
                self.report.end("write", StepState.FAILED)
                return self.ready.tally.cancelled()
            case RolledBack(signal=signal) | Conflict(signal=signal):
                return self._stopped(signal, "write", Exit.ROLLED_BACK)
        self.report.end("write", StepState.OK)
        return self._read_back(planned, self.ready.tally.details["undo_id"])

    def _read_back(self, planned: Planned, entry_id: str | None) -> Result | None:
        """Believe only what stands there; what is not as planned is taken back."""
        self.report.start("read-back")
        found = self.writer.read_back(
            planned.plan.receipt, self.ready.account, self.ready.answers.secret or None
        )
        if not found:
            self.report.end("read-back", StepState.OK)
            return None
        if isinstance(found, tuple):
            facts = {"what": found[0].what, "flaw": str(found[0].flaw)}
            found = Signal(Stage.CLIENT, "client:READ_BACK", facts=facts)
        if entry_id is not None:
            restored = self.ready.tally.world.ledger.restore(entry_id)
            if isinstance(restored, Restored):
                del self.ready.tally.details["undo_id"]
                self.ready.tally.is_done = False
        return self._stopped(found, "read-back", Exit.ROLLED_BACK)

    def _stopped(
        self, signal: Signal, step: str | None = None, code: Exit = Exit.PROBLEM
    ) -> Result:
        if step is not None:
            self.report.end(step, StepState.FAILED)
        self.ready.tally.signals.append(signal)
        return self.ready.tally.failed(code)
