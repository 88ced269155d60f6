"""Whether a session still stands after a pause."""

import ssl
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from assistant.model.address import EmailAddress
from assistant.model.server import Endpoint
from assistant.model.signal import Signal
from assistant.net import ImapSession, Limits, Net, SmtpSession
from tests.net.scripted import Guest, Script, scripted, server_context
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

pytestmark = pytest.mark.usefixtures("trusted")
ANNE = EmailAddress("anne", "ac.test")
QUICK = Limits(alive_s=0.2)


@pytest.fixture
def context(authority: Authority) -> ssl.SSLContext:
    return server_context(authority.good)


async def imap_at(door: Endpoint, limits: Limits = QUICK) -> ImapSession:
    opened = await Net(limits=limits).open_imap([door])
    assert opened.session is not None, opened.signals
    return opened.session


async def smtp_at(door: Endpoint, limits: Limits = QUICK) -> SmtpSession:
    opened = await Net(limits=limits).open_smtp([door])
    assert opened.session is not None, opened.signals
    return opened.session


Open = Callable[[Endpoint, Limits], Awaitable[Any]]


def imap(*words: str) -> Script:
    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY IMAP4rev1] ready")
        await guest.hear("A1 NOOP$")
        for each in words:
            await guest.say(each)
        if words:
            await guest.leave()

    return script


def smtp(*words: str) -> Script:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250 hello")
        await guest.hear("NOOP$")
        for each in words:
            await guest.say(each)
        if words:
            await guest.leave()

    return script


async def test_real_servers_are_alive(dovecot: Dovecot, postfix: Postfix) -> None:
    receiving = await imap_at(dovecot.imap, Limits())
    sending = await smtp_at(postfix.smtp, Limits())

    assert await receiving.is_alive()
    assert await sending.is_alive()
    await receiving.close()
    await sending.close()


@pytest.mark.parametrize(
    ("open_at", "script"),
    [
        (imap_at, imap("A1 NO not now")),
        (imap_at, imap("* BYE idle for too long")),
        (imap_at, imap("nonsense")),
        (imap_at, imap()),
        (smtp_at, smtp("421 4.4.2 Error: timeout exceeded")),
        (smtp_at, smtp("nonsense")),
        (smtp_at, smtp()),
    ],
    ids=["no", "bye", "no IMAP", "silent IMAP", "421", "no SMTP", "silent SMTP"],
)
async def test_whoever_does_not_answer_well_is_not_alive(
    context: ssl.SSLContext, open_at: Open, script: Script
) -> None:
    async with scripted(script, context) as server:
        session = await open_at(server.tls, QUICK)
        began = time.monotonic()

        assert not await session.is_alive()
        assert time.monotonic() - began < 1
        assert not await session.is_alive()  # closed, and asked without harm


async def test_a_server_that_hung_up_is_not_alive(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250 hello\n421 4.4.2 Error: timeout exceeded")
        await guest.leave()

    async with scripted(script, context) as server:
        session = await smtp_at(server.tls)

        assert not await session.is_alive()
        assert isinstance(await session.send(b"", ANNE, [ANNE]), Signal)
