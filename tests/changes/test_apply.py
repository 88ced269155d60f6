import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.changes import Applied, Conflict, Deed, EntryState, RolledBack
from assistant.model.change import (
    MakeFolder,
    RemoveFile,
    StoreSecret,
    WriteFile,
    digest,
)
from assistant.model.secret import SecretBytes
from tests.changes.scene import (
    LOGINS,
    PREFS,
    at_step,
    contents,
    journal_lines,
    ledger,
    make_profile,
    plan,
    standing,
    tree,
    whole_plan,
    write,
)

NOBODY = 65534
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can give files to another user",
)


def test_a_plan_becomes_true(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)

    outcome = ledger(tmp_path).apply(whole_plan(profile))

    assert outcome == Applied("1")
    assert contents(profile) == {
        "Mail été": None,
        "Mail été/règles.dat": b"rules",
        "logins.json": b"cipher",
        "prefs.js": PREFS + b"// ours\n",
    }


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)

    ledger(tmp_path).apply(whole_plan(profile))

    assert standing(profile / "prefs.js").mode == 0o640


def test_new_things_have_the_planned_mode_whatever_the_umask(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    new = plan(
        MakeFolder(profile / "shared", 0o775),
        WriteFile(profile / "w", b"", None, 0o664),
    )

    before = os.umask(0o077)
    ledger(tmp_path).apply(new)
    os.umask(before)

    assert standing(profile / "shared").mode == 0o775
    assert standing(profile / "w").mode == 0o664


@needs_root
def test_a_replaced_file_keeps_its_owner(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    os.chown(profile / "prefs.js", NOBODY, 7)

    ledger(tmp_path).apply(whole_plan(profile))

    assert standing(profile / "prefs.js").owner == (NOBODY, 7)
    assert standing(profile / "prefs.js").mode == 0o640


@needs_root
def test_what_root_creates_belongs_to_the_owner_of_its_folder(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    os.chown(profile, NOBODY, 7)

    ledger(tmp_path).apply(whole_plan(profile))

    assert standing(profile / "Mail été").owner == (NOBODY, 7)
    assert standing(profile / "Mail été" / "règles.dat").owner == (NOBODY, 7)


def test_a_link_stays_and_what_it_points_at_is_replaced(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    real = write(tmp_path / "elsewhere" / "prefs.js", b"real")
    link = profile / "linked.js"
    link.symlink_to(real)

    ledger(tmp_path).apply(plan(WriteFile(link, b"new", digest(b"real"))))

    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_a_plan_that_is_true_already_writes_nothing(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    same = plan(WriteFile(profile / "prefs.js", PREFS, digest(PREFS)))

    outcome = ledger(tmp_path).apply(same)

    assert outcome == Applied(None)
    assert tree(profile) == before
    assert ledger(tmp_path).entries() == ()


def test_a_file_changed_since_the_snapshot_stops_everything(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    stale = whole_plan(profile)
    write(profile / "logins.json", b"changed meanwhile")
    before = tree(profile)

    outcome = ledger(tmp_path).apply(stale)

    assert outcome == Conflict((profile / "logins.json",))
    assert outcome.signal.code == "client:CHANGED"
    assert tree(profile) == before
    assert ledger(tmp_path).entries() == ()


def test_a_file_that_appeared_since_the_snapshot_stops_everything(
    tmp_path: Path,
) -> None:
    profile = make_profile(tmp_path)
    stale = whole_plan(profile)
    write(profile / "Mail été" / "theirs", b"")
    before = tree(profile)

    outcome = ledger(tmp_path).apply(stale)

    assert outcome == Conflict((profile / "Mail été",))
    assert tree(profile) == before


def test_a_file_changed_while_we_write_stops_everything(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)

    def meddle(deed: Deed, path: Path) -> None:
        if deed is Deed.STAGE and path.parent == profile / "Mail été":
            write(profile / "logins.json", b"theirs")

    outcome = ledger(tmp_path, meddle).apply(whole_plan(profile))

    assert outcome == Conflict((profile / "logins.json",))
    after = tree(profile)
    assert after.pop("logins.json").content == b"theirs"
    before.pop("logins.json")
    assert after == before


def test_a_path_named_twice_is_a_bug(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    link = profile / "linked.js"
    link.symlink_to(profile / "prefs.js")
    twice = plan(
        WriteFile(profile / "prefs.js", b"1", digest(PREFS)),
        WriteFile(link, b"2", digest(PREFS)),
    )

    with pytest.raises(ValueError, match="once"):
        ledger(tmp_path).apply(twice)

    assert (profile / "prefs.js").read_bytes() == PREFS


@pytest.mark.parametrize("step", range(30))
def test_a_failing_deed_leaves_the_tree_as_it_was(tmp_path: Path, step: int) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    deeds: list[Deed] = []

    def fail(deed: Deed, path: Path) -> None:
        deeds.append(deed)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    outcome = ledger(tmp_path, at_step(step, fail)).apply(whole_plan(profile))

    if not deeds:
        assert outcome == Applied("1")
        assert step > 20
        return
    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code == "client:ENOSPC"
    assert not outcome.left
    assert tree(profile) == before
    assert all(e.state is EntryState.ROLLED_BACK for e in ledger(tmp_path).entries())


def test_a_failure_that_stays_is_put_right_at_the_next_start(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    broken = {"is": False}

    def break_down(deed: Deed, path: Path) -> None:
        broken["is"] = broken["is"] or path == profile / "logins.json"
        if broken["is"]:
            raise OSError(errno.EIO, deed)

    outcome = ledger(tmp_path, break_down).apply(whole_plan(profile))

    assert isinstance(outcome, RolledBack)
    assert profile / "prefs.js" in outcome.left
    assert ledger(tmp_path).entries()[0].state is EntryState.INTERRUPTED
    (report,) = ledger(tmp_path).recover()
    assert report.state is EntryState.ROLLED_BACK
    assert tree(profile) == before


@pytest.mark.parametrize("asked", range(12))
def test_cancelling_leaves_the_tree_as_it_was(tmp_path: Path, asked: int) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)
    answers = iter([False] * asked + [True])

    outcome = ledger(tmp_path).apply(
        whole_plan(profile), is_cancelled=lambda: next(answers)
    )

    if outcome == Applied("1"):
        assert asked >= 11
        return
    assert isinstance(outcome, RolledBack)
    assert outcome.is_cancelled
    assert tree(profile) == before


@pytest.mark.parametrize("surprise", [KeyboardInterrupt, ZeroDivisionError])
def test_a_surprise_rolls_back_and_goes_on_its_way(
    tmp_path: Path, surprise: type[BaseException]
) -> None:
    profile = make_profile(tmp_path)
    before = tree(profile)

    def explode(_deed: Deed, path: Path) -> None:
        if path == profile / "logins.json":
            raise surprise

    fuse: Callable[[Deed, Path], None] = _once(explode)
    with pytest.raises(surprise):
        ledger(tmp_path, fuse).apply(whole_plan(profile))

    assert tree(profile) == before
    assert ledger(tmp_path).entries()[0].state is EntryState.ROLLED_BACK


def _once(watch: Callable[[Deed, Path], None]) -> Callable[[Deed, Path], None]:
    spent: list[bool] = []

    def once(deed: Deed, path: Path) -> None:
        if not spent:
            try:
                watch(deed, path)
            except BaseException:
                spent.append(True)
                raise

    return once


def test_a_folder_where_a_file_is_expected_is_a_value(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    odd = plan(WriteFile(profile, b"", None))

    outcome = ledger(tmp_path).apply(odd)

    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code == "client:EISDIR"


def test_a_pipe_where_a_file_is_expected_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    outcome = ledger(tmp_path).apply(plan(RemoveFile(tmp_path / "pipe", "0")))

    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code == "client:EINVAL"


def test_a_missing_parent_folder_is_a_value(tmp_path: Path) -> None:
    outcome = ledger(tmp_path).apply(plan(WriteFile(tmp_path / "no/such", b"", None)))

    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code == "client:ENOENT"


def test_a_loop_of_links_is_a_value(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    outcome = ledger(tmp_path).apply(plan(WriteFile(tmp_path / "a", b"", None)))

    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code == "client:ELOOP"


def test_a_state_folder_that_cannot_be_made_is_a_value(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    (tmp_path / "state").write_bytes(b"in the way")

    outcome = ledger(tmp_path).apply(whole_plan(profile))

    assert isinstance(outcome, RolledBack)
    assert outcome.signal.code in {"client:ENOTDIR", "client:EEXIST"}
    assert ledger(tmp_path).entries() == ()
    assert ledger(tmp_path).recover() == ()


def test_the_ledger_is_closed_to_others_and_tells_no_content(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    canary = b"canary-cipher-text"
    secret = StoreSecret(profile / "logins.json", SecretBytes(canary), digest(LOGINS))

    ledger(tmp_path).apply(plan(secret))

    state = tmp_path / "state" / "journal"
    files = [path for path in state.rglob("*") if path.is_file()]
    assert {standing(path).mode for path in files} == {0o600}
    assert standing(state / "1").mode == 0o700
    assert standing(state).mode == 0o700
    assert all(canary not in path.read_bytes() for path in files)
    assert repr(secret).count("canary") == 0


def test_the_journal_tells_title_client_receipt_and_every_step(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)

    ledger(tmp_path).apply(whole_plan(profile))

    lines = journal_lines(tmp_path, "1")
    assert lines[0]["title"] == "Compte ajouté"
    assert lines[0]["client"] == "thunderbird"
    assert lines[0]["receipt"] == {"marker": "5d9a3c0e"}
    assert [line["record"] for line in lines].count("intent") == 4
    assert [line["record"] for line in lines].count("done") == 4
    assert lines[-1] == {"record": "marked", "mark": "committed"}


def test_an_entry_says_what_was_done(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)

    ledger(tmp_path).apply(whole_plan(profile))

    (entry,) = ledger(tmp_path).entries()
    assert entry.state is EntryState.COMMITTED
    assert entry.title == "Compte ajouté"
    assert entry.receipt == {"marker": "5d9a3c0e"}
    assert entry.when == 1_795_000_000.0
    assert [(file.path.name, file.before, file.after) for file in entry.files] == [
        ("prefs.js", digest(PREFS), digest(PREFS + b"// ours\n")),
        ("règles.dat", None, digest(b"rules")),
        ("logins.json", digest(LOGINS), digest(b"cipher")),
        ("user.js", digest(b"// mine\n"), None),
    ]
