"""Verdicts from what real Dovecot and Postfix answer over real sockets."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.diagnosis import Context, decide, notes
from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from assistant.model.server import Endpoint, Security, Service
from assistant.model.signal import Signal
from assistant.model.verdict import Diagnosis
from assistant.net import LoginAnswer, Net, Refused
from tests.network.certificates import Authority, Certificate
from tests.network.dovecot import Dovecot
from tests.network.fixtures import DovecotFactory
from tests.network.postfix import Postfix

RECEIVING = Context(opened=frozenset(Service), proven=frozenset({Service.IMAP}))


async def refused_by_imap(server: Dovecot, login: str, password: str) -> Signal:
    opened = await Net(authorities=server.ca_file).open_imap([server.imap])
    assert opened.session is not None
    outcome = await opened.session.authenticate(login, Secret(password))
    await opened.session.close()
    assert isinstance(outcome, Refused)
    return outcome.signal


async def refused_by_smtp(server: Postfix, login: str, password: str) -> Signal:
    opened = await Net(authorities=server.ca_file).open_smtp([server.smtp])
    assert opened.session is not None
    outcome = await opened.session.authenticate(login, Secret(password))
    await opened.session.close()
    assert isinstance(outcome, Refused)
    return outcome.signal


async def closed(net: Net, *endpoints: Endpoint) -> tuple[Signal, ...]:
    """Open IMAP where it cannot be opened, and return why."""
    opened = await net.open_imap(endpoints)
    assert opened.session is None
    return opened.signals


def cause(*signals: Signal, context: Context = RECEIVING) -> str:
    diagnosis = decide(signals, context)
    assert diagnosis is not None
    return diagnosis.verdict.id


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("alice", "AUTH-01"),
        ("nobody", "AUTH-01"),
        ("disabled", "AUTH-01"),
        ("expired", "AUTH-09"),
        ("blocked", "AUTH-10"),
        ("tempfail", "SRV-04"),
    ],
)
def test_dovecots_refusal_names_the_cause(
    dovecot: Dovecot, login: str, expected: str
) -> None:
    is_wrong = expected == "AUTH-01" and login != "disabled"
    password = "wrong" if is_wrong else dovecot.accounts[login]

    signal = asyncio.run(refused_by_imap(dovecot, login, password))

    assert cause(signal, context=Context()) == expected


def test_dovecot_counts_the_connections_of_one_person(
    dovecot_factory: DovecotFactory,
) -> None:
    server = dovecot_factory(connections_per_user=1)
    password = Secret(server.accounts["alice"])

    async def twice() -> LoginAnswer:
        net = Net(authorities=server.ca_file)
        first, second = [await net.open_imap([server.imap]) for _ in range(2)]
        assert first.session is not None
        assert second.session is not None
        await first.session.authenticate("alice", password)
        answer = await second.session.authenticate("alice", password)
        await first.session.close()
        await second.session.close()
        return answer

    answer = asyncio.run(twice())

    assert isinstance(answer, Refused)
    assert not answer.is_definite
    assert cause(answer.signal, context=Context()) == "SRV-06"


def test_postfix_refuses_one_who_may_only_receive(postfix: Postfix) -> None:
    signal = asyncio.run(refused_by_smtp(postfix, "sendonly", "sendonly-pass-1"))

    diagnosis = decide([signal], RECEIVING)

    assert diagnosis is not None
    assert diagnosis.verdict.id == "AUTH-11"


def test_postfix_refuses_a_sender(postfix: Postfix) -> None:
    async def send() -> object:
        opened = await Net(authorities=postfix.ca_file).open_smtp([postfix.smtp])
        assert opened.session is not None
        await opened.session.authenticate("nosend", Secret("nosend-pass-1"))
        own = EmailAddress.parse("nosend@ac-rig.test")
        answer = await opened.session.send(b"Subject: x\r\n\r\nx\r\n", own, [own])
        await opened.session.close()
        return answer

    answer = asyncio.run(send())

    assert isinstance(answer, Signal)
    assert cause(answer) == "AUTH-11"


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        ("expired", "TLS-01"),
        ("wrong_name", "TLS-03"),
        ("common_name_only", "TLS-03"),
        ("self_signed", "TLS-04"),
        ("missing_intermediate", "TLS-05"),
    ],
)
def test_a_defect_of_a_certificate_is_named(
    authority: Authority,
    dovecot_factory: DovecotFactory,
    certificate: str,
    expected: str,
) -> None:
    defect: Certificate = getattr(authority, certificate)
    server = dovecot_factory(certificate=defect)

    signals = asyncio.run(closed(Net(authorities=server.ca_file), server.imap))

    assert cause(*signals, context=Context()) == expected
    assert server.attempts() == ()


def test_a_stranger_among_the_authorities_leaves_doubt_who_must_act(
    authority: Authority, dovecot_factory: DovecotFactory
) -> None:
    server = dovecot_factory(certificate=authority.other_authority)

    signals = asyncio.run(closed(Net(authorities=server.ca_file), server.imap))

    diagnosis = decide(signals)
    assert diagnosis is not None
    assert {diagnosis.verdict.id, second(diagnosis)} == {"TLS-05", "TLS-07"}
    assert diagnosis.verdict.confidence < 0.8


def second(diagnosis: Diagnosis) -> str:
    assert diagnosis.runner_up is not None
    return diagnosis.runner_up.id


def test_a_reversed_security_setting_is_named_both_ways(dovecot: Dovecot) -> None:
    net = Net(authorities=dovecot.ca_file)
    too_early = replace(dovecot.imap_starttls, security=Security.TLS)
    too_late = replace(dovecot.imap, security=Security.STARTTLS)

    early = asyncio.run(closed(net, too_early))
    late = asyncio.run(closed(net, too_late))

    assert cause(*early, context=Context()) == "TLS-10"
    assert cause(*late, context=Context()) == "TLS-11"


def test_a_sending_server_in_place_of_a_receiving_one_is_named(
    postfix: Postfix,
) -> None:
    net = Net(authorities=postfix.ca_file)

    behind = asyncio.run(closed(net, postfix.smtp))
    before = asyncio.run(closed(net, postfix.smtp_starttls))

    assert cause(*behind, context=Context()) == "TLS-12"
    assert cause(*before, context=Context()) == "TLS-12"


def test_a_server_without_protection_never_gets_the_password(
    dovecot_factory: DovecotFactory,
) -> None:
    server = dovecot_factory(with_tls=False)
    net = Net(authorities=server.ca_file)

    signals = asyncio.run(closed(net, server.imap_starttls))

    assert cause(*signals, context=Context()) == "NET-10"
    assert server.attempts() == ()


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port where nobody listens, held so that nobody else takes it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


def test_a_closed_entrance_is_a_stopped_service(nobody: int) -> None:
    endpoint = Endpoint("127.0.0.1", nobody, Security.TLS)

    signals = asyncio.run(closed(Net(), endpoint))

    assert cause(*signals, context=Context()) == "SRV-01"


def test_a_name_that_is_no_name_is_a_matter_of_spelling() -> None:
    endpoint = Endpoint(
        f"{'x' * 60}.{'y' * 63}.{'z' * 63}.{'a' * 63}.fr", 993, Security.TLS
    )

    signals = asyncio.run(closed(Net(), endpoint))

    assert cause(*signals, context=Context(servers_typed=True)) == "NET-12"


def test_a_second_entrance_that_works_leaves_a_note_only(
    dovecot: Dovecot, nobody: int
) -> None:
    async def both() -> tuple[Signal, ...]:
        dead = Endpoint("127.0.0.1", nobody, Security.TLS)
        net = Net(authorities=dovecot.ca_file)
        opened = await net.open_imap([dead, dovecot.imap])
        assert opened.session is not None
        await opened.session.close()
        return opened.signals

    signals = asyncio.run(both())

    opened = Context(opened=frozenset({Service.IMAP}))
    assert decide(signals, opened) is None
    assert [note.id for note in notes(signals, opened)] == ["NET-08"]
