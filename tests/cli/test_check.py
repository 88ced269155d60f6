"""`check` against real servers, and what they counted meanwhile."""

import imaplib
import ssl

import pytest

from assistant.model.server import Endpoint
from tests.cli.calls import account_words, check
from tests.cli.command_line import CommandLine
from tests.network.certificates import Authority, Certificate
from tests.network.dovecot import Dovecot
from tests.network.fixtures import DovecotFactory, PostfixFactory
from tests.network.postfix import Postfix
from tests.network.programs import free_port

SENDING = ["smtp.connect", "smtp.login"]
STEPS = ["preflight", "imap.connect", "imap.login", *SENDING, "mailbox"]


@pytest.mark.parametrize(
    "login", ["alice", "bob", "accents", "emoji", "long", "spaces"]
)
def test_a_good_login_is_proven_at_both_servers(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, login: str
) -> None:
    dovecot.forget_attempts()

    said = check(
        cli,
        dovecot.imap,
        postfix.smtp_starttls,
        login=login,
        password=dovecot.accounts[login],
    )

    assert said.exit == 0
    assert said.result["login"] == {"imap": "proven", "smtp": "proven"}
    assert said.result["message"].endswith("vous pouvez recevoir et envoyer.")
    assert said.result["verdict"] is None
    assert said.attempts == (1, 1)
    assert [one.service for one in dovecot.attempts()] == ["imap", "smtp"]
    assert 0 < said.result["elapsed_s"] < 5


@pytest.mark.parametrize("doors", ["tls", "starttls"])
def test_both_ways_to_tls_lead_to_a_proof(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix, doors: str
) -> None:
    imap, smtp = (
        (dovecot.imap, postfix.smtp)
        if doors == "tls"
        else (dovecot.imap_starttls, postfix.smtp_starttls)
    )

    said = check(cli, imap, smtp)

    assert said.exit == 0
    assert said.result["servers"] == {"imap": str(imap), "smtp": str(smtp)}
    assert said.result["quota"]["percent"] == 0
    assert said.states == dict.fromkeys(STEPS, "ok")


