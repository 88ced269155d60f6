"""Ctrl-C ends within a second, wherever it comes, and tells what stands."""

import contextlib
import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from assistant.model.server import Endpoint
from tests.cli.calls import PASSWORD, account_words, set_up
from tests.cli.command_line import CommandLine, Said, ended, tree
from tests.cli.terminal import at_terminal
from tests.cli.thunderbird import make_profile, running_in
from tests.cli.wire import full_house, mute, swallowing
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

Process = subprocess.Popen[bytes]
# Waits until the call hangs where it should.
Reached = Callable[[Process], bool]
NAME = "abcd1234.default"


@contextlib.contextmanager
def connecting(_: Authority) -> Iterator[tuple[Endpoint, Reached]]:
    def has_begun(process: Process) -> bool:
        read_until(process, "imap.connect", "started")
        return True

    with full_house() as endpoint:
        yield endpoint, has_begun


@contextlib.contextmanager
def greeting(_: Authority) -> Iterator[tuple[Endpoint, Reached]]:
    with mute() as server:
        yield server.endpoint, lambda _: server.was_reached.wait(20)


@contextlib.contextmanager
def answering(authority: Authority) -> Iterator[tuple[Endpoint, Reached]]:
    with swallowing(authority.good, hangs_up=False) as server:
        yield server.endpoint, lambda _: server.was_reached.wait(20)


@pytest.mark.parametrize("hanging", [connecting, greeting, answering])
def test_a_call_that_hangs_ends_within_a_second(
    cli: CommandLine,
    authority: Authority,
    postfix: Postfix,
    hanging: Callable[
        [Authority], contextlib.AbstractContextManager[tuple[Endpoint, Reached]]
    ],
) -> None:
    with hanging(authority) as (endpoint, is_reached):
        account = account_words(endpoint, postfix.smtp)
        with started(cli, "check", *account, "--password-stdin") as process:
            assert is_reached(process)
            said, took_s = interrupted(process)

    assert took_s < 1
    assert said.exit == 4
    assert said.err == ""
    (result,) = said.events[-1:]
    assert result["attempts"]["imap"] == (1 if hanging is answering else 0)


def test_a_second_ctrl_c_changes_nothing(cli: CommandLine, postfix: Postfix) -> None:
    with mute() as server:
        account = account_words(server.endpoint, postfix.smtp)
        with started(cli, "check", *account, "--no-password") as process:
            assert server.was_reached.wait(20)
            for _ in range(3):
                process.send_signal(signal.SIGINT)
            said = ended(process)

    assert said.exit == 4
    assert [e["event"] for e in said.events].count("result") == 1


def test_waiting_for_the_mail_program_can_be_cancelled(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = make_profile(cli.home, NAME)
    account = account_words(dovecot.imap, postfix.smtp)
    words = ("setup", *account, "--no-password", "--yes", "--lang=en")
    before = tree(profile)

    with running_in(profile), at_terminal(cli, *words) as terminal:
        terminal.wait_for("Waiting for the mail program to be closed")
        begun = time.monotonic()
        terminal.type("\x03")
        assert terminal.finish() == 4
        assert time.monotonic() - begun < 1

    assert "Cancelled. Nothing was changed." in terminal.screen
    assert tree(profile) == before


@pytest.mark.parametrize("delay_s", [0, 0.02, 0.05, 0.1, 0.2])
def test_a_writing_cut_off_is_whole_or_not_begun_and_the_words_say_which(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, delay_s: float
) -> None:
    profile = make_profile(cli.home, NAME)
    before = tree(profile)
    account = account_words(dovecot.imap, postfix.smtp)

    with started(
        cli, "setup", *account, "--password-stdin", "--yes", "--lang=en"
    ) as process:
        read_until(process, "write", "started")
        time.sleep(delay_s)  # the moment is the point of the test
        said, took_s = interrupted(process)

    assert took_s < 1
    result = said.events[-1]
    assert result["attempts"] == {"imap": 1, "smtp": 1}
    if result["message"] == "Cancelled. Nothing was changed.":
        assert said.exit == 4
        assert tree(profile) == before
    else:
        assert said.exit in {0, 4}
        assert result["undo_id"]
        assert tree(profile) != before
        assert cli.json("undo", "--yes").result["way"] == "restore"
        assert tree(profile) == before


def test_cancelling_the_proof_leaves_the_account_and_says_so(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    account = account_words(dovecot.imap, postfix.smtp)
    words = ("setup", *account, "--password-stdin", "--yes", "--roundtrip")

    with started(cli, *words, "--lang=en") as process:
        read_until(process, "read-back", "ok")
        said, took_s = interrupted(process)

    assert took_s < 1
    result = said.events[-1]
    assert said.exit in {0, 4}
    assert result["undo_id"]
    assert said.exit == 0 or "undo --list" in result["message"]
    assert cli.json("undo", "--yes").exit == 0


def test_an_undo_that_is_interrupted_is_whole(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = make_profile(cli.home, NAME)
    before = tree(profile)
    set_up(cli, dovecot, postfix, "--yes")

    with started(cli, "undo", "--yes", "--lang=en") as process:
        read_until(process, "undo", "started")
        said, took_s = interrupted(process)

    assert took_s < 1
    assert said.exit in {0, 4}
    assert said.exit == 0 or "undo --list" in said.events[-1]["message"]
    assert tree(profile) == before
    states = [e["state"] for e in cli.json("undo", "--list").result["entries"]]
    assert states == ["undone"]


@contextlib.contextmanager
def started(cli: CommandLine, *words: str) -> Iterator[Process]:
    with cli.start(*words, "--json") as process:
        assert process.stdin is not None
        if "--password-stdin" in words:
            process.stdin.write(f"{PASSWORD}\n".encode())
            process.stdin.flush()
        yield process


def read_until(process: Process, step: str, state: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if (event.get("id"), event.get("state")) == (step, state):
            return
    pytest.fail(f"no {step} {state}")


def interrupted(process: Process) -> tuple[Said, float]:
    """Press Ctrl-C; return what it said from there on and how long it took."""
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    said = ended(process)
    return said, time.monotonic() - begun
