"""The emulated network behaves as the tests and the bench rely on."""

import json
import sys
from collections.abc import Iterator

import pytest

from tests.network.faults import Way
from tests.network.rig import Rig, check

# Runs on the client: name or address and port in, what a connection met out.
KNOCK = """
import json, socket, sys, time
host, port, limit = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
began = time.monotonic()
try:
    socket.create_connection((host, port), timeout=limit).close()
    met = "open"
except OSError as error:
    met = type(error).__name__
print(json.dumps([met, time.monotonic() - began]))
"""
V4, V6 = "10.77.0.10", "fd77::10"


def knock(rig: Rig, host: str, port: int, limit_s: float = 0.5) -> tuple[str, float]:
    answer = rig.client.run(
        sys.executable, "-I", "-c", KNOCK, host, str(port), str(limit_s)
    )
    met, elapsed_s = json.loads(answer.stdout)
    return met, elapsed_s


@pytest.fixture
def line(rig: Rig) -> Iterator[Rig]:
    """Give the rig, and a line without delay again afterwards."""
    yield rig
    rig.network.link.shape()


def test_every_server_answers_over_both_families(rig: Rig) -> None:
    check(rig)

    for host in ("imap4", "imap6"):
        assert knock(rig, f"{host}.ac-rig.test", 993)[0] == "open"


def test_nothing_outside_is_reached(rig: Rig) -> None:
    assert knock(rig, "192.0.2.1", 80, limit_s=0.2)[0] == "TimeoutError"
    assert knock(rig, "www.example.org", 80)[0] == "gaierror"


def test_a_round_trip_takes_the_time_that_was_set(line: Rig) -> None:
    line.network.link.shape(rtt_ms=50)

    times = [knock(line, V4, 993)[1] for _ in range(3)]

    assert 0.050 <= min(times) < 0.056


def test_a_dropped_port_is_silent_and_its_neighbour_is_not(rig: Rig) -> None:
    with rig.faults.ports(Way.DROP, 993):
        assert knock(rig, V4, 993, limit_s=0.2)[0] == "TimeoutError"
        assert knock(rig, V6, 993, limit_s=0.2)[0] == "TimeoutError"
        assert knock(rig, V4, 143)[0] == "open"

    assert knock(rig, V4, 993)[0] == "open"


def test_a_rejected_port_answers_at_once(rig: Rig) -> None:
    with rig.faults.ports(Way.REJECT, 993, 465):
        assert knock(rig, V4, 993)[0] == "ConnectionRefusedError"
    with rig.faults.ports(Way.ICMP, 993):
        assert knock(rig, V6, 993)[0] == "PermissionError"


def test_broken_ipv6_leaves_ipv4_alone(rig: Rig) -> None:
    with rig.faults.ipv6_blackhole():
        assert knock(rig, V6, 993, limit_s=0.2)[0] == "TimeoutError"
        assert knock(rig, V4, 993)[0] == "open"
    with rig.faults.ipv6_unreachable():
        assert knock(rig, V6, 993)[0] == "OSError"


def test_a_dead_resolver_answers_no_name(rig: Rig) -> None:
    with rig.faults.dns_dead():
        resolving = f"import socket; socket.getaddrinfo('imap.{'ac-rig.test'}', 993)"
        answer = rig.client.run(
            "timeout", "0.5", sys.executable, "-I", "-c", resolving, check=False
        )

    assert answer.returncode == 124, "it was still waiting when it was stopped"


def test_a_captive_network_lets_only_its_portal_answer(rig: Rig) -> None:
    with rig.faults.captive():
        assert knock(rig, V4, 993)[0] == "ConnectionRefusedError"
        assert knock(rig, V4, 80)[0] == "open"
        assert knock(rig, "imap.ac-rig.test", 993)[0] == "ConnectionRefusedError"

    with rig.faults.captive(), rig.faults.lying_dns():
        assert knock(rig, "www.example.org", 80)[0] == "open"


def test_answers_of_the_resolver_are_validated(rig: Rig) -> None:
    asking = """
import dns.flags, dns.message, dns.query
query = dns.message.make_query("_imaps._tcp.ac-rig.test", "SRV", want_dnssec=True)
answer = dns.query.udp(query, "10.77.0.1", timeout=2)
print(bool(answer.flags & dns.flags.AD), answer.answer[0][0].target)
"""

    answer = rig.client.run(sys.executable, "-c", asking)

    assert answer.stdout.split() == ["True", "imap.ac-rig.test."]


def test_the_client_trusts_the_authority_as_its_system_does(rig: Rig) -> None:
    asking = f"""
import socket, ssl
with socket.create_connection(("{rig.smtp.host}", {rig.smtp.port})) as plain:
    context = ssl.create_default_context()
    with context.wrap_socket(plain, server_hostname="{rig.smtp.host}") as tls:
        print(tls.version())
"""

    answer = rig.client.run(sys.executable, "-c", asking)

    assert answer.stdout.strip() == "TLSv1.3"
