"""The command line on a terminal, with a person who types."""

import time

import pytest

from tests.cli.calls import ADDRESS, PASSWORD, account_words, set_up
from tests.cli.command_line import CommandLine, tree
from tests.cli.terminal import at_terminal
from tests.cli.wire import mute
from tests.network.accounts import DOMAIN
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

ENGLISH = "--lang=en"
WRITE = "Write this account?"


def doors(dovecot: Dovecot, postfix: Postfix) -> tuple[str, ...]:
    return account_words(dovecot.imap, postfix.smtp)


def test_lines_live_on_a_terminal_and_stand_still_in_a_pipe(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    words = ("check", *doors(dovecot, postfix), "--no-password", ENGLISH)

    piped = cli.run(*words)
    with at_terminal(cli, *words) as terminal:
        assert terminal.finish() == 0

    assert "\x1b" not in piped.out
    assert "\x1b" in terminal.raw
    lines = piped.out.splitlines()
    assert [line[0] for line in lines[:3]] == ["✓", "✓", "✓"]
    assert all(line in terminal.screen for line in lines[:3])


def test_a_terminal_without_cursor_movements_is_served_too(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    words = ("check", *doors(dovecot, postfix), "--no-password", ENGLISH)

    with at_terminal(cli, *words, term="dumb") as terminal:
        assert terminal.finish() == 0

    assert "✓ Receiving: connection" in terminal.screen
    assert "\x1b" not in terminal.raw


def test_the_password_is_asked_for_and_never_shown(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    with at_terminal(cli, "check", *doors(dovecot, postfix)) as terminal:
        terminal.wait_for("Mot de passe")
        assert not terminal.echoes
        terminal.type(f"{PASSWORD}\n")
        assert terminal.finish() == 0
        assert terminal.echoes

    assert PASSWORD not in terminal.raw
    assert "✓ Envoi" in terminal.screen


def test_the_login_is_asked_for_when_it_does_not_follow(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    servers = (f"--imap={dovecot.imap}", f"--smtp={postfix.smtp}")
    with at_terminal(cli, "check", ADDRESS, *servers, ENGLISH) as terminal:
        terminal.wait_for("Login")
        terminal.type("alice\n")
        terminal.wait_for("Password")
        terminal.type(f"{PASSWORD}\n")

        assert terminal.finish() == 0


@pytest.mark.parametrize("words", [("--unattended",), ("--json",)])
def test_nobody_is_asked_who_does_not_want_to_be(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, words: tuple[str, ...]
) -> None:
    with at_terminal(cli, "check", *doors(dovecot, postfix), *words) as terminal:
        assert terminal.finish() == 3

    assert "--password-stdin" in terminal.screen


@pytest.mark.parametrize("how", ["key", "signal"])
def test_a_call_left_at_the_password_gives_the_terminal_back(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, how: str
) -> None:
    with at_terminal(cli, "check", *doors(dovecot, postfix), ENGLISH) as terminal:
        terminal.wait_for_question("Password")
        if how == "key":
            terminal.type("\x03")
        else:
            terminal.process.terminate()

        assert terminal.finish() == 4
        assert terminal.echoes
    assert "Cancelled. Nothing was changed." in terminal.screen
    assert "Traceback" not in terminal.screen


@pytest.mark.parametrize(
    ("login", "code"),
    [("ali\u00a0ce", "AUTH-05"), ("alice\u200b", "AUTH-05"), ("alice ", "AUTH-05")],
)
def test_a_blank_in_the_login_is_pointed_out_before_any_connection(
    cli: CommandLine, postfix: Postfix, login: str, code: str
) -> None:
    with mute() as server:
        account = account_words(server.endpoint, postfix.smtp, login)

        said = cli.json("check", *account, "--password-stdin", given="secret\n")

        assert server.visits == 0
    assert (said.exit, said.verdict) == (1, code)
    assert said.states == {"preflight": "failed"}


def test_a_yes_writes_and_a_no_does_not(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    words = ("setup", *doors(dovecot, postfix), "--no-password", ENGLISH)
    with at_terminal(cli, *words) as terminal:
        terminal.wait_for(WRITE)
        terminal.type("n\n")
        assert terminal.finish() == 4
    assert "Cancelled. Nothing was changed." in terminal.screen
    assert not (cli.home / ".thunderbird").exists()

    with at_terminal(cli, *words) as terminal:
        terminal.wait_for("prefs.js (new file)")
        terminal.wait_for(WRITE)
        terminal.type("y\n")
        assert terminal.finish() == 0
    assert "✓ Writing the account" in terminal.screen
    assert list(cli.home.rglob("prefs.js"))


@pytest.mark.parametrize("how", ["key", "signal"])
def test_a_call_left_at_the_question_ends_within_a_second(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, how: str
) -> None:
    words = ("setup", *doors(dovecot, postfix), "--no-password", ENGLISH)
    before = tree(cli.home)
    with at_terminal(cli, *words) as terminal:
        terminal.wait_for_question(WRITE)
        begun = time.monotonic()
        if how == "key":
            terminal.type("\x03")
        else:
            terminal.process.terminate()
        assert terminal.finish() == 4
        assert time.monotonic() - begun < 1

    assert "Cancelled. Nothing was changed." in terminal.screen
    assert {name for name in tree(cli.home) if name.startswith(".thunderbird")} == set()
    assert set(before) == set()


def test_undo_asks_first(cli: CommandLine, dovecot: Dovecot, postfix: Postfix) -> None:
    set_up(cli, dovecot, postfix, "--no-password", "--yes")
    written = tree(cli.home / ".thunderbird")

    for keys, code in (("n\n", 4), ("\x03", 4), ("\n", 0)):
        with at_terminal(cli, "undo", ENGLISH) as terminal:
            terminal.wait_for_question("Take back what was written?")
            assert tree(cli.home / ".thunderbird") == written
            terminal.type(keys)
            assert terminal.finish() == code

    assert not (cli.home / ".thunderbird").exists()


def test_what_was_not_tried_says_why_on_a_terminal_too(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    account = account_words(dovecot.imap, postfix.smtp, "denied")
    words = ("check", *account, ENGLISH, "--verbose")
    with at_terminal(cli, *words) as terminal:
        terminal.wait_for("Password")
        terminal.type("wrong\n")
        assert terminal.finish() == 1

    assert (
        "– Sending: login — not tried, as “Receiving: login” failed" in terminal.screen
    )
    assert " s)" in terminal.screen
    assert "imap:AUTHENTICATIONFAILED" in terminal.screen


def test_a_mistyped_domain_is_named_before_the_password_is_asked_for(
    cli: CommandLine,
) -> None:
    with at_terminal(cli, "check", "x@ac-montpelier.fr", ENGLISH) as terminal:
        assert terminal.finish() == 1

    assert "NET-12" in terminal.screen
    assert "ac-montpellier.fr" in terminal.screen


def test_an_address_with_a_name_around_it_is_understood(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    _, *account = doors(dovecot, postfix)

    said = cli.json("check", f"Alice <alice@{DOMAIN}>", *account, "--no-password")

    assert said.exit == 0
