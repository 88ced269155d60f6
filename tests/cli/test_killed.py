"""`kill -9` while an account is written, at moments spread over the writing."""

import json
import subprocess
import time

import pytest

from tests.cli.calls import PASSWORD, account_words
from tests.cli.command_line import CommandLine, ended, tree
from tests.cli.thunderbird import make_profile
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

KILLS = 10
NAME = "Profil été.default"
Process = subprocess.Popen[bytes]


@pytest.fixture(params=["new", "existing"])
def profile(request: pytest.FixtureRequest, cli: CommandLine) -> str:
    if request.param == "existing":
        make_profile(cli.home, NAME)
    return str(request.param)


def test_a_kill_at_any_moment_of_the_writing_loses_nothing(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, profile: str
) -> None:
    words = ("setup", *account_words(dovecot.imap, postfix.smtp), "--password-stdin")
    root = cli.home / ".thunderbird"
    before = tree(root)
    writing_s = _seconds_of_writing(cli, words)
    assert cli.json("undo", "--yes").exit == 0
    assert tree(root) == before

    ends = []
    for number in range(KILLS):
        is_last = number == KILLS - 1
        _kill_after(cli, words, None if is_last else writing_s * number / KILLS)
        left = tree(root)
        listed = cli.json("undo", "--list")
        states = [entry["state"] for entry in listed.result["entries"]]
        is_committed = states[:1] == ["committed"]
        if is_committed:
            assert cli.json("undo", "--yes").result["way"] == "restore"
        assert tree(root) == before, (number, states)
        assert root.exists() == (profile == "existing")
        ends.append("committed" if is_committed else "cut off")
        ends[-1] += "" if left == before else ", files touched"

    # The moments really lay in the writing: some before, some after its end.
    assert len(set(ends)) > 1, ends
    assert not list(cli.home.rglob("*.tmp"))


def _seconds_of_writing(cli: CommandLine, words: tuple[str, ...]) -> float:
    with _started(cli, words) as process:
        _read_until(process, "write", "started")
        begun = time.monotonic()
        _read_until(process, "write", "ok")
        took_s = time.monotonic() - begun
        ended(process)
    return took_s


def _kill_after(cli: CommandLine, words: tuple[str, ...], wait_s: float | None) -> None:
    with _started(cli, words) as process:
        _read_until(process, "write", "started")
        if wait_s is None:
            _read_until(process, "write", "ok")
        else:
            time.sleep(wait_s)  # the moment is the point of the test
        process.kill()
        ended(process)


def _started(cli: CommandLine, words: tuple[str, ...]) -> Process:
    process = cli.start(*words, "--yes", "--json")
    assert process.stdin is not None
    process.stdin.write(f"{PASSWORD}\n".encode())
    process.stdin.flush()
    return process


def _read_until(process: Process, step: str, state: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if (event.get("id"), event.get("state")) == (step, state):
            return
    pytest.fail(f"no {step} {state}")
