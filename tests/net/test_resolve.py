"""Names: what DNS answers, what this computer knows itself, and how long it takes."""

import asyncio
import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from assistant.model.signal import Signal, Stage
from assistant.net import (
    Addresses,
    AddressSource,
    Limits,
    MailExchanger,
    NameServer,
    Net,
    ResolverConfig,
    ServiceRecord,
)

ZONE = {
    ("mail.test.", "A"): ["192.0.2.1", "192.0.2.2"],
    ("mail.test.", "AAAA"): ["2001:db8::1"],
    ("v4.test.", "A"): ["192.0.2.3"],
    ("short.home.test.", "A"): ["192.0.2.4"],
    ("xn--acadmie-eya.test.", "A"): ["192.0.2.5"],
    ("test.", "MX"): ["20 second.test.", "10 first.test."],
    ("null.test.", "MX"): ["0 ."],
    ("_imaps._tcp.test.", "SRV"): [
        "10 1 993 light.test.",
        "10 5 993 heavy.test.",
        "0 0 993 first.test.",
    ],
    ("_pop3s._tcp.test.", "SRV"): ["0 0 0 ."],
}
EXISTING = {name for name, _ in ZONE} | {"empty.test."}
Answer = Callable[[dns.message.Message, bool], dns.message.Message | None]


def from_zone(query: dns.message.Message, by_tcp: bool) -> dns.message.Message:  # noqa: FBT001, ARG001  # see Answer
    answer = dns.message.make_response(query)
    (question,) = query.question
    name, kind = question.name.to_text(), dns.rdatatype.to_text(question.rdtype)
    if texts := ZONE.get((name, kind)):
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *texts))
    elif name not in EXISTING:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer


def saying(rcode: dns.rcode.Rcode) -> Answer:
    def answer(query: dns.message.Message, by_tcp: bool) -> dns.message.Message:  # noqa: FBT001, ARG001  # see Answer
        made = dns.message.make_response(query)
        made.set_rcode(rcode)
        return made

    return answer


def silence(query: dns.message.Message, by_tcp: bool) -> None:  # noqa: FBT001, ARG001  # see Answer
    return None


class NameServerProtocol(asyncio.DatagramProtocol):
    """Answers as it is told, on UDP."""

    def __init__(self, answer: Answer, noise: bytes = b"") -> None:
        self.answer = answer
        self.noise = noise
        self.asked: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The loop's own datagram transport is no subclass before Python 3.12.
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        self.asked.append(query.question[0].to_text())
        if self.noise:
            self.transport.sendto(self.noise, addr)
        if (answer := self.answer(query, False)) is not None:  # noqa: FBT003  # by UDP
            self.transport.sendto(answer.to_wire(), addr)


@contextlib.asynccontextmanager
async def name_server(
    answer: Answer = from_zone, noise: bytes = b""
) -> AsyncIterator[tuple[NameServer, NameServerProtocol]]:
    loop = asyncio.get_running_loop()

    async def by_tcp(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            size = int.from_bytes(await reader.readexactly(2), "big")
            query = dns.message.from_wire(await reader.readexactly(size))
            if (made := answer(query, True)) is not None:  # noqa: FBT003  # by TCP
                wire = made.to_wire()
                writer.write(len(wire).to_bytes(2, "big") + wire)
        writer.close()

    server = await asyncio.start_server(by_tcp, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: NameServerProtocol(answer, noise), local_addr=("127.0.0.1", port)
    )
    try:
        yield NameServer("127.0.0.1", port), protocol
    finally:
        transport.close()
        server.close()
        await server.wait_closed()


def net(*servers: NameServer, limits: Limits | None = None, **config: object) -> Net:
    settings = {"hosts_file": Path("/nonexistent"), **config}
    return Net(
        resolver_config=ResolverConfig(servers, **settings),  # type: ignore[arg-type]  # by name
        limits=limits,
    )


def code(answer: object) -> str:
    assert isinstance(answer, Signal), answer
    assert answer.stage is Stage.RESOLVE
    return answer.code


async def test_both_families_are_asked_in_one_go_and_take_turns() -> None:
    async with name_server() as (server, seen):
        answer = await net(server).resolve("mail.test")

    assert isinstance(answer, Addresses)
    assert answer.source is AddressSource.DNS
    first, *rest = answer.in_order()
    assert first == "2001:db8::1"
    assert set(rest) == {"192.0.2.1", "192.0.2.2"}
    assert sorted(seen.asked) == ["mail.test. IN A", "mail.test. IN AAAA"]


async def test_one_family_is_enough() -> None:
    async with name_server() as (server, _):
        answer = await net(server).resolve("v4.test")

    assert isinstance(answer, Addresses)
    assert (answer.ipv6, answer.ipv4) == ((), ("192.0.2.3",))


async def test_a_resolver_that_never_answers_aaaa_costs_a_moment() -> None:
    def deaf(query: dns.message.Message, by_tcp: bool) -> dns.message.Message | None:  # noqa: FBT001  # see Answer
        is_aaaa = query.question[0].rdtype == dns.rdatatype.AAAA
        return None if is_aaaa else from_zone(query, by_tcp)

    async with name_server(deaf) as (server, _):
        began = time.monotonic()
        answer = await net(server).resolve("mail.test")
        elapsed_s = time.monotonic() - began

    assert isinstance(answer, Addresses)
    assert answer.ipv4
    assert elapsed_s < Limits().question_s[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing.test", "dns:NXDOMAIN"),
        ("empty.test", "dns:NODATA"),
        ("", "dns:BADNAME"),
        (".", "dns:BADNAME"),
        ("a..test", "dns:BADNAME"),
        ("x" * 64 + ".test", "dns:BADNAME"),
        (".".join(["x" * 60] * 5), "dns:BADNAME"),
        ("\udc80.test", "dns:BADNAME"),
    ],
)
async def test_a_name_without_addresses_says_why(name: str, expected: str) -> None:
    async with name_server() as (server, _):
        assert code(await net(server).resolve(name)) == expected


