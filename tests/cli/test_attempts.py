"""The attempt budget, as servers and sockets see it."""

import pytest

from assistant.model.server import Endpoint
from tests.cli.calls import account_words
from tests.cli.command_line import CommandLine, Said, ended
from tests.cli.wire import relay, swallowing
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix


def words(imap: Endpoint, smtp: Endpoint, login: str = "alice") -> tuple[str, ...]:
    return "check", *account_words(imap, smtp, login), "--password-stdin"


def test_the_fourth_click_connects_to_nothing_and_says_how_long_to_wait(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    dovecot.forget_attempts()
    with relay(dovecot.imap) as imap, relay(postfix.smtp) as smtp:
        doors = imap.endpoint, smtp.endpoint
        clicks = [cli.json(*words(*doors), given=f"wrong{n}\n") for n in range(3)]
        visits = imap.visits, smtp.visits

        fourth = cli.json(*words(*doors), given="alice-pass-1\n")

        assert (imap.visits, smtp.visits) == visits == (3, 3)
    assert [one.verdict for one in clicks] == ["AUTH-01"] * 3
    assert [one.result["budget"]["left"] for one in clicks] == [2, 1, 0]
    assert fourth.exit == 1
    assert fourth.attempts == (0, 0)
    assert fourth.result["budget"]["left"] == 0
    assert 1790 <= fourth.result["budget"]["wait_s"] <= 1800
    assert dovecot.failures() == 3
    spoken = cli.run(*words(*doors), given="alice-pass-1\n").out
    assert "30" in spoken


def test_spellings_of_one_login_share_its_attempts_and_others_are_free(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    doors = dovecot.imap, postfix.smtp
    for login in ("alice", "ALICE", "alice"):
        cli.json(*words(*doors, login), given="wrong\n")

    spent = cli.json(*words(*doors, "Alice"), given="alice-pass-1\n")
    other = cli.json(*words(*doors, "accents"), given="Été à Sète, où Noël gèle\n")

    assert spent.attempts == (0, 0)
    assert other.exit == 0


def test_a_login_that_was_proven_costs_nothing(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    doors = dovecot.imap, postfix.smtp

    said = [cli.json(*words(*doors), given="alice-pass-1\n") for _ in range(3)]

    assert [one.result["budget"]["left"] for one in said] == [3, 3, 3]


def test_a_password_without_an_answer_counts(
    cli: CommandLine, authority: Authority, postfix: Postfix
) -> None:
    with swallowing(authority.good, hangs_up=True) as server:
        said = cli.json(*words(server.endpoint, postfix.smtp), given="secret\n")

    assert said.exit == 1
    assert said.attempts == (1, 0)
    assert said.result["login"]["imap"] == "unknown"
    assert said.result["budget"]["left"] == 2


@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_a_password_counts_although_the_process_is_ended(
    cli: CommandLine, authority: Authority, postfix: Postfix, end: str
) -> None:
    with swallowing(authority.good, hangs_up=False) as server:
        asked = words(server.endpoint, postfix.smtp)
        with cli.start(*asked, "--json") as process:
            assert process.stdin is not None
            process.stdin.write(b"secret\n")
            process.stdin.flush()
            assert server.was_reached.wait(20)
            getattr(process, end)()
            said = ended(process)
    with swallowing(authority.good, hangs_up=True) as server:
        asked = words(server.endpoint, postfix.smtp)

        next_time = cli.json(*asked, given="secret\n")

    if end == "terminate":
        assert said.exit == 4
        assert said.attempts == (1, 0)
        assert said.result["budget"]["left"] == 2
    assert next_time.result["budget"]["left"] == 1


def test_damage_to_the_count_grants_nothing(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    doors = dovecot.imap, postfix.smtp
    cli.json(*words(*doors), given="wrong\n")
    (count,) = cli.home.rglob("attempts.db")
    count.write_bytes(b"no database at all" * 100)
    dovecot.forget_attempts()

    said: Said = cli.json(*words(*doors), given="alice-pass-1\n")

    assert said.exit == 1
    assert dovecot.attempts() == ()
