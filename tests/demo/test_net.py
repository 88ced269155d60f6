"""The program's own conversations with the demo, as the command `demo` has them."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from assistant.demo import DemoServers
from assistant.model.secret import Secret
from assistant.model.server import Endpoint
from assistant.net import (
    Accepted,
    ImapSession,
    Net,
    Refused,
    Sent,
    SmtpSession,
    Surroundings,
)

MESSAGE = (
    b"From: camille.demo@ac-demo.example\r\nTo: camille.demo@ac-demo.example\r\n"
    b"Subject: round trip\r\nMessage-ID: <round@ac-demo.example>\r\n\r\nhello\r\n"
)


def with_imap(
    servers: DemoServers, door: Endpoint, work: Callable[[ImapSession], Awaitable[None]]
) -> None:
    async def run() -> None:
        opened = await Net(authorities=servers.ca_file).open_imap([door])
        assert opened.session is not None, opened.signals
        async with opened.session as session:
            await work(session)

    asyncio.run(run())


def with_smtp(
    servers: DemoServers, door: Endpoint, work: Callable[[SmtpSession], Awaitable[None]]
) -> None:
    async def run() -> None:
        opened = await Net(authorities=servers.ca_file).open_smtp([door])
        assert opened.session is not None, opened.signals
        async with opened.session as session:
            await work(session)

    asyncio.run(run())


@pytest.mark.parametrize("name", ["imap", "imap_starttls"])
def test_the_program_reads_the_mailbox(servers: DemoServers, name: str) -> None:
    async def look(session: ImapSession) -> None:
        answer = await session.authenticate(servers.login, servers.password)
        assert isinstance(answer, Accepted)
        found = await session.look_around()
        assert isinstance(found, Surroundings)
        assert {one.name for one in found.folders} == set(servers.mailbox.folders)
        assert found.quota is not None
        assert await session.append("Sent", MESSAGE) == 1
        await session.select("Sent")
        assert await session.search_message_id("<round@ac-demo.example>") == (1,)
        assert await session.fetch(1) == MESSAGE
        assert await session.delete(1) is None

    with_imap(servers, getattr(servers, name), look)

    assert servers.account.accepted == 1
    assert not servers.mailbox.folders["Sent"].messages


@pytest.mark.parametrize("name", ["smtp", "smtp_starttls"])
def test_the_program_sends(servers: DemoServers, name: str) -> None:
    async def send(session: SmtpSession) -> None:
        answer = await session.authenticate(servers.login, servers.password)
        assert isinstance(answer, Accepted)
        sent = await session.send(MESSAGE, servers.address, [servers.address])
        assert isinstance(sent, Sent)

    with_smtp(servers, getattr(servers, name), send)

    assert MESSAGE in servers.mailbox.folders["INBOX"].messages[2].content


def test_a_wrong_password_is_a_definite_refusal(servers: DemoServers) -> None:
    async def by_imap(session: ImapSession) -> None:
        refused = await session.authenticate(servers.login, Secret("wrong"))
        assert isinstance(refused, Refused)
        assert refused.is_definite
        assert refused.signal.code == "imap:AUTHENTICATIONFAILED"

    async def by_smtp(session: SmtpSession) -> None:
        refused = await session.authenticate(servers.login, Secret("wrong"))
        assert isinstance(refused, Refused)
        assert refused.is_definite
        assert refused.signal.code == "smtp:5.7.8"

    with_imap(servers, servers.imap, by_imap)
    with_smtp(servers, servers.smtp, by_smtp)

    assert servers.account.refused == 2


def test_without_its_authority_the_demo_is_not_trusted(servers: DemoServers) -> None:
    async def codes() -> list[str]:
        net = Net()
        imap = await net.open_imap([servers.imap])
        smtp = await net.open_smtp([servers.smtp_starttls])
        return [signal.code for signal in (*imap.signals, *smtp.signals)]

    assert {code.partition(":")[0] for code in asyncio.run(codes())} == {"tls"}
    assert servers.account.refused == servers.account.accepted == 0
