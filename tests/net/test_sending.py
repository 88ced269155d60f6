"""SMTP replies taken apart, and what is not sent because it could not arrive."""

import asyncio
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.model.address import EmailAddress
from assistant.model.server import Endpoint, Service
from assistant.model.signal import Signal, Stage
from assistant.net import Limits, Net, Sent, SmtpSession
from assistant.net.lines import LineConnection
from assistant.net.place import Place, TroubleError
from assistant.net.smtp import extensions_of
from assistant.net.smtp_talk import Reply, SmtpTalk
from assistant.net.transcript import Recorder
from tests.net.scripted import Guest, Script, scripted, server_context
from tests.network.certificates import Authority

pytestmark = pytest.mark.usefixtures("trusted")
ANNE = EmailAddress("anne", "ac.test")
ANAIS = EmailAddress("anaïs", "ac.test")


@pytest.fixture
def context(authority: Authority) -> ssl.SSLContext:
    return server_context(authority.good)


def taking(extensions: str, *steps: tuple[str, str]) -> Script:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        names = ["hello", *extensions.split(",")]
        await guest.say("\n".join(f"250-{name}" for name in names) + "\n250 HELP")
        for expected, answer in steps:
            await guest.hear(expected)
            await guest.say(answer)

    return script


async def opened(door: Endpoint) -> SmtpSession:
    result = await Net(limits=Limits(reply_s=1, delivery_s=0.3)).open_smtp([door])
    assert result.session is not None, result.signals
    return result.session


async def sent(
    script: Script,
    context: ssl.SSLContext,
    message: bytes = b"Subject: x\n\nhi\n",
    recipient: EmailAddress = ANNE,
) -> Sent | Signal:
    async with scripted(script, context) as server:
        session = await opened(server.tls)
        answer = await session.send(message, ANNE, [recipient])
        assert "ac.test" not in str(session.transcript)
        session.abort()
    return answer


async def test_an_accent_needs_eight_bits(context: ssl.SSLContext) -> None:
    answer = await sent(taking("SIZE"), context, "é".encode())

    assert isinstance(answer, Signal)
    assert (answer.code, answer.stage) == ("mail:NO_8BITMIME", Stage.SEND)


async def test_an_accented_address_needs_smtputf8(context: ssl.SSLContext) -> None:
    answer = await sent(taking("8BITMIME"), context, recipient=ANAIS)

    assert isinstance(answer, Signal)
    assert answer.code == "mail:NO_SMTPUTF8"


async def test_what_is_needed_is_declared(context: ssl.SSLContext) -> None:
    script = taking(
        "8BITMIME,SMTPUTF8,SIZE 0",
        ("MAIL FROM:<anne@ac.test> SIZE=2 BODY=8BITMIME SMTPUTF8$", "250 ok"),
        ("RCPT TO:<anaïs@ac.test>$", "250 ok"),
        ("DATA", "354 go"),
        ("é", "250 2.0.0 queued"),
    )

    answer = await sent(script, context, "é".encode(), ANAIS)

    assert isinstance(answer, Sent)
    assert answer.text == "queued"


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([("MAIL", "552 5.3.4 too big"), ("RSET", "250 ok")], "smtp:5.3.4"),
        (
            [("MAIL", "250 ok"), ("RCPT", "550 5.1.1 who"), ("RSET", "250 ok")],
            "smtp:5.1.1",
        ),
        (
            [
                ("MAIL", "250 ok"),
                ("RCPT", "250 ok"),
                ("DATA", "451 4.3.0 no"),
                ("RSET", "250 ok"),
            ],
            "smtp:4.3.0",
        ),
        ([("MAIL", "550 5.7.1 not you")], "smtp:5.7.1"),
        ([("MAIL", "250 ok"), ("RCPT", "421 bye")], "smtp:421"),
        ([("MAIL", "250 ok"), ("RCPT", "250 ok"), ("DATA", "554 no")], "smtp:554"),
        ([("MAIL", "250 ok")], "mail:CLOSED"),
    ],
)
async def test_each_step_can_be_refused(
    context: ssl.SSLContext, steps: list[tuple[str, str]], code: str
) -> None:
    async def script(guest: Guest) -> None:
        await taking("PIPELINING", *steps)(guest)
        await guest.leave()

    answer = await sent(script, context)

    assert isinstance(answer, Signal)
    assert answer.stage is Stage.SEND
    assert answer.code == code


@pytest.mark.parametrize(
    ("last", "code"), [("554 5.7.1 spam", "smtp:5.7.1"), ("", "time:REPLY")]
)
async def test_a_message_can_be_refused_or_unanswered(
    context: ssl.SSLContext, last: str, code: str
) -> None:
    async def script(guest: Guest) -> None:
        steps = (("MAIL", "250 ok"), ("RCPT", "250 ok"), ("DATA", "354 go"))
        await taking("PIPELINING", *steps)(guest)
        while await guest.hear() != ".":
            pass
        if last:
            await guest.say(last)

    answer = await sent(script, context)

    assert isinstance(answer, Signal)
    assert answer.code == code


def test_extensions_are_read_in_every_spelling() -> None:
    reply = Reply(
        250, "", ("hello", "SIZE 10", "auth=login", "AUTH PLAIN", "", "x y z")
    )

    found = extensions_of(reply)

    assert found["SIZE"] == "10"
    assert found["AUTH"].split() == ["login", "PLAIN"]
    assert found["X"] == "y z"


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reply_reader(data: bytes) -> None:
    lines = LineConnection(Recorded(data), Place(Service.SMTP), Limits(), Recorder())
    talk = SmtpTalk(lines, Stage.GREETING)

    async def outcome() -> str:
        try:
            reply = await talk.reply(5)
        except TroubleError as trouble:
            return trouble.signal.code
        return "fine" if 200 <= reply.code < 600 else "wild"

    assert asyncio.run(outcome()) in ("mail:CLOSED", "smtp:MALFORMED", "fine")


class Recorded:
    """A stream that has said all it will say."""

    local_address = "127.0.0.1"

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def receive(self) -> bytes:
        data, self._data = self._data[:7], self._data[7:]
        return data

    async def send(self, data: bytes) -> None:
        raise AssertionError(data)

    def close(self) -> None:
        raise AssertionError
