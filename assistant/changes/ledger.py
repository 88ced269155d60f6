"""The door of the package: apply a plan, and take it back."""

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from assistant.changes.disk import Deed, Disk, Watch
from assistant.changes.journal import Journal, is_rubbish
from assistant.changes.lock import WAIT_S, LockBusyError, exclusive
from assistant.changes.outcome import (
    BUSY,
    Applied,
    Conflict,
    Entry,
    EntryState,
    Recovered,
    Restored,
    RolledBack,
    Way,
    failure,
    stopped,
)
from assistant.changes.perform import MovedError, needed
from assistant.changes.record import Header, Mark
from assistant.changes.reverse import changed_since, clear_empty_folders
from assistant.changes.settle import carry_out, close, recover, restore
from assistant.model.change import Plan
from assistant.model.clock import Clock

KEPT_ENTRIES = 20
Hold = Callable[[Entry], AbstractContextManager[object] | None]


def _never() -> bool:
    return False


def _unwatched(_deed: Deed, _path: Path) -> None:
    pass


def _needs_no_lock(_entry: Entry) -> AbstractContextManager[object]:
    return nullcontext()


class Ledger:
    """What was changed on this computer, and the means to undo it.

    The folder belongs to us alone: one sub-folder per entry, closed to others.
    Every call blocks; two processes may call at once and take turns. Nothing in
    a journal is a secret, but a backup is as private as the file it was.

    Args:
        folder: created when first needed.
        clock: dates the entries.
        wait_s: how long to wait for another process of ours.
        watch: told before every deed on the disk; raising `OSError` from it
            makes that deed fail.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        wait_s: float = WAIT_S,
        watch: Watch = _unwatched,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._wait_s = wait_s
        self._disk = Disk(watch)

    def apply(
        self,
        plan: Plan,
        *,
        is_cancelled: Callable[[], bool] = _never,
        scratch: Collection[Path] = (),
    ) -> Applied | Conflict | RolledBack:
        """Make the plan true, whole or not at all.

        The caller holds the client's own lock.

        Args:
            plan: what shall be true.
            is_cancelled: asked between changes.
            scratch: files the caller made for the time of the work, such as the
                lock's. He takes them away himself; after a crash `recover` or
                `restore` does.
        """
        return self._apply(
            plan, withdraws=None, is_cancelled=is_cancelled, scratch=scratch
        )

    def entries(self) -> tuple[Entry, ...]:
        """All entries that are kept, the latest first."""
        journals = (j for j in self._journals() if j.header.withdraws is None)
        return tuple(journal.entry() for journal in reversed(tuple(journals)))

    def way_back(self, entry_id: str) -> Way:
        """How the entry can be taken back now.

        RESTORE while every file still is as we left it and folders we made hold
        nothing but ours; else WITHDRAW. NOTHING for an entry that is unknown or
        taken back already.
        """
        journal = self._journal(entry_id)
        match journal.state if journal else None:
            case EntryState.COMMITTED if journal and not changed_since(journal):
                return Way.RESTORE
            case EntryState.COMMITTED | EntryState.INTERRUPTED:
                return Way.WITHDRAW
        return Way.NOTHING

    def restore(self, entry_id: str) -> Restored | Conflict | RolledBack:
        """Put back what stood before, byte for byte, with mode, owner and time.

        The caller holds the client's own lock, and `way_back` said RESTORE. A
        crash on the way is finished by `recover`.

        Raises:
            LookupError: no such entry to restore.
        """
        try:
            with exclusive(self._folder, wait_s=self._wait_s):
                journal = self._journal(entry_id)
                # A second click may come after the first has done it.
                if journal is not None and journal.state is EntryState.UNDONE:
                    return Restored(entry_id)
                if journal is None or journal.state is not EntryState.COMMITTED:
                    raise LookupError(entry_id)
                return restore(journal, self._disk)
        except LockBusyError:
            return RolledBack(stopped(BUSY))
        except OSError as error:
            return RolledBack(failure(error))

    def withdrawn(
        self, entry_id: str, plan: Plan | None
    ) -> Applied | Conflict | RolledBack:
        """Apply the client's withdrawing plan and mark the entry withdrawn.

        The plan is journalled like any other, so a crash leaves it either not
        begun or, after `recover`, complete. None when nothing of ours is left.
        Folders the entry made go too if they are empty then.

        Raises:
            LookupError: no such entry.
        """
        if self._journal(entry_id) is None:
            raise LookupError(entry_id)
        nothing = Plan(title="", client="", changes=())
        return self._apply(plan or nothing, withdraws=entry_id)

    def recover(self, *, hold: Hold = _needs_no_lock) -> tuple[Recovered, ...]:
        """Put in order what a crash cut off; called at every start.

        Does nothing while another of our processes is at work, and leaves for
        the next start what the disk refuses now.

        Args:
            hold: takes the client's own lock for an entry, for as long as its
                files are put back; None while the client runs: the entry then
                waits for the next start. What it holds must not be a new file
                in a folder the entry made.
        """
        try:
            if not self._folder.is_dir():
                return ()
            with exclusive(self._folder, wait_s=self._wait_s):
                self._clear_rubbish()
                journals = self._journals()
                return tuple(
                    report for each in journals if (report := self._recover(each, hold))
                )
        except (LockBusyError, OSError):
            return ()

    def _apply(
        self,
        plan: Plan,
        *,
        withdraws: str | None,
        is_cancelled: Callable[[], bool] = _never,
        scratch: Collection[Path] = (),
    ) -> Applied | Conflict | RolledBack:
        try:
            with exclusive(self._folder, wait_s=self._wait_s):
                changes = needed(plan.changes)
                # An entry that undoes nothing would only stand in the way of
                # the one the user means by "undo".
                if not changes and withdraws is None:
                    return Applied(None)
                journal = self._begin(plan, withdraws, scratch)
                outcome = carry_out(changes, journal, self._disk, is_cancelled)
                # The outcome stands; what tidying misses is tidied by `recover`.
                with suppress(OSError):
                    self._finish_withdrawal(journal)
                    self._prune()
                return outcome
        except LockBusyError:
            return RolledBack(stopped(BUSY))
        except MovedError as error:
            return Conflict(error.paths)
        except OSError as error:
            return RolledBack(failure(error))

    def _begin(
        self, plan: Plan, withdraws: str | None, scratch: Collection[Path]
    ) -> Journal:
        numbers = [int(folder.name) for folder in self._folders()]
        header = Header(
            when=self._clock.now(),
            title=plan.title,
            client=plan.client,
            receipt=plan.receipt,
            withdraws=withdraws,
            scratch=tuple(scratch),
        )
        folder = self._folder / str(max(numbers, default=0) + 1)
        return Journal.create(folder, header, self._disk.watch)

    def _recover(self, journal: Journal, hold: Hold) -> Recovered | None:
        withdraws = journal.header.withdraws
        owner = journal if withdraws is None else self._journal(withdraws)
        held = hold((owner or journal).entry()) if journal.is_cut_off else nullcontext()
        if held is None:
            return None
        with held:
            report = recover(journal, self._disk)
            self._finish_withdrawal(journal)
        if owner is journal:
            return report
        return self._of_withdrawal(withdraws, report)

    def _of_withdrawal(
        self, entry_id: str | None, report: Recovered | None
    ) -> Recovered | None:
        # A withdrawal is no entry of its own to the user: tell of the entry.
        entry = self._journal(entry_id)
        if entry is None:
            return None
        left = report.left if report else ()
        return Recovered(entry.id, entry.header.title, entry.state, left)

    def _finish_withdrawal(self, journal: Journal) -> None:
        if journal.header.withdraws is None:
            return
        entry = self._journal(journal.header.withdraws)
        if journal.mark is Mark.COMMITTED and entry is not None:
            clear_empty_folders(entry)
            close(entry, Mark.WITHDRAWN)
            if entry.mark is not Mark.WITHDRAWN:
                # Only the withdrawal's journal knows that it happened.
                return
        if journal.mark is not None:
            journal.discard()

    def _prune(self) -> None:
        for journal in tuple(self._journals())[:-KEPT_ENTRIES]:
            # Its backups may still be the only copy of what stood there.
            if journal.state is not EntryState.INTERRUPTED:
                journal.discard()

    def _clear_rubbish(self) -> None:
        for folder in self._folders():
            with suppress(OSError):
                if is_rubbish(folder):
                    shutil.rmtree(folder)

    def _journal(self, entry_id: str | None) -> Journal | None:
        found = (each for each in self._journals() if each.id == entry_id)
        return next(found, None)

    def _journals(self) -> Iterator[Journal]:
        for folder in self._folders():
            # Another user's entry (root's, say) is not ours to see.
            with suppress(OSError):
                journal = Journal.read(folder, self._disk.watch)
                if journal is not None:
                    yield journal

    def _folders(self) -> tuple[Path, ...]:
        try:
            named = [each for each in self._folder.iterdir() if each.name.isdecimal()]
        except OSError:
            return ()
        return tuple(sorted(named, key=lambda folder: int(folder.name)))
