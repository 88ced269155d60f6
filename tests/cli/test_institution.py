"""Calls for an institution that a profile describes."""

from pathlib import Path

import pytest

from assistant.model.server import Endpoint
from tests.cli.calls import ADDRESS, PASSWORD
from tests.cli.command_line import CommandLine, Said
from tests.cli.terminal import at_terminal
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

IDENTIFIER = 'form = "identifier"\npattern = "^[a-z]+[0-9]*$"\nexamples = ["fdurand1"]'
LOCAL_PART = 'form = "local-part"\nexamples = ["alice"]'
SEEN = 'source = "test"\nchecked = 2026-11-01'


def write_profile(
    folder: Path, imap: Endpoint, smtp: Endpoint | None, rule: str = IDENTIFIER
) -> str:
    path = folder / "rig.toml"
    unknown = "" if smtp else 'smtp = "unknown"\n'
    path.write_text(
        'id = "rig"\nname = "Académie du banc d’essai"\nshort_name = "Banc"\n'
        f'domains = ["ac-rig.test"]\ncontrol_hosts = []\n{SEEN}\n\n'
        f'[security]\nminimum_tls = "1.2"\n{SEEN}\n\n'
        '[[platforms]]\nid = "main"\nname = "Messagerie"\n'
        f'secret = "password"\n{unknown}\n'
        f"[platforms.login]\n{rule}\n{SEEN}\n{server('imap', imap)}"
        + (server("smtp", smtp) if smtp else ""),
        "utf-8",
    )
    return f"--profile={path}"


def server(service: str, endpoint: Endpoint) -> str:
    return (
        f'\n[[platforms.{service}]]\nhost = "{endpoint.host}"\n'
        f'port = {endpoint.port}\nsecurity = "{endpoint.security}"\n{SEEN}\n'
    )


@pytest.fixture
def receiving(tmp_path: Path, dovecot: Dovecot) -> str:
    return write_profile(tmp_path, dovecot.imap, None)


