"""`setup` and `undo` in a home like those of real people."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.calls import ADDRESS, account_words, set_up
from tests.cli.command_line import CommandLine, Said, tree
from tests.cli.terminal import at_terminal
from tests.cli.thunderbird import (
    ANOTHER_ACCOUNT,
    SOMEBODY,
    account_by_hand,
    make_profile,
    running_in,
)
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

PLAIN, ODD = "abcd1234.default", "Profil d’été à l'école.default-esr"


def kinds(said: Said) -> dict[str, str]:
    return {Path(one["path"]).name: one["kind"] for one in said.result["changes"]}


def test_a_new_profile_is_made_and_gone_after_undo(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    written = set_up(cli, dovecot, postfix, "--yes")

    profile = Path(written.result["client"]["profile"])
    assert written.exit == 0
    assert written.result["login"] == {"imap": "proven", "smtp": "proven"}
    assert written.result["client"]["created"] is True
    assert written.result["client"]["name"] == "thunderbird"
    assert kinds(written)["prefs.js"] == "create"
    assert kinds(written)["logins.json"] == "store-secret"
    assert written.states["read-back"] == "ok"
    assert ADDRESS in (profile / "prefs.js").read_text("utf-8")
    listed = cli.json("undo", "--list")
    assert [e["state"] for e in listed.result["entries"]] == ["committed"]
    assert listed.result["entries"][0]["id"] == written.result["undo_id"]

    undone = cli.json("undo", "--yes")

    assert undone.exit == 0
    assert undone.result["way"] == "restore"
    assert undone.result["kept"] == []
    assert not (cli.home / ".thunderbird").exists()


@pytest.mark.parametrize("name", [PLAIN, ODD])
def test_an_existing_profile_is_byte_identical_after_undo(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, name: str
) -> None:
    profile = make_profile(cli.home, name)
    before = tree(cli.home)

    written = set_up(cli, dovecot, postfix, "--yes")
    prefs = (profile / "prefs.js").read_text("utf-8")
    undone = cli.json("undo", written.result["undo_id"], "--yes")

    assert written.result["client"] == {
        "name": "thunderbird",
        "profile": str(profile),
        "created": False,
    }
    assert kinds(written)["prefs.js"] == "modify"
    assert ADDRESS in prefs
    assert SOMEBODY in prefs
    assert 'defaultaccount", "account7"' in prefs
    assert undone.result["way"] == "restore"
    assert tree(cli.home / ".thunderbird") == below(before, ".thunderbird")


def below(whole: dict[str, tuple[int, str]], folder: str) -> dict[str, tuple[int, str]]:
    start = f"{folder}/"
    return {
        name.removeprefix(start): entry
        for name, entry in whole.items()
        if name.startswith(start)
    }


def test_a_profile_can_be_named(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, tmp_path: Path
) -> None:
    make_profile(cli.home, PLAIN)
    elsewhere = make_profile(tmp_path / "disk", ODD)
    ours = tree(cli.home)

    written = set_up(cli, dovecot, postfix, "--yes", f"--client-profile={elsewhere}")

    assert written.result["client"]["profile"] == str(elsewhere)
    assert ADDRESS in (elsewhere / "prefs.js").read_text("utf-8")
    assert tree(cli.home / ".thunderbird") == below(ours, ".thunderbird")


@pytest.mark.parametrize("words", [("--dry-run",), ("--dry-run", "--yes"), ()])
def test_nothing_is_written_without_consent(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, words: tuple[str, ...]
) -> None:
    make_profile(cli.home, ODD)
    before = tree(cli.home / ".thunderbird")

    said = set_up(cli, dovecot, postfix, *words)

    assert said.exit == (0 if words else 3)
    assert words or "--yes" in said.result["message"]
    assert kinds(said)["prefs.js"] == "modify"
    assert "undo_id" not in said.result
    assert tree(cli.home / ".thunderbird") == before
    assert cli.json("undo", "--list").result["entries"] == []


def test_a_dry_run_shows_what_then_happens(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    make_profile(cli.home, PLAIN)

    shown = set_up(cli, dovecot, postfix, "--dry-run")
    done = set_up(cli, dovecot, postfix, "--yes")

    assert shown.result["changes"] == done.result["changes"]
    assert [e for e in shown.events if e["event"] == "change"]


def test_a_second_setup_changes_nothing(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    make_profile(cli.home, PLAIN)
    set_up(cli, dovecot, postfix, "--yes")
    before = tree(cli.home / ".thunderbird")

    again = set_up(cli, dovecot, postfix, "--yes")

    assert again.exit == 0
    assert again.result["changes"] == []
    assert len(cli.json("undo", "--list").result["entries"]) == 1
    assert tree(cli.home / ".thunderbird") == before


def test_without_the_password_the_account_is_written_and_nobody_is_tried(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    dovecot.forget_attempts()

    said = set_up(cli, dovecot, postfix, "--yes", "--no-password")

    profile = Path(said.result["client"]["profile"])
    assert said.exit == 0
    assert dovecot.attempts() == ()
    assert said.result["login"] == {"imap": "not_tried", "smtp": "not_tried"}
    assert ADDRESS in (profile / "prefs.js").read_text("utf-8")
    assert not (profile / "logins.json").exists()


def test_a_wrong_password_writes_nothing(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    account = account_words(dovecot.imap, postfix.smtp)

    said = cli.json("setup", *account, "--password-stdin", "--yes", given="wrong\n")

    assert (said.exit, said.verdict) == (1, "AUTH-01")
    assert not (cli.home / ".thunderbird").exists()


def test_an_account_made_by_hand_is_repaired_only_with_consent(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    by_hand = account_by_hand("localhost", dovecot.imap_starttls.port, "alice")
    profile = make_profile(cli.home, PLAIN, by_hand)
    before = tree(cli.home / ".thunderbird")

    stopped = set_up(cli, dovecot, postfix, "--yes")
    unchanged = tree(cli.home / ".thunderbird")
    repaired = set_up(cli, dovecot, postfix, "--yes", "--repair")
    prefs = (profile / "prefs.js").read_text("utf-8")
    undone = cli.json("undo", "--yes")

    assert (stopped.exit, stopped.verdict) == (1, "CLI-02")
    assert unchanged == before
    assert repaired.exit == 0
    assert f'"mail.server.server7.port", {dovecot.imap.port}' in prefs
    assert prefs.count('"alice"') == ANOTHER_ACCOUNT_LOGINS
    assert undone.exit == 0
    assert tree(cli.home / ".thunderbird") == before


# The incoming and the outgoing server of the one account.
ANOTHER_ACCOUNT_LOGINS = 2


def test_a_running_thunderbird_is_refused_where_nobody_can_close_it(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = make_profile(cli.home, PLAIN)

    with running_in(profile):
        before = tree(profile)
        said = set_up(cli, dovecot, postfix, "--yes", "--unattended")
        after = tree(profile)

    assert (said.exit, said.verdict) == (1, "CLI-01")
    assert said.states["close-client"] == "failed"
    assert after == before


def test_a_running_thunderbird_is_waited_for_on_a_terminal(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = make_profile(cli.home, ODD)
    account = account_words(dovecot.imap, postfix.smtp)
    words = ("setup", *account, "--no-password", "--yes", "--lang=en")

    with running_in(profile) as client, at_terminal(cli, *words) as terminal:
        terminal.wait_for("Waiting for the mail program to be closed")
        assert ADDRESS not in (profile / "prefs.js").read_text("utf-8")
        client.communicate()
        assert terminal.finish() == 0

    assert ADDRESS in (profile / "prefs.js").read_text("utf-8")


def test_undo_refuses_while_thunderbird_runs(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = make_profile(cli.home, PLAIN)
    set_up(cli, dovecot, postfix, "--yes")

    with running_in(profile):
        before = tree(profile)
        said = cli.json("undo", "--yes")
        after = tree(profile)

    assert (said.exit, said.verdict) == (1, "CLI-01")
    assert after == before
    assert cli.json("undo", "--yes").exit == 0


def test_what_was_changed_since_stays_after_undo(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = make_profile(cli.home, PLAIN)
    set_up(cli, dovecot, postfix, "--yes")
    prefs = profile / "prefs.js"
    theirs = 'user_pref("mail.identity.id7.organization", "Later Ltd");\n'
    prefs.write_text(prefs.read_text("utf-8") + theirs, "utf-8")

    undone = cli.json("undo", "--yes")

    left = prefs.read_text("utf-8")
    assert undone.exit == 0
    assert undone.result["way"] == "withdraw"
    assert ADDRESS not in left
    assert theirs in left
    for name, value in ANOTHER_ACCOUNT.items():
        assert name == "mail.account.lastKey" or json.dumps(value) in left


def test_there_is_nothing_to_take_back_twice_or_of_nobody(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    empty = cli.json("undo", "--list")
    unknown = cli.json("undo", "no-such-entry", "--yes")
    set_up(cli, dovecot, postfix, "--yes", "--no-password")
    first, second = (cli.json("undo", "--yes") for _ in range(2))

    assert empty.exit == 0
    assert empty.result["entries"] == []
    assert unknown.exit == second.exit == 1
    assert first.exit == 0
    states = [e["state"] for e in cli.json("undo", "--list").result["entries"]]
    assert states == ["undone"]


def test_two_accounts_are_taken_back_one_by_one(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    make_profile(cli.home, PLAIN)
    before = tree(cli.home / ".thunderbird")
    set_up(cli, dovecot, postfix, "--yes")
    between = tree(cli.home / ".thunderbird")
    bob = account_words(dovecot.imap, postfix.smtp, "bob")
    second = cli.json("setup", "bob@ac-rig.test", *bob[1:], "--no-password", "--yes")

    assert second.exit == 0
    assert cli.json("undo", "--yes").result["way"] == "restore"
    assert tree(cli.home / ".thunderbird") == between
    assert cli.json("undo", "--yes").result["way"] == "restore"
    assert tree(cli.home / ".thunderbird") == before


def test_what_we_keep_is_for_the_user_alone(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    make_profile(cli.home, PLAIN)
    set_up(cli, dovecot, postfix, "--yes")

    ours = [
        path
        for path in cli.home.rglob("*")
        if ".thunderbird" not in path.parts and path.is_file()
    ]

    assert len(ours) > 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in ours), ours
    assert all(path.stat().st_uid == os.geteuid() for path in ours)
