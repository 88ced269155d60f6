"""The contract every client writer keeps: a writer is finished when this is green.

A subclass only says how to set its stage.
"""

import errno
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.changes import Applied, Deed, Ledger, Restored, RolledBack, Way
from assistant.clients import ClientWriter, Planned, Survey, Target, Withdrawal
from assistant.model.account import Account, Identity
from assistant.model.change import MakeFolder, StoreSecret
from assistant.model.signal import Signal
from tests.clients.scene import SECRET, StillClock, tree


def files(folder: Path) -> dict[str, bytes | None]:
    return {name: data for name, data in tree(folder).items() if data is not None}


@dataclass(frozen=True)
class Stage:
    """A writer, an account to write, and where to look.

    Attributes:
        home: everything the writer may change lies below it.
        journal: a folder for the ledger, not below `home`.
        start_client: make the client run on a target until the test ends.
        foreign: texts that stand in the profile and must survive.
    """

    writer: ClientWriter
    account: Account
    home: Path
    journal: Path
    start_client: Callable[[Target], None]
    foreign: tuple[bytes, ...] = ()

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.journal, StillClock())

    def survey(self) -> Survey:
        survey = self.writer.survey(self.account)
        assert isinstance(survey, Survey)
        return survey

    def plan(self, target: Target | None = None) -> Planned:
        planned = self.writer.plan(
            target or self.survey().target,
            self.account,
            secret=SECRET,
            roots_to_trust=(),
            clock=StillClock(),
        )
        assert isinstance(planned, Planned)
        return planned

    def write(self) -> Planned:
        planned = self.plan()
        assert isinstance(self.ledger.apply(planned.plan), Applied)
        return planned

    def withdraw(self, planned: Planned) -> Withdrawal:
        withdrawal = self.writer.withdraw(planned.plan.receipt)
        assert isinstance(withdrawal, Withdrawal)
        return withdrawal


class WriterContract:
    """What must hold of every writer, on every stage."""

    @pytest.fixture
    def stage(self) -> Stage:
        raise NotImplementedError

    def test_planning_changes_nothing_on_disk(self, stage: Stage) -> None:
        before = tree(stage.home)

        stage.plan()

        assert tree(stage.home) == before

    def test_the_same_target_gives_the_same_plan(self, stage: Stage) -> None:
        target = stage.survey().target

        one, other = stage.plan(target), stage.plan(target)

        assert [c.path for c in one.plan.changes] == [
            c.path for c in other.plan.changes
        ]
        assert one.plan.receipt == other.plan.receipt

    def test_what_was_written_reads_back_right(self, stage: Stage) -> None:
        planned = stage.write()

        found = stage.writer.read_back(planned.plan.receipt, stage.account, SECRET)

        assert found == ()

    def test_another_account_does_not_read_back_right(self, stage: Stage) -> None:
        planned = stage.write()
        person = Identity("Another Name", stage.account.identity.address)
        other = replace(stage.account, identity=person)

        found = stage.writer.read_back(planned.plan.receipt, other, SECRET)

        assert not isinstance(found, Signal)
        assert len(found) == 1

    def test_applying_twice_changes_nothing_the_second_time(self, stage: Stage) -> None:
        stage.write()

        again = stage.plan()

        assert again.plan.changes == ()
        assert not again.created

    def test_restoring_gives_back_every_byte(self, stage: Stage) -> None:
        before = tree(stage.home)
        stage.write()
        (entry,) = stage.ledger.entries()

        assert stage.ledger.way_back(entry.id) is Way.RESTORE
        assert isinstance(stage.ledger.restore(entry.id), Restored)

        assert tree(stage.home) == before

    def test_foreign_content_survives_writing(self, stage: Stage) -> None:
        before = tree(stage.home)
        stage.write()
        after = tree(stage.home)

        assert before.keys() <= after.keys()
        everything = b"\n".join(data for data in after.values() if data)
        assert all(text in everything for text in stage.foreign)

    def test_foreign_content_survives_withdrawing(self, stage: Stage) -> None:
        withdrawal = stage.withdraw(stage.write())
        assert isinstance(stage.ledger.apply(withdrawal.plan), Applied)

        everything = b"\n".join(data for data in tree(stage.home).values() if data)

        assert all(text in everything for text in stage.foreign)

    def test_nothing_of_ours_is_left_after_withdrawing(self, stage: Stage) -> None:
        planned = stage.write()
        stage.ledger.apply(stage.withdraw(planned).plan)

        everything = b"\n".join(data for data in tree(stage.home).values() if data)

        ours = (stage.account.login, str(stage.account.identity.address))
        assert not any(text.encode() in everything for text in ours)
        assert stage.withdraw(planned).plan.changes == ()

    def test_no_secret_is_in_any_change_but_store_secret(self, stage: Stage) -> None:
        planned = stage.plan()
        secret = SECRET.reveal().encode()

        contents = [
            change.content.reveal()
            if isinstance(change, StoreSecret)
            else change.content
            for change in planned.plan.changes
            if not isinstance(change, MakeFolder) and hasattr(change, "content")
        ]

        assert contents
        assert not any(secret in content for content in contents)
        assert any(isinstance(c, StoreSecret) for c in planned.plan.changes)
        assert SECRET.reveal() not in repr(planned)

    def test_the_receipt_names_no_person(self, stage: Stage) -> None:
        receipt = str(dict(stage.plan().plan.receipt))

        address = str(stage.account.identity.address)
        for personal in (stage.account.login, address, SECRET.reveal()):
            assert personal not in receipt

    def test_it_refuses_while_the_client_runs(self, stage: Stage) -> None:
        target = stage.survey().target

        stage.start_client(target)

        held = stage.writer.lock(stage.survey().target)
        assert isinstance(held, Signal)
        assert held.code == "client:RUNNING"
        assert stage.survey().is_running

    def test_the_lock_leaves_no_trace(self, stage: Stage) -> None:
        target = stage.survey().target
        profiles, everything = tree(target.root), files(stage.home)

        held = stage.writer.lock(target)
        assert not isinstance(held, Signal)
        with held:
            pass

        assert tree(target.root) == profiles
        # Our own folder may have been made, and is empty.
        assert files(stage.home) == everything

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
    def test_a_disk_that_refuses_leaves_all_as_it_was(
        self, stage: Stage, code: int
    ) -> None:
        before = tree(stage.home)
        planned = stage.plan()
        last = planned.plan.changes[-1].path

        def refuse(_deed: Deed, path: Path) -> None:
            if path == last:
                raise OSError(code, "refused", str(path))

        outcome = Ledger(stage.journal, StillClock(), watch=refuse).apply(planned.plan)

        assert isinstance(outcome, RolledBack)
        assert outcome.signal.code == f"client:{errno.errorcode[code]}"
        assert tree(stage.home) == before
