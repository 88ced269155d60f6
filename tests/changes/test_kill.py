"""A process killed at every step, and in the middle of every step."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assistant.changes import Deed, Entry, EntryState, Ledger, Recovered, Way
from assistant.model.change import Plan, RemoveFile, WriteFile, digest
from tests.changes.scene import (
    PREFS,
    at_step,
    contents,
    in_child,
    ledger,
    make_profile,
    plan,
    tree,
    whole_plan,
    write,
)

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="this system has no kill -9"
)
STEPS = range(26)


def _die(_deed: Deed, _path: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_halfway(deed: Deed, path: Path) -> None:
    """Leave what a death in the middle of the deed leaves."""
    if deed in {Deed.STAGE, Deed.BACK_UP}:
        path.write_bytes(b"ha")
    journal = path / "journal.jsonl"
    if deed is Deed.NOTE and journal.exists():
        with journal.open("ab") as file:
            file.write(b'{"record": "marked", "mark": "comm')
    elif deed is Deed.NOTE:
        path.mkdir()
        journal.write_bytes(b'{"record": "hea')
    os.kill(os.getpid(), signal.SIGKILL)


DEATHS = [
    pytest.param(_die, id="before the deed"),
    pytest.param(_die_halfway, id="in the deed"),
]
Death = Callable[[Deed, Path], None]


def _killed(
    work: Callable[[Ledger], object], root: Path, step: int, how: Death
) -> bool:
    mortal = ledger(root, at_step(step, how))
    code = in_child(lambda: str(work(mortal)) and None)
    assert code in {0, -signal.SIGKILL}
    return code != 0


@pytest.mark.parametrize("how", DEATHS)
@pytest.mark.parametrize("step", STEPS)
def test_a_plan_cut_off_is_rolled_back_unless_committed(
    tmp_path: Path, step: int, how: Death
) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    work = partial(_apply, profile=profile)

    was_killed = _killed(work, tmp_path, step, how)
    ledger(tmp_path).recover()

    states = [entry.state for entry in ledger(tmp_path).entries()]
    if was_killed:
        assert tree(profile) == before
        assert states in ([], [EntryState.ROLLED_BACK])
    else:
        assert step > 20
        assert contents(profile)["logins.json"] == b"cipher"
        assert states == [EntryState.COMMITTED]
    assert not list(tmp_path.rglob("*.tmp"))


def _apply(mortal: Ledger, profile: Path) -> object:
    return mortal.apply(whole_plan(profile))


@pytest.mark.parametrize("how", DEATHS)
@pytest.mark.parametrize("step", range(14))
def test_a_restore_cut_off_is_finished_once_begun(
    tmp_path: Path, step: int, how: Death
) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    ledger(tmp_path).apply(whole_plan(profile))
    written = tree(profile)

    was_killed = _killed(lambda mortal: mortal.restore("1"), tmp_path, step, how)
    ledger(tmp_path).recover()

    if was_killed and step == 0:
        assert tree(profile) == written
        assert ledger(tmp_path).way_back("1") is Way.RESTORE
        return
    assert was_killed or step > 9
    assert tree(profile) == before
    assert ledger(tmp_path).entries()[0].state is EntryState.UNDONE
    assert not list(tmp_path.rglob("*.tmp"))


@pytest.mark.parametrize("how", DEATHS)
@pytest.mark.parametrize("step", range(16))
def test_a_withdrawal_cut_off_is_whole_or_not_begun(
    tmp_path: Path, step: int, how: Death
) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    write(profile / "prefs.js", b"theirs and ours")
    before = tree(profile)
    withdrawing = _withdrawing(profile)

    work: Callable[[Ledger], object] = partial(_withdraw, by=withdrawing)
    was_killed = _killed(work, tmp_path, step, how)
    ledger(tmp_path).recover()

    (entry,) = ledger(tmp_path).entries()
    assert was_killed or step > 11
    if entry.state is EntryState.WITHDRAWN:
        assert contents(profile)["prefs.js"] == b"theirs"
        assert "Mail été/règles.dat" not in contents(profile)
    else:
        assert tree(profile) == before
        assert ledger(tmp_path).way_back("1") is Way.WITHDRAW
    assert not list(tmp_path.rglob("*.tmp"))


def _withdraw(mortal: Ledger, by: Plan) -> object:
    return mortal.withdrawn("1", by)


def _withdrawing(profile: Path) -> Plan:
    return plan(
        WriteFile(profile / "prefs.js", b"theirs", digest(b"theirs and ours")),
        RemoveFile(profile / "Mail été" / "règles.dat", digest(b"rules")),
    )


@pytest.mark.parametrize("second", range(10))
def test_a_recovery_cut_off_is_recovered(tmp_path: Path, second: int) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    _killed(partial(_apply, profile=profile), tmp_path, 20, _die)

    was_killed = _killed(Ledger.recover, tmp_path, second, _die_halfway)
    ledger(tmp_path).recover()

    assert was_killed or second >= 5
    assert tree(profile) == before
    assert not list(tmp_path.rglob("*.tmp"))


def _cut_off_late(tmp_path: Path) -> Path:
    profile = make_profile(tmp_path)
    assert _killed(partial(_apply, profile=profile), tmp_path, 20, _die)
    return profile


def test_recover_says_what_it_did_once(tmp_path: Path) -> None:
    _cut_off_late(tmp_path)

    assert ledger(tmp_path).entries()[0].state is EntryState.INTERRUPTED
    assert ledger(tmp_path).recover() == (
        Recovered("1", "Compte ajouté", EntryState.ROLLED_BACK),
    )
    assert ledger(tmp_path).recover() == ()


def test_what_others_changed_after_a_crash_is_left_to_withdrawing(
    tmp_path: Path,
) -> None:
    profile = _cut_off_late(tmp_path)
    write(profile / "prefs.js", PREFS + b"// ours\n// theirs\n")
    before = {n: c for n, c in tree(profile).items() if not n.endswith(".tmp")}

    (report,) = ledger(tmp_path).recover()

    assert report.state is EntryState.INTERRUPTED
    assert report.left == (profile / "prefs.js",)
    assert tree(profile) == before
    assert ledger(tmp_path).way_back("1") is Way.WITHDRAW
    assert ledger(tmp_path).recover() == ()
    ledger(tmp_path).withdrawn("1", None)
    assert ledger(tmp_path).entries()[0].state is EntryState.WITHDRAWN


def test_a_torn_last_line_is_tolerated_and_cut_off(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    journal = tmp_path / "state" / "journal" / "1" / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + b'{"record": "marked", "ma')

    ledger(tmp_path).restore("1")

    assert journal.read_bytes().startswith(whole + b'{"record": "marked", "mark": "re')


def test_a_damaged_journal_is_never_reversed_by_itself(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    written = tree(profile)
    journal = tmp_path / "state" / "journal" / "1" / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[3] = b"\x00\xff rot\n"
    journal.write_bytes(b"".join(lines))

    assert ledger(tmp_path).recover() == ()
    assert tree(profile) == written
    assert ledger(tmp_path).way_back("1") is Way.WITHDRAW


def test_an_entry_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    newer = tmp_path / "state" / "journal" / "4" / "journal.jsonl"
    write(newer, b'{"record": "header", "v": 2, "colour": "blue"}\n')

    assert ledger(tmp_path).recover() == ()
    ledger(tmp_path).apply(plan(WriteFile(tmp_path / "a", b"", None)))

    assert newer.exists()
    assert [entry.id for entry in ledger(tmp_path).entries()] == ["5"]


def test_an_entry_waits_while_its_client_runs(tmp_path: Path) -> None:
    profile = _cut_off_late(tmp_path)
    before = tree(profile)
    asked: list[Entry] = []

    def hold(entry: Entry) -> None:
        asked.append(entry)

    assert ledger(tmp_path).recover(hold=hold) == ()
    assert tree(profile) == before
    assert [entry.receipt for entry in asked] == [{"marker": "5d9a3c0e"}]
    assert ledger(tmp_path).entries()[0].state is EntryState.INTERRUPTED
    assert len(ledger(tmp_path).recover()) == 1


def test_the_clients_lock_is_held_while_files_are_put_back(tmp_path: Path) -> None:
    profile = _cut_off_late(tmp_path)
    held: list[bytes] = []

    @contextmanager
    def hold(_entry: Entry) -> Iterator[None]:
        held.append((profile / "prefs.js").read_bytes())
        yield
        held.append((profile / "prefs.js").read_bytes())

    ledger(tmp_path).recover(hold=hold)

    assert held == [PREFS + b"// ours\n", PREFS]


def test_a_withdrawal_cut_off_asks_for_the_lock_of_its_entry(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    write(profile / "prefs.js", b"theirs and ours")
    withdrawing = replace(_withdrawing(profile), receipt={})
    assert _killed(partial(_withdraw, by=withdrawing), tmp_path, 9, _die)
    asked: list[Entry] = []

    def hold(entry: Entry) -> None:
        asked.append(entry)

    ledger(tmp_path).recover(hold=hold)

    assert [(entry.id, dict(entry.receipt)) for entry in asked] == [
        ("1", {"marker": "5d9a3c0e"})
    ]


@pytest.mark.parametrize("step", STEPS)
def test_a_lock_file_left_by_a_crash_is_taken_away(tmp_path: Path, step: int) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    lock = profile / ".parentlock"

    def work(mortal: Ledger) -> None:
        lock.touch()
        mortal.apply(whole_plan(profile), scratch=[lock])

    was_killed = _killed(work, tmp_path, step, _die)
    ledger(tmp_path).recover()

    if not was_killed:
        assert lock.exists()
        ledger(tmp_path).restore("1")
    # Before the first line of the journal nothing is known of it.
    assert step == 0 or tree(profile) == before


def test_a_lock_file_that_became_someone_elses_stays(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    lock = write(profile / ".parentlock", b"")
    ledger(tmp_path).apply(whole_plan(profile), scratch=[lock])
    write(lock, b"theirs")

    ledger(tmp_path).restore("1")

    assert lock.read_bytes() == b"theirs"
