"""Real full disks and closed folders."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.changes import Applied, Ledger, RolledBack
from assistant.model.change import WriteFile, digest
from tests.changes.scene import (
    PREFS,
    StillClock,
    in_child,
    make_profile,
    plan,
    standing,
    tree,
    whole_plan,
)

NOBODY = 65534
SOURCE = Path(__file__).parents[2]
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("unshare"),
    reason="needs root and unshare (util-linux)",
)


def _on_a_small_disk(
    tmp_path: Path, *, small: str, remount: str = "", deed: str = "much"
) -> list[str]:
    """Apply with 256 kB of room in the folder `small`; what the run printed."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "state").mkdir()
    script = (
        f'mount -t tmpfs -o size=256k none "$1/{small}" && '
        'mkdir -p "$1/disk/profile" && printf %s "$2" > "$1/disk/profile/prefs.js" && '
        f'{remount} exec "$3" -m tests.changes.full_disk {deed} "$1/disk" "$1/state"'
    )
    arguments = ["sh", "-c", script, "sh", str(tmp_path), PREFS.decode()]
    run = subprocess.run(
        ["unshare", "-m", *arguments, sys.executable],
        cwd=SOURCE,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return run.stdout.splitlines()


@needs_root
def test_a_full_disk_is_a_value_and_changes_nothing(tmp_path: Path) -> None:
    printed = _on_a_small_disk(tmp_path, small="disk")

    assert printed == ["client:ENOSPC 0 prefs.js", "True"]


@needs_root
def test_a_read_only_disk_is_a_value(tmp_path: Path) -> None:
    read_only = 'mount -o remount,ro "$1/disk" &&'
    printed = _on_a_small_disk(tmp_path, small="disk", remount=read_only)

    assert printed == ["client:EROFS 0 prefs.js", "True"]


@needs_root
def test_a_read_only_state_folder_is_a_value(tmp_path: Path) -> None:
    read_only = 'mount -o remount,ro "$1/state" &&'
    printed = _on_a_small_disk(tmp_path, small="state", remount=read_only)

    assert printed == ["client:EROFS 0 prefs.js", "True"]


@needs_root
def test_a_state_folder_that_fills_up_anywhere_is_a_value(tmp_path: Path) -> None:
    *failed, fine = _on_a_small_disk(tmp_path, small="state", deed="fill")

    assert fine == "Applied  False []"
    assert len(failed) > 5
    assert {line.split(" [")[0] for line in failed} == {"RolledBack client:ENOSPC True"}


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def _give_away(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    # pytest closes its folders to everyone else.
    for parent in folder.parents[:2]:
        parent.chmod(0o755)


@needs_root
def test_a_folder_closed_to_an_ordinary_user_is_a_value(tmp_path: Path) -> None:
    profile = make_profile(tmp_path)
    _give_away(tmp_path)
    profile.chmod(0o500)
    before = tree(profile)

    def work() -> None:
        _become_nobody()
        ledger = Ledger(tmp_path / "state", StillClock())
        outcome = ledger.apply(whole_plan(profile))
        assert isinstance(outcome, RolledBack)
        assert outcome.signal.code == "client:EACCES"
        assert not outcome.left

    assert in_child(work) == 0
    assert tree(profile) == before


@needs_root
def test_a_file_of_another_owner_becomes_the_users_where_it_must(
    tmp_path: Path,
) -> None:
    profile = make_profile(tmp_path)
    _give_away(tmp_path)
    os.chown(profile / "prefs.js", 0, 0)
    (profile / "prefs.js").chmod(0o644)

    def work() -> None:
        _become_nobody()
        ledger = Ledger(tmp_path / "state", StillClock())
        new = WriteFile(profile / "prefs.js", b"new", digest(PREFS))
        assert ledger.apply(plan(new)) == Applied("1")

    assert in_child(work) == 0
    assert standing(profile / "prefs.js").owner == (NOBODY, NOBODY)
    assert standing(profile / "prefs.js").mode == 0o644