@pytest.mark.parametrize(
    ("rcode", "expected"),
    [
        (dns.rcode.SERVFAIL, "dns:SERVFAIL"),
        (dns.rcode.REFUSED, "dns:REFUSED"),
        (dns.rcode.NOTIMP, "dns:SERVFAIL"),
    ],
)
async def test_a_resolver_that_fails_is_not_asked_again(
    rcode: dns.rcode.Rcode, expected: str
) -> None:
    async with name_server(saying(rcode)) as (server, seen):
        answer = await net(server).resolve("mail.test")

    assert code(answer) == expected
    assert isinstance(answer, Signal)
    assert answer.facts["rcode"] == dns.rcode.to_text(rcode)
    assert len(seen.asked) == 2


async def test_a_dead_resolver_is_asked_three_times_and_named() -> None:
    limits = Limits(question_s=(0.05, 0.1, 0.2))
    async with name_server(silence) as (server, seen):
        began = time.monotonic()
        answer = await net(server, limits=limits).resolve("mail.test")
        elapsed_s = time.monotonic() - began

    assert code(answer) == "dns:TIMEOUT"
    assert isinstance(answer, Signal)
    assert answer.facts["resolver"] == "127.0.0.1"
    assert len(seen.asked) == 6
    assert elapsed_s > 0.3


def test_a_dead_resolver_is_named_within_four_and_a_half_seconds() -> None:
    assert sum(Limits().question_s) < 4.5


@pytest.mark.parametrize("first", [silence, saying(dns.rcode.SERVFAIL)])
async def test_the_second_resolver_helps_the_first(first: Answer) -> None:
    limits = Limits(question_s=(0.1, 1.0, 1.0))
    async with name_server(first) as (bad, _), name_server() as (good, _):
        answer = await net(bad, good, limits=limits).resolve("v4.test")

    assert isinstance(answer, Addresses)


async def test_a_resolver_that_is_not_there_is_told_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        nobody = NameServer("127.0.0.1", sock.getsockname()[1])
    began = time.monotonic()

    answer = await net(nobody).resolve("mail.test")

    assert code(answer) == "errno:ECONNREFUSED"
    assert time.monotonic() - began < Limits().question_s[0]


async def test_without_any_resolver_there_is_a_code() -> None:
    assert code(await net().resolve("mail.test")) == "dns:NO_RESOLVER"


async def test_an_answer_cut_short_is_asked_for_by_tcp() -> None:
    def cut(query: dns.message.Message, by_tcp: bool) -> dns.message.Message:  # noqa: FBT001  # see Answer
        if by_tcp:
            return from_zone(query, by_tcp)
        made = dns.message.make_response(query)
        made.flags |= dns.flags.TC
        return made

    async with name_server(cut) as (server, _):
        answer = await net(server).resolve("mail.test")

    assert isinstance(answer, Addresses)
    assert set(answer.ipv4) == {"192.0.2.1", "192.0.2.2"}