@pytest.fixture
def whole(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> str:
    return write_profile(tmp_path, dovecot.imap, postfix.smtp)


def call(cli: CommandLine, command: str, *words: str, given: str = PASSWORD) -> Said:
    return cli.json(command, ADDRESS, *words, "--password-stdin", given=f"{given}\n")


def test_the_profiles_servers_are_used(
    cli: CommandLine, whole: str, dovecot: Dovecot, postfix: Postfix
) -> None:
    found = cli.json("discover", ADDRESS, whole)
    said = call(cli, "check", whole, "--login=alice")

    assert found.result["institution"]["id"] == "rig"
    assert [
        (one["protocol"], one["port"], one["source"])
        for one in found.result["candidates"]
    ] == [
        ("imap", dovecot.imap.port, "institution"),
        ("smtp", postfix.smtp.port, "institution"),
    ]
    assert said.exit == 0


def test_a_profile_that_lies_ready_for_the_user_needs_no_option(
    cli: CommandLine, whole: str
) -> None:
    folder = cli.home / ".config" / "assistant-messagerie" / "profiles"
    folder.mkdir(parents=True)
    Path(whole.partition("=")[2]).rename(folder / "rig.toml")

    assert call(cli, "check", "--login=alice").exit == 0


def test_servers_by_hand_win_over_the_profile(
    cli: CommandLine, whole: str, dovecot: Dovecot, postfix: Postfix
) -> None:
    doors = (f"--imap={dovecot.imap_starttls}", f"--smtp={postfix.smtp_starttls}")

    said = call(cli, "check", whole, "--login=alice", *doors)

    assert said.result["servers"]["imap"] == str(dovecot.imap_starttls)
    assert said.result["servers"]["smtp"] == str(postfix.smtp_starttls)


def test_an_address_where_a_login_is_expected_is_named_as_the_cause(
    cli: CommandLine, whole: str, dovecot: Dovecot
) -> None:
    dovecot.forget_attempts()

    said = call(cli, "check", whole, f"--login={ADDRESS}", given="wrong")

    assert said.verdict == "AUTH-02"
    assert said.attempts == (1, 0)
    assert said.states["preflight"] == "warned"
    assert len(dovecot.attempts()) == 1


def test_an_address_that_works_as_login_is_no_problem(
    cli: CommandLine, whole: str
) -> None:
    said = call(cli, "check", whole, f"--login={ADDRESS}")

    assert said.exit == 0
    assert said.result["login"]["imap"] == "proven"


def test_a_login_that_follows_from_the_address_is_not_asked_for(
    cli: CommandLine, tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = write_profile(tmp_path, dovecot.imap, postfix.smtp, LOCAL_PART)

    with at_terminal(cli, "check", ADDRESS, profile, "--lang=en") as terminal:
        terminal.wait_for("Password")
        terminal.type(f"{PASSWORD}\n")
        assert terminal.finish() == 0

    assert "Login:" not in terminal.screen


def test_an_unknown_outgoing_server_needs_an_answer(
    cli: CommandLine, receiving: str, dovecot: Dovecot
) -> None:
    dovecot.forget_attempts()

    said = call(cli, "setup", receiving, "--login=alice", "--yes")

    assert said.exit == 3
    assert "--smtp" in said.result["message"]
    assert "--receive-only" in said.result["message"]
    assert dovecot.attempts() == ()
    assert not (cli.home / ".thunderbird").exists()


def test_with_consent_the_account_only_receives(
    cli: CommandLine, receiving: str, dovecot: Dovecot
) -> None:
    dovecot.forget_attempts()

    said = call(cli, "setup", receiving, "--login=alice", "--yes", "--receive-only")

    assert said.exit == 0
    assert said.result["login"] == {"imap": "proven", "smtp": "unknown"}
    assert said.result["servers"]["smtp"] is None
    assert said.attempts == (1, 0)
    prefs = Path(said.result["client"]["profile"]) / "prefs.js"
    assert ADDRESS in prefs.read_text("utf-8")
    assert "mail.smtpserver." not in prefs.read_text("utf-8")
    assert cli.json("undo", "--yes").exit == 0
    assert not (cli.home / ".thunderbird").exists()


def test_an_outgoing_server_by_hand_completes_the_profile(
    cli: CommandLine, receiving: str, postfix: Postfix
) -> None:
    smtp = f"--smtp={postfix.smtp}"

    said = call(cli, "setup", receiving, "--login=alice", "--yes", smtp)

    assert said.exit == 0
    assert said.result["login"] == {"imap": "proven", "smtp": "proven"}


def test_checking_a_profile_that_only_receives_needs_no_consent(
    cli: CommandLine, receiving: str
) -> None:
    said = call(cli, "check", receiving, "--login=alice", "--roundtrip")

    assert said.exit == 0
    assert said.result["login"] == {"imap": "proven", "smtp": "unknown"}
    assert said.states["send"] == "skipped"


def test_a_safe_that_keeps_nothing_is_said_and_changes_no_outcome(
    cli: CommandLine, whole: str
) -> None:
    words = ("--login=alice", "--remember", "--lang=en")
    null = CommandLine(
        cli.home,
        {**cli.variables, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
    )

    kept_nothing = call(null, "check", whole, *words)
    found_none = call(cli, "check", whole, *words)
    written = call(cli, "setup", whole, *words, "--yes")

    assert kept_nothing.exit == found_none.exit == written.exit == 0
    assert "safe" in kept_nothing.result["message"]
    assert "safe" in found_none.result["message"]
    assert "safe" in written.result["message"]
    assert "The account is written" in written.result["message"]


def test_a_refused_password_is_not_offered_to_the_safe(
    cli: CommandLine, whole: str
) -> None:
    words = ("--login=alice", "--remember", "--lang=en")

    said = call(cli, "check", whole, *words, given="wrong")

    assert said.exit == 1
    assert said.result["message"] is None


def test_a_password_kept_in_the_safe_is_used_without_a_question(
    cli: CommandLine, whole: str
) -> None:
    safe = {"PYTHON_KEYRING_BACKEND": "tests.cli.safe.FileSafe"}
    with_safe = CommandLine(cli.home, {**cli.variables, **safe})
    words = ("check", ADDRESS, whole, "--login=alice")

    unknown = with_safe.json(*words, "--remember")
    call(with_safe, *words[:1], whole, "--login=alice")
    not_asked_to = (cli.home / "safe.json").exists()
    call(with_safe, *words[:1], whole, "--login=alice", "--remember")
    known = with_safe.json(*words, "--remember")
    not_wanted = with_safe.json(*words)

    assert unknown.exit == not_wanted.exit == 3
    assert not not_asked_to
    assert known.exit == 0
    assert known.result["login"]["imap"] == "proven"
