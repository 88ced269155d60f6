"""What a server says first, and what it means."""

import ssl

import pytest

from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.net import Limits, Net
from tests.net.scripted import Guest, Script, scripted, server_context
from tests.network.certificates import Authority

pytestmark = pytest.mark.usefixtures("trusted")
QUICK = Limits(greeting_s=0.3, reply_s=0.3)


@pytest.fixture
def context(authority: Authority) -> ssl.SSLContext:
    return server_context(authority.good)


def saying(words: str | bytes) -> Script:
    async def script(guest: Guest) -> None:
        await guest.say(words)

    return script


async def failure(
    script: Script, context: ssl.SSLContext, service: Service, limits: Limits = QUICK
) -> Signal:
    net = Net(limits=limits)
    async with scripted(script, context) as server:
        if service is Service.IMAP:
            imap = await net.open_imap([server.tls])
            assert imap.session is None
            (signal,) = imap.signals
        else:
            smtp = await net.open_smtp([server.tls])
            assert smtp.session is None
            (signal,) = smtp.signals
    assert signal.service is service
    assert signal.server == server.tls
    return signal


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("* BYE", "imap:BYE"),
        ("* BYE [UNAVAILABLE] overloaded", "imap:UNAVAILABLE"),
        ("* BYE [LIMIT] too many connections", "imap:LIMIT"),
        ("* PREAUTH hello", "imap:PREAUTH"),
        ("* NO not today", "imap:NO"),
        ("* LIST () NIL INBOX", "imap:MALFORMED"),
        ("what is this", "imap:MALFORMED"),
    ],
)
async def test_an_imap_greeting_that_is_no_welcome(
    context: ssl.SSLContext, words: str, code: str
) -> None:
    signal = await failure(saying(words), context, Service.IMAP)

    assert signal.code == code
    assert signal.stage is Stage.GREETING


@pytest.mark.parametrize(
    ("words", "code", "reply"),
    [
        ("421 4.3.2 shutting down", "smtp:4.3.2", 421),
        ("421 too busy", "smtp:421", 421),
        ("554 5.7.1 go away", "smtp:5.7.1", 554),
        ("554 no service", "smtp:554", 554),
        ("554-no service\n554 at all", "smtp:554", 554),
    ],
)
async def test_an_smtp_greeting_that_is_no_welcome(
    context: ssl.SSLContext, words: str, code: str, reply: int
) -> None:
    signal = await failure(saying(words), context, Service.SMTP)

    assert signal.code == code
    assert signal.stage is Stage.GREETING
    assert signal.facts["reply"] == reply


@pytest.mark.parametrize(
    ("service", "words", "speaks"),
    [
        (Service.IMAP, "+OK POP3 ready", "pop3"),
        (Service.IMAP, "220 smtp ready", "smtp"),
        (Service.IMAP, "SSH-2.0-OpenSSH_9.2", "ssh"),
        (Service.IMAP, "HTTP/1.1 400 Bad Request", "http"),
        (Service.SMTP, "* OK IMAP ready", "imap"),
        (Service.SMTP, "+OK POP3 ready", "pop3"),
        (Service.SMTP, "<html>", "http"),
    ],
)
async def test_another_protocol_is_named(
    context: ssl.SSLContext, service: Service, words: str, speaks: str
) -> None:
    signal = await failure(saying(words), context, service)

    assert signal.code == "mail:OTHER_PROTOCOL"
    assert signal.stage is Stage.GREETING
    assert signal.facts["speaks"] == speaks
    assert signal.facts["text"] == words


@pytest.mark.parametrize("service", list(Service))
async def test_a_slow_greeting_is_told_apart_from_a_slow_handshake(
    context: ssl.SSLContext, service: Service
) -> None:
    async def script(guest: Guest) -> None:
        """Say nothing after the handshake."""

    signal = await failure(script, context, service)

    assert signal.code == "time:GREETING"
    assert signal.stage is Stage.GREETING


async def test_a_greeting_of_many_lines_must_end_in_time(
    context: ssl.SSLContext,
) -> None:
    signal = await failure(saying("220-wait\n220-for it"), context, Service.SMTP)

    assert signal.code == "time:GREETING"


@pytest.mark.parametrize("service", list(Service))
async def test_a_silent_answer_after_the_greeting_is_a_slow_reply(
    context: ssl.SSLContext, service: Service
) -> None:
    words = "* OK ready" if service is Service.IMAP else "220 ready"

    signal = await failure(saying(words), context, service)

    assert signal.code == "time:REPLY"
    assert signal.stage is Stage.CAPABILITY


@pytest.mark.parametrize("service", list(Service))
async def test_a_hang_up_before_the_greeting_is_told(
    context: ssl.SSLContext, service: Service
) -> None:
    async def script(guest: Guest) -> None:
        await guest.leave()

    signal = await failure(script, context, service)

    assert signal.code == "mail:CLOSED"
    assert signal.stage is Stage.GREETING


async def test_a_refused_ehlo_is_told_by_its_code(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 *****************")
        await guest.hear("EHLO")
        await guest.say("500 5.5.1 unrecognised")

    signal = await failure(script, context, Service.SMTP)

    assert signal.code == "smtp:5.5.1"
    assert signal.stage is Stage.CAPABILITY


async def test_a_line_without_end_is_given_up(context: ssl.SSLContext) -> None:
    limits = Limits(line_bytes=1000)

    signal = await failure(saying(b"* " + b"x" * 3000), context, Service.IMAP, limits)

    assert signal.code == "imap:MALFORMED"
    assert signal.facts["why"] == "line too long"


async def test_a_flood_is_given_up(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK ready")
        await guest.hear("A1 CAPABILITY")
        for _ in range(100):
            await guest.say("* OK " + "still here " * 10)

    limits = Limits(stranger_bytes=2000)
    signal = await failure(script, context, Service.IMAP, limits)

    assert signal.code == "imap:MALFORMED"


async def test_a_huge_literal_is_not_waited_for(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK ready")
        await guest.hear("A1 CAPABILITY")
        await guest.say("* CAPABILITY {4294967295}")

    signal = await failure(script, context, Service.IMAP, Limits())

    assert signal.code == "imap:MALFORMED"
    assert signal.facts["why"] == "literal too long"


@pytest.mark.parametrize(
    "words", ["250-one\n251 two", "hello", "250one", "999 no", "250-" + "\n250-" * 300]
)
async def test_smtp_that_is_none_is_called_so(
    context: ssl.SSLContext, words: str
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say(words)

    signal = await failure(script, context, Service.SMTP)

    assert signal.code == "smtp:MALFORMED"
