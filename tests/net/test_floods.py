"""Servers that never pause: limits still fire, and others still get their turn."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable

import dns.message
import dns.rrset
import pytest

from assistant.model.secret import Secret
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.net import Accepted, Limits, NameServer, Net, ResolverConfig
from assistant.net.imap_talk import ImapTalk
from assistant.net.lines import LineConnection
from assistant.net.place import Place, TroubleError
from assistant.net.smtp_talk import SmtpTalk
from assistant.net.tcp import TcpStream
from assistant.net.transcript import Recorder
from tests.net.scripted import Guest, Script, scripted, server_context
from tests.network.certificates import Authority

FAR = 10**9  # a limit that is not meant
ENDLESS = Limits(stranger_bytes=FAR, volume_bytes=FAR, responses=FAR)


class Ready:
    """A stream that always has more at once, as a fast peer on a fast line."""

    local_address = "127.0.0.1"

    def __init__(self, data: bytes, *, times: int) -> None:
        self.left = times
        self._data = data

    async def receive(self) -> bytes:
        self.left -= 1
        return self._data if self.left >= 0 else b""

    async def send(self, data: bytes) -> None:
        raise AssertionError(data)

    def close(self) -> None:
        raise AssertionError


def conversation(
    service: Service, stream: Ready, limits: Limits
) -> LineConnection[Ready]:
    return LineConnection(stream, Place(service), limits, Recorder())


async def imap_answer(stream: Ready, limits: Limits) -> object:
    lines = conversation(Service.IMAP, stream, limits)
    return await ImapTalk(lines).answer("A1", FAR)


async def smtp_replies(stream: Ready, limits: Limits) -> object:
    talk = SmtpTalk(conversation(Service.SMTP, stream, limits), Stage.SEND)
    while True:
        await talk.reply(FAR)


@pytest.mark.parametrize(
    ("reading", "data"),
    [
        (imap_answer, b"* X\r\n" * 10),
        (imap_answer, b"* X {0}\r\n {1}\r\na\r\n" * 10),
        (smtp_replies, b"250-x\r\n" * 10 + b"250 x\r\n"),
    ],
)
async def test_who_reads_a_flood_can_be_cancelled(
    reading: Callable[[Ready, Limits], Awaitable[object]], data: bytes
) -> None:
    stream = Ready(data, times=1000)
    task = asyncio.ensure_future(reading(stream, ENDLESS))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert stream.left > 900


async def why(reading: Awaitable[object]) -> str:
    with pytest.raises(TroubleError) as raised:
        await reading
    assert raised.value.signal.code == "imap:MALFORMED"
    return str(raised.value.signal.facts["why"])


async def test_an_answer_has_an_end() -> None:
    few = Limits(responses=30)

    found = await why(imap_answer(Ready(b"* X\r\n", times=31), few))

    assert found == "an answer without end"


async def test_a_response_of_many_literals_has_an_end() -> None:
    data = b"* X {0}\r\n" + b" {0}\r\n" * 100_000

    found = await why(imap_answer(Ready(data, times=1), ENDLESS))

    assert found == "response too long"


async def test_a_stream_gives_others_a_turn_each_time() -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as near,
        server.accept()[0] as far,
    ):
        near.settimeout(0)
        far.sendall(bytes(50))
        stream = TcpStream(near)
        beside = asyncio.ensure_future(other())
        for _ in range(10):
            await stream.receive()
            far.sendall(bytes(50))
        beside.cancel()

    assert turns >= 10


@pytest.fixture
def context(authority: Authority, trusted: Authority) -> ssl.SSLContext:
    assert trusted is authority
    return server_context(authority.good)


def pouring(count: int) -> Script:
    """Take one login, and pour as much out before it as after it."""
    data = b"* OK " + b"x" * 1017 + b"\r\n"

    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR] ready")
        await guest.hear("A1 AUTH")
        await guest.say("A1 OK [CAPABILITY IMAP4rev1] in")
        await guest.hear("A2 SELECT")
        await guest.say(data * count + b"A2 OK\r\n")

    return script


async def test_a_stranger_may_say_less_than_a_known_server(
    context: ssl.SSLContext,
) -> None:
    async def stranger(guest: Guest) -> None:
        await guest.say("* OK ready")
        await guest.hear("A1 CAPABILITY")
        await guest.say((b"* OK " + b"x" * 1017 + b"\r\n") * 300)
        await guest.say("A1 OK")

    async with scripted(stranger, context) as server:
        refused = await Net().open_imap([server.tls])
    async with scripted(pouring(300), context) as server:
        known = await Net().open_imap([server.tls])
        assert known.session is not None
        assert isinstance(await known.session.authenticate("a", Secret("b")), Accepted)
        selected = await known.session.select("INBOX")
        known.session.abort()

    assert [signal.facts["why"] for signal in refused.signals] == ["too much"]
    assert not isinstance(selected, Signal)


async def test_a_known_server_has_its_limit_too(context: ssl.SSLContext) -> None:
    async with scripted(pouring(5000), context) as server:
        known = await Net().open_imap([server.tls])
        assert known.session is not None
        await known.session.authenticate("a", Secret("b"))
        selected = await known.session.select("INBOX")
        known.session.abort()

    assert isinstance(selected, Signal)
    assert selected.facts["why"] == "too much"


async def test_a_resolver_that_only_makes_noise_is_given_up() -> None:
    # A forged answer that takes longer to read than to send: the next one is
    # always there already.
    forged = dns.message.make_response(dns.message.make_query("b.test", "A"))
    records = dns.rrset.from_text_list(
        "b.test.", 1, "IN", "A", [f"10.0.{n // 256}.{n % 256}" for n in range(3000)]
    )
    forged.answer.append(records)
    wire = forged.to_wire()
    is_over = threading.Event()

    def make_noise(server: socket.socket) -> None:
        _, asker = server.recvfrom(512)
        began = time.monotonic()
        while not is_over.is_set() and time.monotonic() - began < 10:
            server.sendto(wire, asker)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        config = ResolverConfig((NameServer(*server.getsockname()),))
        noise = asyncio.create_task(asyncio.to_thread(make_noise, server))
        net = Net(resolver_config=config, limits=Limits(question_s=(0.1,)))
        began = time.monotonic()
        answer = await net.resolve("a.test")
        took_s = time.monotonic() - began
        is_over.set()
        await noise

    assert isinstance(answer, Signal)
    assert took_s < 5
