import errno
import os
import sys
from pathlib import Path

import pytest

from assistant.changes import (
    Applied,
    Conflict,
    Deed,
    EntryState,
    Restored,
    RolledBack,
    Way,
)
from assistant.model.change import (
    MakeFolder,
    Plan,
    RemoveFile,
    WriteFile,
    digest,
)
from tests.changes.scene import (
    PREFS,
    at_step,
    ledger,
    make_profile,
    plan,
    tree,
    whole_plan,
    write,
)


def test_restore_puts_back_every_byte_mode_owner_and_time(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(profile / "user.js", 65534, 7)
        os.chown(profile / "prefs.js", 65534, 7)
    before = tree(profile)
    ledger(tmp_path).apply(whole_plan(profile))

    outcome = ledger(tmp_path).restore("1")

    assert outcome == Restored("1")
    assert tree(profile) == before
    assert ledger(tmp_path).entries()[0].state is EntryState.UNDONE
    assert ledger(tmp_path).way_back("1") is Way.NOTHING


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_name_that_is_no_unicode_survives_the_journal(tmp_path: Path) -> None:
    old = write(tmp_path / os.fsdecode(b"caf\xe9"), b"old")
    before = tree(tmp_path)
    ledger(tmp_path).apply(plan(WriteFile(old, b"new", digest(b"old"))))

    ledger(tmp_path).restore("1")

    assert tree(tmp_path)[old.name] == before[old.name]


def test_restore_takes_a_created_profile_away_whole(tmp_path: Path) -> None:
    root = tmp_path / "home"
    root.mkdir()
    made = plan(
        MakeFolder(root / "Profiles"),
        MakeFolder(root / "Profiles" / "x"),
        WriteFile(root / "Profiles" / "x" / "prefs.js", b"", None),
        WriteFile(root / "profiles.ini", b"[Profile0]", None),
    )
    ledger(tmp_path).apply(made)

    ledger(tmp_path).restore("1")

    assert tree(root) == {}


def test_restoring_twice_is_the_same_as_once(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    ledger(tmp_path).restore("1")
    write(profile / "prefs.js", b"later")

    assert ledger(tmp_path).restore("1") == Restored("1")
    assert (profile / "prefs.js").read_bytes() == b"later"


def test_an_entry_that_does_not_exist_cannot_be_restored(tmp_path: Path) -> None:
    assert ledger(tmp_path).way_back("7") is Way.NOTHING

    with pytest.raises(LookupError):
        ledger(tmp_path).restore("7")
    with pytest.raises(LookupError):
        ledger(tmp_path).withdrawn("7", None)


def test_restore_is_the_way_while_nothing_has_changed(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    write(profile / "theirs.txt", b"beside, not in a file or folder of ours")

    assert ledger(tmp_path).way_back("1") is Way.RESTORE


def test_a_file_changed_afterwards_leaves_only_withdrawing(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    write(profile / "prefs.js", b"rewritten at exit")
    before = tree(profile)

    assert ledger(tmp_path).way_back("1") is Way.WITHDRAW
    assert ledger(tmp_path).restore("1") == Conflict((profile / "prefs.js",))
    assert tree(profile) == before


def test_something_new_in_a_created_folder_leaves_only_withdrawing(
    tmp_path: Path,
) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    theirs = write(profile / "Mail été" / "deep" / "Inbox", b"mail")

    assert ledger(tmp_path).way_back("1") is Way.WITHDRAW
    assert isinstance(ledger(tmp_path).restore("1"), Conflict)
    assert theirs.exists()


def test_a_file_of_ours_that_is_gone_leaves_only_withdrawing(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    (profile / "Mail été" / "règles.dat").unlink()

    assert ledger(tmp_path).way_back("1") is Way.WITHDRAW


def test_a_removed_file_that_came_back_leaves_only_withdrawing(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    write(profile / "user.js", b"// mine\n")

    assert ledger(tmp_path).way_back("1") is Way.WITHDRAW


def test_entries_are_undone_from_the_last_to_the_first(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    prefs = profile / "prefs.js"
    ledger(tmp_path).apply(plan(WriteFile(prefs, b"one", digest(PREFS))))
    ledger(tmp_path).apply(plan(WriteFile(prefs, b"two", digest(b"one"))))

    assert ledger(tmp_path).way_back("1") is Way.WITHDRAW
    ledger(tmp_path).restore("2")
    assert ledger(tmp_path).way_back("1") is Way.RESTORE
    ledger(tmp_path).restore("1")

    assert tree(profile) == before


@pytest.mark.parametrize("step", range(25))
def test_a_restore_that_fails_leaves_all_or_is_finished_later(
    tmp_path: Path, step: int
) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    ledger(tmp_path).apply(whole_plan(profile))
    written = tree(profile)
    deeds: list[Deed] = []

    def fail(deed: Deed, path: Path) -> None:
        deeds.append(deed)
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    outcome = ledger(tmp_path, at_step(step, fail)).restore("1")

    if isinstance(outcome, RolledBack):
        assert outcome.signal.code == "client:EROFS"
        if not outcome.left:
            assert tree(profile) == written
            assert ledger(tmp_path).way_back("1") is Way.RESTORE
            return
        ledger(tmp_path).recover()
    else:
        # The last deed only notes that all is done; losing it is no harm.
        assert step >= 9
        ledger(tmp_path).recover()
    assert tree(profile) == before
    assert ledger(tmp_path).entries()[0].state is EntryState.UNDONE


def test_a_damaged_backup_is_not_put_back(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    written = tree(profile)
    (tmp_path / "state" / "journal" / "1" / "backup-0").write_bytes(b"rot")

    outcome = ledger(tmp_path).restore("1")

    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code == "client:EIO"
    assert tree(profile) == written


def _changed_by_the_client(tmp_path: Path) -> tuple[Path, Plan]:
    profile = make_profile(tmp_path)
    ledger(tmp_path).apply(whole_plan(profile))
    rewritten = PREFS + b"// ours\n// theirs\n"
    write(profile / "prefs.js", rewritten)
    withdrawing = plan(
        WriteFile(profile / "prefs.js", PREFS + b"// theirs\n", digest(rewritten)),
        RemoveFile(profile / "Mail été" / "règles.dat", digest(b"rules")),
    )
    return profile, withdrawing


def test_withdrawing_marks_the_entry_and_is_no_entry_itself(tmp_path: Path) -> None:
    profile, withdrawing = _changed_by_the_client(tmp_path)

    outcome = ledger(tmp_path).withdrawn("1", withdrawing)

    assert isinstance(outcome, Applied)
    assert (profile / "prefs.js").read_bytes() == PREFS + b"// theirs\n"
    assert not (profile / "Mail été").exists()
    (entry,) = ledger(tmp_path).entries()
    assert entry.state is EntryState.WITHDRAWN
    assert ledger(tmp_path).way_back("1") is Way.NOTHING


def test_withdrawing_nothing_marks_the_entry(tmp_path: Path) -> None:
    profile, _ = _changed_by_the_client(tmp_path)
    before = tree(profile)

    ledger(tmp_path).withdrawn("1", None)

    assert ledger(tmp_path).entries()[0].state is EntryState.WITHDRAWN
    assert (profile / "Mail été" / "règles.dat").exists()
    assert tree(profile) == before


@pytest.mark.parametrize("step", range(20))
def test_a_withdrawal_that_fails_can_be_tried_again(tmp_path: Path, step: int) -> None:
    profile, withdrawing = _changed_by_the_client(tmp_path)
    before = tree(profile)
    failed: list[bool] = []

    def fail(deed: Deed, _path: Path) -> None:
        failed.append(True)
        raise OSError(errno.ENOSPC, deed)

    outcome = ledger(tmp_path, at_step(step, fail)).withdrawn("1", withdrawing)

    if isinstance(outcome, RolledBack):
        assert tree(profile) == before
        assert ledger(tmp_path).way_back("1") is Way.WITHDRAW
        outcome = ledger(tmp_path).withdrawn("1", withdrawing)
    ledger(tmp_path).recover()
    assert isinstance(outcome, Applied)
    assert ledger(tmp_path).entries()[0].state is EntryState.WITHDRAWN
    assert len(ledger(tmp_path).entries()) == 1
    assert failed or step > 10


@pytest.mark.parametrize("way", ["restore", "withdraw", "roll back"])
def test_backups_are_deleted_once_they_are_useless(tmp_path: Path, way: str) -> None:
    profile = make_profile(tmp_path)
    if way == "roll back":
        answers = iter([False] * 8 + [True])
        ledger(tmp_path).apply(whole_plan(profile), is_cancelled=lambda: next(answers))
    else:
        ledger(tmp_path).apply(whole_plan(profile))
        assert list(tmp_path.rglob("backup-*"))
    if way == "restore":
        ledger(tmp_path).restore("1")
    if way == "withdraw":
        ledger(tmp_path).withdrawn("1", None)

    assert len(ledger(tmp_path).entries()) == 1
    assert not list(tmp_path.rglob("backup-*"))


def test_the_last_twenty_entries_are_kept(tmp_path: Path) -> None:
    root = tmp_path / "home"
    root.mkdir()
    for number in range(25):
        ledger(tmp_path).apply(plan(WriteFile(root / str(number), b"", None)))

    ids = [entry.id for entry in ledger(tmp_path).entries()]

    assert ids == [str(number) for number in range(25, 5, -1)]
    assert ledger(tmp_path).way_back("25") is Way.RESTORE


def test_an_interrupted_entry_is_never_dropped(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    broken: list[bool] = []

    def break_down(deed: Deed, path: Path) -> None:
        if broken or path == profile / "logins.json":
            broken.append(True)
            raise OSError(errno.EIO, deed)

    ledger(tmp_path, break_down).apply(whole_plan(profile))
    for number in range(22):
        ledger(tmp_path).apply(plan(WriteFile(tmp_path / str(number), b"", None)))

    entries = ledger(tmp_path).entries()

    assert len(entries) == 21
    assert entries[-1].state is EntryState.INTERRUPTED
    assert entries[-1].id == "1"
