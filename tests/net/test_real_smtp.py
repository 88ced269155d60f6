"""SMTP on a real Postfix, with a real Dovecot behind it."""

import pytest

from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from assistant.net import Accepted, Net, Refused, Sent, SmtpSession
from tests.net.test_real_imap import GOOD, logged_in
from tests.network.accounts import TestAccount
from tests.network.dovecot import Dovecot
from tests.network.fixtures import DovecotFactory, PostfixFactory
from tests.network.postfix import MESSAGE_LIMIT_BYTES, Postfix

pytestmark = pytest.mark.usefixtures("trusted")
ALICE = EmailAddress.parse("alice@ac-rig.test")


async def opened(postfix: Postfix, door: str = "smtp") -> SmtpSession:
    result = await Net().open_smtp([getattr(postfix, door)])
    assert result.session is not None, result.signals
    return result.session


async def logged_in_to_send(postfix: Postfix, login: str = "alice") -> SmtpSession:
    session = await opened(postfix)
    answer = await session.authenticate(login, Secret(postfix.accounts[login]))
    assert isinstance(answer, Accepted)
    return session


@pytest.mark.parametrize("account", GOOD, ids=lambda account: account.login)
async def test_every_kind_of_password_works(
    postfix: Postfix, account: TestAccount
) -> None:
    for door in ("smtp", "smtp_starttls"):
        async with await opened(postfix, door) as session:
            answer = await session.authenticate(account.login, Secret(account.password))

        assert isinstance(answer, Accepted)


async def test_a_refusal_keeps_its_enhanced_code(postfix: Postfix) -> None:
    async with await opened(postfix) as session:
        answer = await session.authenticate("alice", Secret("not it"))

    assert isinstance(answer, Refused)
    assert answer.is_definite
    assert answer.signal.code == "smtp:5.7.8"
    assert answer.signal.facts["reply"] == 535
    assert answer.signal.facts["enhanced"] == "5.7.8"


async def test_a_wrong_password_is_sent_once(
    dovecot_factory: DovecotFactory, postfix_factory: PostfixFactory
) -> None:
    dovecot = dovecot_factory()
    postfix = postfix_factory(dovecot)

    async with await opened(postfix) as session:
        await session.authenticate("alice", Secret("not it"))

    assert dovecot.failures() == 1


async def test_opening_tells_extensions_and_the_size_limit(postfix: Postfix) -> None:
    for door in ("smtp", "smtp_starttls"):
        async with await opened(postfix, door) as session:
            assert session.extensions["AUTH"].split() == ["PLAIN", "LOGIN"]
            assert "STARTTLS" not in session.extensions
            assert session.max_size == MESSAGE_LIMIT_BYTES
            chain = session.chain

        assert chain is not None
        assert "localhost" in chain.names


@pytest.mark.parametrize(
    "lines",
    [
        b".\r\n..\r\n.text\r\nlast",  # dots that must be stuffed
        "accentué\r\nlast".encode(),  # needs 8BITMIME
        b"one\ntwo\rlast\r\n",  # line ends of other systems
    ],
    ids=["dots", "eight-bit", "line-ends"],
)
async def test_a_message_arrives_as_it_was_sent(
    dovecot: Dovecot, postfix: Postfix, lines: bytes, request: pytest.FixtureRequest
) -> None:
    message_id = f"<{request.node.callspec.id}@net.test>"
    head = f"Message-ID: {message_id}\r\nContent-Type: text/plain; charset=utf-8\r\n"

    async with await logged_in_to_send(postfix) as session:
        sent = await session.send(head.encode() + b"\r\n" + lines, ALICE, [ALICE])

    assert isinstance(sent, Sent), sent
    async with await logged_in(dovecot) as mailbox:
        await mailbox.select("INBOX")
        found: object = ()
        for _ in range(200):  # each turn is a question to the server, no sleep
            found = await mailbox.search_message_id(message_id)
            if found:
                break
        assert isinstance(found, tuple)
        arrived = await mailbox.fetch(found[0])
        await mailbox.delete(found[0])
    expected = lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")
    assert isinstance(arrived, bytes)
    assert arrived.replace(b"\r\n", b"\n").rstrip(b"\n").endswith(b"\n\n" + expected)


async def test_a_forbidden_sender_is_told_and_the_session_lives_on(
    postfix: Postfix,
) -> None:
    nosend = EmailAddress.parse("nosend@ac-rig.test")
    async with await logged_in_to_send(postfix, "nosend") as session:
        first = await session.send(b"Subject: no\r\n\r\n", nosend, [nosend])
        second = await session.send(b"Subject: no\r\n\r\n", nosend, [nosend])

    assert not isinstance(first, Sent)
    assert first.code == "smtp:5.7.1"
    assert not isinstance(second, Sent)
    assert second.code == "smtp:5.7.1"


async def test_a_message_too_big_is_not_sent(postfix: Postfix) -> None:
    async with await logged_in_to_send(postfix) as session:
        answer = await session.send(b"x" * (MESSAGE_LIMIT_BYTES + 1), ALICE, [ALICE])
        said = str(session.transcript)

    assert not isinstance(answer, Sent)
    assert answer.code == "mail:TOO_BIG"
    assert answer.facts["max_size"] == MESSAGE_LIMIT_BYTES
    assert "MAIL FROM" not in said


async def test_a_port_without_starttls_gets_no_password(
    dovecot_factory: DovecotFactory, postfix_factory: PostfixFactory
) -> None:
    dovecot = dovecot_factory()
    postfix = postfix_factory(dovecot, with_starttls=False)

    opened = await Net().open_smtp([postfix.smtp_starttls])

    assert opened.session is None
    assert [signal.code for signal in opened.signals] == ["mail:NO_STARTTLS"]
    assert dovecot.attempts() == ()
