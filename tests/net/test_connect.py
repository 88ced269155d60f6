"""TCP: refused, filtered, unreachable, several addresses, several endpoints."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.model.secret import Secret
from assistant.model.server import Endpoint, Security, Service
from assistant.model.signal import Stage
from assistant.net import Limits, NameServer, Net, ResolverConfig
from assistant.net.place import Place, TroubleError, errno_code
from assistant.net.tcp import connect
from tests.net.scripted import Guest, scripted, server_context
from tests.network.certificates import Authority

pytestmark = pytest.mark.usefixtures("trusted")
PLACE = Place(Service.IMAP, Endpoint("mail.test", 993, Security.TLS))


@contextlib.contextmanager
def filtered() -> Iterator[int]:
    """Give a port that answers no connection, as behind a silent firewall.

    Its queue of waiting connections is full, so the kernel drops what comes.
    """
    with contextlib.ExitStack() as held:
        listener = held.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(4):
            filler = held.enter_context(socket.socket())
            filler.setblocking(False)  # noqa: FBT003  # socket's own signature
            filler.connect_ex(("127.0.0.1", port))
        yield port


def closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


async def welcome(guest: Guest) -> None:
    await guest.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")


@pytest.fixture
def context(authority: Authority) -> ssl.SSLContext:
    return server_context(authority.good)


async def test_a_closed_port_is_refused_at_once() -> None:
    began = time.monotonic()

    opened = await Net().open_imap([Endpoint("127.0.0.1", closed_port(), Security.TLS)])

    (signal,) = opened.signals
    assert signal.code == "errno:ECONNREFUSED"
    assert signal.stage is Stage.CONNECT
    assert signal.facts["address"] == "127.0.0.1"
    assert time.monotonic() - began < 1


async def test_a_filtered_port_is_silence_with_its_own_limit() -> None:
    with filtered() as port:
        net = Net(limits=Limits(connect_s=0.3))
        opened = await net.open_imap([Endpoint("127.0.0.1", port, Security.TLS)])

    (signal,) = opened.signals
    assert signal.code == "time:CONNECT"
    assert signal.stage is Stage.CONNECT
    assert signal.facts["tried"] == "127.0.0.1=time:CONNECT"


async def test_a_name_that_does_not_resolve_is_told_with_its_server() -> None:
    net = Net(resolver_config=ResolverConfig((), hosts_file=Path("/nonexistent")))
    door = Endpoint("mail.test", 993, Security.TLS)

    opened = await net.open_imap([door])

    (signal,) = opened.signals
    assert signal.code == "dns:NO_RESOLVER"
    assert signal.server == door
    assert signal.service is Service.IMAP


@pytest.mark.parametrize(
    "bad", [["127.0.0.2"], ["127.0.0.2", "127.0.0.3"]], ids=["one", "two"]
)
async def test_the_next_address_helps_the_first(bad: list[str]) -> None:
    async with scripted(welcome) as server:
        stream = await connect(
            [*bad, "127.0.0.1"], server.port, PLACE, Limits(), lambda: None
        )
        with stream:
            assert (await stream.receive()).startswith(b"* OK")


async def test_a_silent_address_costs_a_quarter_second() -> None:
    async with scripted(welcome) as server:
        with socket.socket() as silent, contextlib.ExitStack() as held:
            silent.bind(("127.0.0.2", server.port))
            silent.listen(0)
            for _ in range(4):
                filler = held.enter_context(socket.socket())
                filler.setblocking(False)  # noqa: FBT003  # socket's own signature
                filler.connect_ex(("127.0.0.2", server.port))
            began = time.monotonic()
            stream = await connect(
                ["127.0.0.2", "127.0.0.1"], server.port, PLACE, Limits(), lambda: None
            )
            elapsed_s = time.monotonic() - began
            stream.close()

    assert 0.2 < elapsed_s < Limits().connect_s


async def test_of_several_failures_an_answer_says_most() -> None:
    port = closed_port()
    with pytest.raises(TroubleError) as caught:
        # TCP has no way to a multicast address; no packet leaves.
        await connect(["224.0.0.1", "127.0.0.1"], port, PLACE, Limits(), lambda: None)

    signal = caught.value.signal
    assert signal.code == "errno:ECONNREFUSED"
    assert signal.facts["address"] == "127.0.0.1"
    assert "224.0.0.1=errno:ENETUNREACH" in str(signal.facts["tried"])


async def test_without_addresses_there_is_still_a_code() -> None:
    with pytest.raises(TroubleError) as caught:
        await connect([], 993, PLACE, Limits(), lambda: None)

    assert caught.value.signal.code == "errno:EADDRNOTAVAIL"


def test_windows_numbers_have_the_same_names() -> None:
    assert errno_code(OSError(111, "refused")) == "errno:ECONNREFUSED"
    assert errno_code(OSError("nothing said")) == "errno:EIO"


# Several endpoints.


async def test_the_preferred_endpoint_wins_when_both_work(
    context: ssl.SSLContext,
) -> None:
    async with scripted(welcome, context) as one, scripted(welcome, context) as other:
        opened = await Net().open_imap([one.tls, other.tls])
        assert opened.session is not None
        opened.session.abort()

    assert opened.session.endpoint == one.tls
    assert opened.signals == ()
    assert other.visits == 0  # nobody is bothered without need


async def test_a_refused_endpoint_gives_way_at_once(context: ssl.SSLContext) -> None:
    refused = Endpoint("127.0.0.1", closed_port(), Security.TLS)
    limits = Limits(alternative_s=5)
    async with scripted(welcome, context) as good:
        began = time.monotonic()
        opened = await Net(limits=limits).open_imap([refused, good.tls])
        elapsed_s = time.monotonic() - began
        assert opened.session is not None
        opened.session.abort()

    assert opened.session.endpoint == good.tls
    assert [signal.server for signal in opened.signals] == [refused]
    assert elapsed_s < 1


async def test_a_filtered_endpoint_is_not_waited_for(
    context: ssl.SSLContext,
) -> None:
    async with scripted(welcome, context) as good:
        with filtered() as port:
            silent = Endpoint("127.0.0.1", port, Security.TLS)
            began = time.monotonic()
            opened = await Net().open_imap([silent, good.tls])
            elapsed_s = time.monotonic() - began
        assert opened.session is not None
        opened.session.abort()

    assert opened.session.endpoint == good.tls
    assert elapsed_s < Limits().connect_s
    (signal,) = opened.signals
    assert (signal.code, signal.stage) == ("mail:PASSED_OVER", Stage.CONNECT)
    assert (signal.service, signal.server) == (Service.IMAP, silent)
    assert 0.2 < float(signal.facts["elapsed_s"]) <= elapsed_s


async def test_who_is_less_preferred_than_the_winner_is_not_passed_over(
    context: ssl.SSLContext,
) -> None:
    other_has_begun = asyncio.Event()

    async def slow(guest: Guest) -> None:
        await asyncio.wait_for(other_has_begun.wait(), 5)
        await welcome(guest)

    with filtered() as port:
        silent = Endpoint("127.0.0.1", port, Security.TLS)
        async with scripted(slow, context) as good:
            opening = asyncio.ensure_future(Net().open_imap([good.tls, silent]))
            # Longer than the head start: by now the other is on its way too.
            await asyncio.sleep(Limits().alternative_s * 2)
            other_has_begun.set()
            opened = await opening
            assert opened.session is not None
            opened.session.abort()

    assert opened.session.endpoint == good.tls
    assert opened.signals == ()


async def test_one_that_is_nearly_ready_is_waited_for(
    context: ssl.SSLContext,
) -> None:
    other_is_ready = asyncio.Event()

    async def slow(guest: Guest) -> None:
        await other_is_ready.wait()
        await welcome(guest)

    async def quick(guest: Guest) -> None:
        await welcome(guest)
        other_is_ready.set()

    limits = Limits(alternative_s=0.02, grace_s=5)
    async with scripted(slow, context) as best, scripted(quick, context) as second:
        opened = await Net(limits=limits).open_imap([best.tls, second.tls])
        assert opened.session is not None
        opened.session.abort()

    assert opened.session.endpoint == best.tls
    assert second.visits == 1
    assert second.said_after == [b""]  # the loser was closed


async def test_one_that_is_not_ready_after_the_grace_is_given_up(
    context: ssl.SSLContext,
) -> None:
    async def silent(guest: Guest) -> None:
        """Never greet."""

    limits = Limits(alternative_s=0.02, grace_s=0.05)
    async with scripted(silent, context) as best, scripted(welcome, context) as second:
        opened = await Net(limits=limits).open_imap([best.tls, second.tls])
        assert opened.session is not None
        opened.session.abort()

    assert opened.session.endpoint == second.tls
    assert opened.signals == ()  # it did answer: nothing is blocked
    assert best.said_after == [b""]


async def test_every_failure_is_told_in_the_order_given(
    context: ssl.SSLContext,
) -> None:
    async def bye(guest: Guest) -> None:
        await guest.say("* BYE [UNAVAILABLE] down")

    refused = Endpoint("127.0.0.1", closed_port(), Security.TLS)
    async with scripted(bye, context) as down:
        opened = await Net().open_imap([down.tls, refused, down.tls])

    assert opened.session is None
    assert [signal.code for signal in opened.signals] == [
        "imap:UNAVAILABLE",
        "errno:ECONNREFUSED",
        "imap:UNAVAILABLE",
    ]


async def test_nothing_to_open_opens_nothing() -> None:
    opened = await Net().open_smtp([])

    assert opened.session is None
    assert opened.signals == ()


async def test_the_clock_starts_with_the_first_packet() -> None:
    before = time.monotonic()
    opened = await Net().open_imap([Endpoint("127.0.0.1", closed_port(), Security.TLS)])

    assert before <= opened.started_at <= time.monotonic()


# Cancelling.

STAGES = ["dns", "connect", "tls", "greeting", "reply"]


@pytest.mark.parametrize("stage", STAGES)
async def test_opening_can_be_cancelled_at_every_stage(
    context: ssl.SSLContext, stage: str
) -> None:
    reached = asyncio.Event()

    async def silent(guest: Guest) -> None:
        if stage == "reply":
            await guest.say("* OK ready")
            await guest.hear("A1 CAPABILITY")
        elif stage == "tls":
            await guest.hear_bytes(1)
        reached.set()

    async with contextlib.AsyncExitStack() as held:
        protected = context if stage in ("greeting", "reply") else None
        server = await held.enter_async_context(scripted(silent, protected))
        port, host = server.port, "localhost"
        config = None
        if stage == "connect":
            port = held.enter_context(filtered())
            reached.set()
        if stage == "dns":
            deaf = held.enter_context(socket.socket(type=socket.SOCK_DGRAM))
            deaf.bind(("127.0.0.1", 0))
            config = ResolverConfig((NameServer(*deaf.getsockname()),))
            host = "mail.test"
            reached.set()
        net = Net(resolver_config=config)
        task = asyncio.create_task(net.open_imap([Endpoint(host, port, Security.TLS)]))
        await reached.wait()
        await asyncio.sleep(0.05)  # until the wait that is to be cancelled has begun
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert time.monotonic() - began < 1


@pytest.mark.parametrize("what", ["authenticate", "close", "look_around"])
async def test_a_session_can_be_cancelled_and_closed(
    context: ssl.SSLContext, what: str
) -> None:
    asked = asyncio.Event()

    async def deaf(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR QUOTA] ready")
        await guest.hear("A1")
        asked.set()

    async with scripted(deaf, context) as server:
        opened = await Net(limits=Limits(close_s=30)).open_imap([server.tls])
        session = opened.session
        assert session is not None
        doing = {
            "authenticate": lambda: session.authenticate("anne", Secret("pw")),
            "close": session.close,
            "look_around": session.look_around,
        }[what]
        task = asyncio.ensure_future(doing())
        await asked.wait()
        task.cancel()
        began = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await task
        session.abort()

        assert time.monotonic() - began < 1


async def test_a_farewell_nobody_answers_ends_within_a_second(
    context: ssl.SSLContext,
) -> None:
    async with scripted(welcome, context) as server:
        opened = await Net().open_imap([server.tls])
        assert opened.session is not None
        began = time.monotonic()
        await opened.session.close()

        assert time.monotonic() - began < 1
