"""What scripts may rely on: one result line, exit codes, languages, quick answers."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import __version__
from tests.cli.calls import ADDRESS, PASSWORD, account_words, check
from tests.cli.command_line import SOURCE, CommandLine, ended
from tests.cli.wire import mute
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

COMMON: dict[str, type | tuple[type, ...]] = {
    "v": int,
    "event": str,
    "command": str,
    "ok": bool,
    "exit": int,
    "elapsed_s": (int, float),
    "message": (str, type(None)),
    "verdict": (dict, type(None)),
    "runner_up": (dict, type(None)),
    "code": type(None),
    "login": dict,
    "attempts": dict,
    "budget": dict,
    "notes": list,
}
VERDICT: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "confidence": float,
    "who": str,
    "title": str,
    "advice": str,
    "avoid": (str, type(None)),
    "action": (str, type(None)),
    "evidence": list,
}
USAGE = [
    ("frobnicate", []),
    ("check", []),
    ("check", [ADDRESS, "--frobnicate"]),
    ("check", [ADDRESS, "too", "many"]),
    ("check", ["no-address"]),
    ("check", [ADDRESS, "--imap", "localhost"]),
    ("check", [ADDRESS, "--imap", "localhost:993:plain"]),
    ("check", [ADDRESS, "--login"]),
    ("check", [ADDRESS, "--password-stdin", "--no-password"]),
    ("check", [ADDRESS, "--lang", "de"]),
    ("check", [ADDRESS, "--profile", "no-such-profile"]),
    ("setup", [ADDRESS, "--client", "mutt"]),
    ("discover", []),
    ("undo", ["1", "2"]),
    ("profile", ["frobnicate"]),
    ("profile", ["lint", "/no/such/file.toml"]),
]


@pytest.mark.parametrize(("command", "words"), USAGE)
def test_a_usage_error_ends_with_one_result_and_one_sentence(
    cli: CommandLine, command: str, words: list[str]
) -> None:
    said = cli.json(command, *words)

    assert said.exit == 2
    assert said.result["command"] == (command if command != "frobnicate" else "")
    assert "\n" not in said.result["message"]
    assert said.result["message"].endswith((".", "?", "--help"))
    assert said.err == ""


def test_a_usage_error_is_one_sentence_for_people_too(cli: CommandLine) -> None:
    told = cli.json("check", ADDRESS, "--frobnicate")

    spoken = cli.run("check", ADDRESS, "--frobnicate")

    assert spoken.exit == 2
    assert spoken.out == ""
    assert spoken.err.strip() == told.result["message"]


def test_a_profile_with_faults_is_a_usage_error_that_lists_them_all(
    cli: CommandLine, tmp_path: Path
) -> None:
    profile = tmp_path / "broken.toml"
    profile.write_text('id = "broken"\nnmae = "x"\ndomains = 3\n', "utf-8")

    said = cli.json("discover", ADDRESS, f"--profile={profile}")

    assert said.exit == 2
    assert "name" in said.result["message"]
    assert "domains" in said.result["message"]


def test_common_options_stand_before_or_after_the_command(cli: CommandLine) -> None:
    words = ("discover", "x@ac-montpellier.fr")

    before = cli.run("--json", "--lang=en", "--profile=ac-montpellier", *words)
    after = cli.run(*words, "--json", "--lang=en", "--profile=ac-montpellier")
    around = cli.run("--lang", "en", *words, "--json")

    assert before.result == after.result == around.result
    assert before.exit == 0


def test_the_result_has_the_agreed_fields_whatever_happens(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    doors = dovecot.imap, postfix.smtp
    good = check(cli, *doors)
    bad = check(cli, *doors, password="wrong")
    usage = cli.json("check")

    for said in (good, bad, usage):
        for name, kind in COMMON.items():
            assert isinstance(said.result[name], kind), name
        assert set(said.result["login"]) == {"imap", "smtp"}
        assert set(said.result["attempts"]) == {"imap", "smtp"}
        assert set(said.result["budget"]) == {"left", "wait_s"}
    verdict = bad.result["verdict"]
    assert verdict.keys() == VERDICT.keys()
    for name, wanted in VERDICT.items():
        assert isinstance(verdict[name], wanted), name
    assert bad.result["runner_up"].keys() == {"id", "confidence"}
    assert all(
        e.keys() == {"signal", "server", "code", "text"} for e in verdict["evidence"]
    )
    beyond = {"institution", "servers", "quota", "roundtrip_s"}
    assert good.result.keys() == bad.result.keys() == COMMON.keys() | beyond
    assert usage.result.keys() == COMMON.keys()


def test_every_step_is_started_before_it_ends_and_says_how_long(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    said = check(cli, dovecot.imap, postfix.smtp)

    started = set()
    for event in said.events[:-1]:
        assert event["v"] == 1
        assert event["event"] == "step"
        if event["state"] == "started":
            started.add(event["id"])
        else:
            assert event["id"] in started
            assert event["elapsed_s"] >= 0
    assert len(started) == 6


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("check", ADDRESS, "--password-stdin"), "--imap"),
        (("check", "x@ac-montpellier.fr"), "--login"),
        (("check", "x@ac-montpellier.fr", "--login=x"), "--password-stdin"),
        (("setup", "x@ac-montpellier.fr", "--login=x"), "--password-stdin"),
        (("undo",), "--yes"),
    ],
)
def test_an_answer_that_nobody_can_be_asked_for_is_named_with_its_option(
    cli: CommandLine, words: tuple[str, ...], answer: str
) -> None:
    said = cli.json(*words, given="secret\n" if "--password-stdin" in words else "")

    *_, asked, result = said.events
    assert said.exit == 3
    assert answer in result["message"]
    assert asked["event"] == "asked"
    assert (asked["option"], asked["question"]) == (answer, result["message"])
    assert said.attempts == (0, 0)


@pytest.mark.parametrize("given", [b"", b"\n", b"\r\n", b"caf\xe9\n"])
def test_a_password_that_cannot_be_read_is_answered_with_one_sentence(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, given: bytes
) -> None:
    account = account_words(dovecot.imap, postfix.smtp)

    said = cli.json("check", *account, "--password-stdin", given=given)
    spoken = cli.run("check", *account, "--password-stdin", given=given)

    assert said.exit == spoken.exit == 3
    assert spoken.out.strip() == said.result["message"]
    assert said.states == {}


def test_only_the_first_line_is_the_password(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    account = account_words(dovecot.imap, postfix.smtp)

    unix, windows = (
        cli.json("check", *account, "--password-stdin", given=f"alice-pass-1{end}x")
        for end in ("\n", "\r\n")
    )

    assert unix.exit == windows.exit == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_call_ends_with_code_four_and_one_result(
    cli: CommandLine, postfix: Postfix, number: signal.Signals
) -> None:
    with mute() as server:
        account = account_words(server.endpoint, postfix.smtp)
        with cli.start("check", *account, "--no-password", "--json") as process:
            assert server.was_reached.wait(20)
            process.send_signal(number)
            said = ended(process)

    assert said.exit == 4
    assert said.result["command"] == "check"
    assert said.err == ""


def test_a_bug_ends_with_code_seventy_and_names_no_value(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    broken = {"PYTHON_KEYRING_BACKEND": "tests.cli.safe.BrokenSafe"}
    faulty = CommandLine(cli.home, {**cli.variables, **broken})
    words = (*account_words(dovecot.imap, postfix.smtp), "--password-stdin")

    said = faulty.json("check", *words, "--remember", given=f"{PASSWORD}\n")
    spoken = faulty.run("check", *words, "--remember", given=f"{PASSWORD}\n")

    assert said.exit == spoken.exit == 70
    assert said.result["command"] == "check"
    assert said.result["message"] in spoken.err
    assert "ZeroDivisionError" in said.err
    assert PASSWORD not in said.out + said.err + spoken.out + spoken.err


def test_french_is_spoken_unless_the_system_or_the_user_says_english(
    cli: CommandLine,
) -> None:
    english = CommandLine(cli.home, {"LANG": "en_US.UTF-8"})
    silent = CommandLine(cli.home, {"LANG": "C"})
    odd = CommandLine(cli.home, {"LANG": "de_DE.UTF-8"})

    said = {
        one: line.run("undo", "--list", *words).out.strip()
        for one, line, words in [
            ("fr", cli, ()),
            ("chosen", cli, ("--lang=en",)),
            ("en", english, ()),
            ("back", english, ("--lang", "fr")),
            ("silent", silent, ()),
            ("odd", odd, ()),
        ]
    }

    assert said["en"] == said["chosen"] == "There is nothing to take back."
    assert said["fr"] == said["back"] == said["silent"] == said["odd"]
    assert said["fr"] != said["en"]


def test_help_is_there_for_every_command(cli: CommandLine) -> None:
    commands = re.findall(r"^  ([a-z][a-z-]+)  ", cli.run("--help").out, re.MULTILINE)

    assert commands[:4] == ["discover", "check", "setup", "undo"]
    for command, code in zip(commands, ["fr", "en"] * len(commands), strict=False):
        said = cli.run(command, "--help", f"--lang={code}")
        assert said.exit == 0
        assert "--json" in said.out
        assert ("Usage\u00a0:" in said.out) == (code == "fr")


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_a_quick_answer_loads_neither_windows_nor_network_nor_profiles(
    word: str,
) -> None:
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "assistant", word],
        capture_output=True,
        text=True,
        cwd=SOURCE,
        timeout=30,
        check=True,
    )

    loaded = set(re.findall(r"\| +([\w.]+)$", said.stderr, re.MULTILINE))
    assert "click" in loaded
    for library in ("PySide6", "dns", "pydantic", "cryptography", "rich", "asyncio"):
        assert not [one for one in loaded if one.split(".")[0] == library], library
    assert word != "--version" or said.stdout.strip() == __version__


def test_self_test_finds_everything(cli: CommandLine) -> None:
    said = cli.json("self-test")

    assert said.exit == 0
    assert said.result["missing"] == []


def test_a_reader_that_goes_away_is_no_bug(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    account = account_words(dovecot.imap, postfix.smtp)
    with cli.start("check", *account, "--no-password") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read().decode()

    assert process.returncode == 1
    assert told == ""


def test_the_demo_runs_the_main_job_and_ends_with_one_result(cli: CommandLine) -> None:
    told = cli.json("demo", "--no-window")
    spoken = cli.run("demo", "--no-window", "--lang=en")

    steps = [one["command"] for one in told.result["results"]]
    assert told.exit == spoken.exit == 0
    assert steps == ["discover", "check", "setup", "undo"]
    assert all(one["ok"] for one in told.result["results"])
    assert told.result["results"][2]["roundtrip_s"] > 0
    assert "$ assistant-messagerie setup" in spoken.out
    assert "Your mail works" in spoken.out
    assert "Everything is again exactly as it was." in spoken.out
    assert not list((cli.home.parent / "tmp").iterdir())


def test_a_window_ends_when_the_system_asks_it_to(cli: CommandLine) -> None:
    screenless = CommandLine(cli.home, {"QT_QPA_PLATFORM": "offscreen"})
    with screenless.start("gui") as process:
        maps = Path(f"/proc/{process.pid}/maps")
        while "libqoffscreen" not in maps.read_text("utf-8"):
            assert process.poll() is None
            os.sched_yield()
        process.terminate()
        said = ended(process)

    assert said.exit == -signal.SIGTERM