async def test_a_cut_answer_without_tcp_is_trouble() -> None:
    def cut(query: dns.message.Message, by_tcp: bool) -> dns.message.Message | None:  # noqa: FBT001  # see Answer
        made = dns.message.make_response(query)
        made.flags |= dns.flags.TC
        return None if by_tcp else made

    async with name_server(cut) as (server, _):
        assert code(await net(server).resolve("mail.test")) == "errno:EIO"


async def test_noise_and_forged_answers_are_passed_over() -> None:
    other = dns.message.make_response(dns.message.make_query("mail.test", "A"))
    for noise in (b"\0", b"x" * 200, other.to_wire()):
        async with name_server(noise=noise) as (server, _):
            answer = await net(server).resolve("mail.test")

        assert isinstance(answer, Addresses)
        assert set(answer.ipv4) == {"192.0.2.1", "192.0.2.2"}


async def test_a_short_name_is_completed_as_the_system_would() -> None:
    async with name_server() as (server, _):
        resolver = net(server, search=("nowhere.test", "home.test"))
        answer = await resolver.resolve("short")

    assert isinstance(answer, Addresses)
    assert answer.ipv4 == ("192.0.2.4",)


async def test_an_accented_name_is_asked_for_in_ascii() -> None:
    async with name_server() as (server, _):
        assert isinstance(await net(server).resolve("académie.test"), Addresses)


@pytest.mark.parametrize("address", ["192.0.2.9", "2001:db8::9", "fe80::1%lo"])
async def test_an_address_is_its_own_answer(address: str) -> None:
    answer = await net().resolve(address)

    assert isinstance(answer, Addresses)
    assert answer.source is AddressSource.LITERAL
    assert answer.in_order() == (address,)


async def test_the_hosts_file_comes_first(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text(
        "# MAIL.test 9.9.9.9\n192.0.2.7 other Mail.Test # here\nnonsense mail.test\n"
    )
    async with name_server() as (server, seen):
        answer = await net(server, hosts_file=hosts).resolve("mail.test")

    assert isinstance(answer, Addresses)
    assert answer.source is AddressSource.HOSTS_FILE
    assert answer.in_order() == ("192.0.2.7",)
    assert seen.asked == []


async def test_localhost_is_never_asked_of_the_network() -> None:
    answer = await net().resolve("localhost")

    assert isinstance(answer, Addresses)
    assert answer.in_order() == ("::1", "127.0.0.1")


async def test_an_answer_is_remembered_for_the_next_port() -> None:
    async with name_server() as (server, seen):
        resolver = net(server)
        first = await resolver.resolve("mail.test")
        second = await resolver.resolve("mail.test")

    assert first == second
    assert len(seen.asked) == 2


async def test_mail_exchangers_come_in_their_order() -> None:
    async with name_server() as (server, _):
        assert await net(server).mx("test") == (
            MailExchanger(10, "first.test"),
            MailExchanger(20, "second.test"),
        )
        assert await net(server).mx("null.test") == (MailExchanger(0, ""),)
        assert code(await net(server).mx("v4.test")) == "dns:NODATA"
        assert code(await net(server).mx("missing.test")) == "dns:NXDOMAIN"


async def test_services_come_in_their_order() -> None:
    async with name_server() as (server, _):
        found = await net(server).srv("_imaps._tcp.test")
        absent = await net(server).srv("_pop3s._tcp.test")
        unknown = await net(server).srv("_imap._tcp.v4.test")

    assert isinstance(found, tuple)
    assert [record.host for record in found] == [
        "first.test",
        "heavy.test",
        "light.test",
    ]
    assert absent == (ServiceRecord(0, 0, 0, ""),)
    assert code(unknown) == "dns:NXDOMAIN"


async def test_a_question_can_be_given_up_at_once() -> None:
    async with name_server(silence) as (server, _):
        task = asyncio.create_task(net(server).resolve("mail.test"))
        await asyncio.sleep(0)
        task.cancel()
        began = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert time.monotonic() - began < 1


def test_the_systems_own_resolver_is_found() -> None:
    from assistant.net.question import system_config  # noqa: PLC0415  # as `resolve`

    listed = [
        line.split()[1]
        for line in Path("/etc/resolv.conf").read_text("utf-8").splitlines()
        if line.startswith("nameserver")
    ]

    assert [server.address for server in system_config().servers] == listed


def test_importing_net_takes_no_dns_library_along() -> None:
    program = (
        "import sys, assistant.net\n"
        "assert not {'dns', 'truststore', 'cryptography'} & sys.modules.keys()"
    )

    subprocess.run([sys.executable, "-c", program], check=True)
