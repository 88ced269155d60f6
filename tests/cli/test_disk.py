"""Disks that are full or cannot be written, in a mount name space of the call's own."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.calls import set_up
from tests.cli.command_line import CommandLine, Said, tree
from tests.cli.thunderbird import make_profile
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("unshare"),
    reason="needs root and unshare (util-linux)",
)
NAME = "Profil été.default"
# Put the folder $1 on a small disk with $2 kB left, call, and show what is left.
FULL = """
cp -a "$1" "$1.kept" && mount -t tmpfs -o size=1m none "$1" &&
cp -a "$1.kept/." "$1" && dd if=/dev/zero of="$1/filler" bs=4k status=none
truncate -s "-${2}K" "$1/filler"; folder=$1; shift 2
"$@"; code=$?
rm "$folder/filler"; cp -a "$folder" "$folder.after"; exit $code
"""
READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"
"""


def on_a_full_disk(cli: CommandLine, folder: Path, left_kib: int) -> CommandLine:
    script = ("unshare", "-m", "sh", "-c", FULL, "sh", str(folder), str(left_kib))
    return replace(cli, wrapper=script)


def on_a_closed_disk(cli: CommandLine, folder: Path) -> CommandLine:
    script = ("unshare", "-m", "sh", "-c", READ_ONLY, "sh", str(folder))
    return replace(cli, wrapper=script)


def assert_refused(said: Said) -> None:
    assert said.exit in {1, 5}
    assert said.verdict == "CLI-04"
    assert "undo_id" not in said.result


@pytest.mark.parametrize("left_kib", [0, 8, 40, 60])
def test_a_full_disk_under_the_profile_changes_nothing(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, left_kib: int
) -> None:
    profile = make_profile(cli.home, NAME)
    before = tree(profile)

    said = set_up(on_a_full_disk(cli, profile, left_kib), dovecot, postfix, "--yes")

    assert_refused(said)
    assert tree(Path(f"{profile}.after")) == before
    assert cli.json("undo", "--yes").exit == 1


@pytest.mark.parametrize("words", [(), ("--no-password",)])
def test_a_full_disk_under_our_own_folder_changes_nothing(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, words: tuple[str, ...]
) -> None:
    profile = make_profile(cli.home, NAME)
    before = tree(profile)
    ours = cli.home / ".local" / "state"
    ours.mkdir(parents=True)
    dovecot.forget_attempts()

    full = on_a_full_disk(cli, ours, left_kib=4)
    said = set_up(full, dovecot, postfix, "--yes", *words)

    assert_refused(said)
    assert dovecot.attempts() == ()
    assert tree(profile) == before


@pytest.mark.parametrize("place", ["profile", "new profile"])
def test_a_profile_that_cannot_be_written_stays_as_it_is(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, place: str
) -> None:
    closed = cli.home / ".thunderbird"
    if place == "profile":
        closed = make_profile(cli.home, NAME)
    closed.mkdir(exist_ok=True)
    before = tree(cli.home / ".thunderbird")

    said = set_up(on_a_closed_disk(cli, closed), dovecot, postfix, "--yes")

    assert_refused(said)
    assert tree(cli.home / ".thunderbird") == before


def test_a_state_folder_that_cannot_be_written_spares_the_attempt(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    ours = cli.home / ".local" / "state"
    ours.mkdir(parents=True)
    dovecot.forget_attempts()

    said = set_up(on_a_closed_disk(cli, ours), dovecot, postfix, "--yes")

    assert_refused(said)
    assert said.attempts == (0, 0)
    assert dovecot.attempts() == ()