def test_a_wrong_password_costs_one_attempt_and_smtp_is_not_asked(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    dovecot.forget_attempts()

    said = check(cli, dovecot.imap, postfix.smtp, password="wrong")

    assert (said.exit, said.verdict) == (1, "AUTH-01")
    assert said.attempts == (1, 0)
    assert [one.service for one in dovecot.attempts()] == ["imap"]
    assert said.result["login"] == {"imap": "refused", "smtp": "not_tried"}
    assert said.result["budget"] == {"left": 2, "wait_s": 0}
    assert said.states["smtp.login"] == "skipped"


@pytest.mark.parametrize(
    ("login", "verdict", "attempts", "left"),
    [
        ("expired", "AUTH-09", (1, 0), 2),
        ("blocked", "AUTH-10", (1, 0), 2),
        ("disabled", "AUTH-01", (1, 0), 2),
        ("denied", "AUTH-01", (1, 0), 2),
        ("tempfail", "SRV-04", (1, 0), 3),
        ("sendonly", "AUTH-11", (1, 1), 2),
        ("full", "BOX-01", (1, 1), 3),
    ],
)
def test_each_fate_of_an_account_has_its_verdict(
    cli: CommandLine,
    dovecot: Dovecot,
    postfix: Postfix,
    *,
    login: str,
    verdict: str,
    attempts: tuple[int, int],
    left: int,
) -> None:
    dovecot.forget_attempts()

    said = check(
        cli,
        dovecot.imap,
        postfix.smtp,
        login=login,
        password=dovecot.accounts[login],
    )

    assert (said.exit, said.verdict) == (1, verdict)
    assert said.attempts == attempts
    assert len(dovecot.attempts()) == sum(attempts)
    assert said.result["budget"]["left"] == left
    words = said.result["verdict"]
    assert words["who"] in {"you", "school", "academie", "wait", "program"}
    assert words["title"]
    assert words["advice"]
    assert words["evidence"]


@pytest.mark.parametrize(
    ("name", "door", "verdict"),
    [
        ("expired", "tls", "TLS-01"),
        ("expired", "starttls", "TLS-01"),
        ("wrong_name", "tls", "TLS-03"),
        ("wrong_name", "starttls", "TLS-03"),
        ("common_name_only", "tls", "TLS-03"),
        ("self_signed", "tls", "TLS-04"),
        ("self_signed", "starttls", "TLS-04"),
        ("missing_intermediate", "starttls", "TLS-05"),
        ("other_authority", "tls", "TLS-05"),
    ],
)
def test_no_password_is_sent_to_a_server_that_is_not_verified(
    cli: CommandLine,
    authority: Authority,
    dovecot_factory: DovecotFactory,
    postfix_factory: PostfixFactory,
    *,
    name: str,
    door: str,
    verdict: str,
) -> None:
    defect: Certificate = getattr(authority, name)
    dovecot = dovecot_factory(certificate=defect)
    postfix = postfix_factory(dovecot, certificate=defect)

    doors = {
        "tls": (dovecot.imap, postfix.smtp),
        "starttls": (dovecot.imap_starttls, postfix.smtp_starttls),
    }
    said = check(cli, *doors[door])

    assert (said.exit, said.verdict) == (1, verdict)
    assert said.attempts == (0, 0)
    assert said.result["budget"]["left"] == 3
    assert dovecot.attempts() == ()


def test_no_password_is_sent_to_smtp_alone_when_its_certificate_is_bad(
    cli: CommandLine,
    authority: Authority,
    dovecot: Dovecot,
    postfix_factory: PostfixFactory,
) -> None:
    postfix = postfix_factory(dovecot, certificate=authority.expired)
    dovecot.forget_attempts()

    said = check(cli, dovecot.imap, postfix.smtp)

    assert said.verdict == "TLS-01"
    assert [one.service for one in dovecot.attempts()] == ["imap"]


def test_a_refused_port_and_an_unknown_host_are_told_apart(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    nobody = Endpoint("localhost", free_port(), dovecot.imap.security)
    nowhere = Endpoint("no-such-host.invalid", 993, dovecot.imap.security)

    refused = check(cli, nobody, postfix.smtp)
    unknown = check(cli, nowhere, postfix.smtp)

    assert (refused.exit, unknown.exit) == (1, 1)
    assert refused.attempts == unknown.attempts == (0, 0)
    assert refused.verdict.startswith(("SRV-", "NET-"))
    assert unknown.verdict.startswith("NET-")
    assert refused.verdict != unknown.verdict


def test_security_the_wrong_way_round_is_named(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    dovecot.forget_attempts()
    tls_asked = Endpoint("localhost", dovecot.imap_starttls.port, dovecot.imap.security)
    starttls_asked = Endpoint(
        "localhost", dovecot.imap.port, dovecot.imap_starttls.security
    )

    one = check(cli, tls_asked, postfix.smtp)
    other = check(cli, starttls_asked, postfix.smtp)

    assert (one.verdict, other.verdict) == ("TLS-10", "TLS-11")
    assert dovecot.attempts() == ()


def test_a_server_without_starttls_gets_no_password(
    cli: CommandLine, dovecot_factory: DovecotFactory, postfix: Postfix
) -> None:
    plain = dovecot_factory(with_tls=False)

    said = check(cli, plain.imap_starttls, postfix.smtp)

    assert said.exit == 1
    assert said.verdict == "NET-10"
    assert plain.attempts() == ()


def test_too_many_connections_are_named_and_cost_no_attempt(
    cli: CommandLine, dovecot_factory: DovecotFactory, postfix: Postfix
) -> None:
    crowded = dovecot_factory(connections_per_user=1)
    context = ssl.create_default_context(cafile=str(crowded.ca_file))

    with imaplib.IMAP4_SSL(
        "localhost", crowded.imap.port, ssl_context=context, timeout=10
    ) as other:
        other.login("alice", crowded.accounts["alice"])
        said = check(cli, crowded.imap, postfix.smtp)

    assert said.verdict == "SRV-06"
    assert said.result["budget"]["left"] == 3


def test_without_a_password_nobody_is_tried_and_nothing_else_is_claimed(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    dovecot.forget_attempts()
    account = account_words(dovecot.imap, postfix.smtp)

    said = cli.json("check", *account, "--no-password", "--lang=en")

    assert said.exit == 0
    assert said.result["message"] == "The servers answer. No login was tried."
    assert said.attempts == (0, 0)
    assert dovecot.attempts() == ()
    assert "imap.login" not in said.states
