import multiprocessing
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from assistant.changes import Deed, EntryState, Ledger, RolledBack
from assistant.changes.lock import LockBusyError, exclusive
from assistant.model.change import WriteFile, digest
from tests.changes.scene import (
    StillClock,
    ledger,
    make_profile,
    plan,
    tree,
    whole_plan,
    write,
)

FORK = multiprocessing.get_context("fork")


def test_a_second_process_does_not_recover_the_work_of_the_first(
    tmp_path: Path,
) -> None:
    profile = make_profile(tmp_path)
    arrived, go_on = FORK.Event(), FORK.Event()

    def work() -> None:
        def wait(deed: Deed, _path: Path) -> None:
            if deed is Deed.REPLACE:
                arrived.set()
                go_on.wait(30)

        ledger(tmp_path, wait).apply(whole_plan(profile))

    first = FORK.Process(target=work)
    second = FORK.Process(target=lambda: ledger(tmp_path).recover() and None)
    first.start()
    assert arrived.wait(30)
    second.start()
    second.join(0.3)
    assert second.is_alive()
    go_on.set()
    first.join(30)
    second.join(30)

    assert (first.exitcode, second.exitcode) == (0, 0)
    assert ledger(tmp_path).entries()[0].state is EntryState.COMMITTED


def test_processes_that_apply_at_once_take_turns(tmp_path: Path) -> None:
    target = write(tmp_path / "home" / "count", b"0")
    start = FORK.Event()

    def work(event: Event) -> None:
        event.wait(30)
        done = 0
        while done < 5:
            seen = target.read_bytes()
            more = WriteFile(target, str(int(seen) + 1).encode(), digest(seen))
            outcome = ledger(tmp_path).apply(plan(more))
            done += getattr(outcome, "entry_id", None) is not None

    workers = [FORK.Process(target=work, args=(start,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    start.set()
    for worker in workers:
        worker.join(60)

    assert target.read_bytes() == b"15"
    entries = ledger(tmp_path).entries()
    assert [entry.id for entry in entries] == [str(n) for n in range(15, 0, -1)]
    assert {entry.state for entry in entries} == {EntryState.COMMITTED}


def test_a_lock_that_stays_taken_is_given_up(tmp_path: Path) -> None:
    started = time.monotonic()

    with (
        exclusive(tmp_path),
        pytest.raises(LockBusyError),
        exclusive(tmp_path, wait_s=0.2),
    ):
        pass

    assert 0.1 < time.monotonic() - started < 5


def test_a_ledger_that_stays_busy_is_a_value(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    folder = tmp_path / "state" / "journal"
    impatient = Ledger(folder, StillClock(), wait_s=0.1)

    with exclusive(folder):
        outcome = impatient.apply(whole_plan(profile))
        restored = impatient.restore("1")
        recovered = impatient.recover()

    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code == "client:BUSY"
    assert restored == outcome
    assert recovered == ()
    assert tree(profile) == before


def test_a_lock_that_cannot_be_taken_is_a_value(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    write(tmp_path / "state" / "journal" / "lock", b"no database" * 100)

    outcome = ledger(tmp_path).apply(whole_plan(profile))

    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code == "client:EIO"
