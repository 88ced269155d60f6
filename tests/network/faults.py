"""What goes wrong on a network, switched on and off while it runs."""

import contextlib
from collections.abc import Iterator
from enum import StrEnum

from tests.network.dns import AUTHORITATIVE, LYING_PORT, PORTAL, RESOLVER
from tests.network.namespaces import Namespace, ipv4

_TABLE = """\
table inet faults {
  chain incoming { type filter hook input priority 10; policy accept; }
  chain translated { type nat hook prerouting priority dstnat; policy accept; }
}
"""
_FORGET = "flush chain inet faults incoming\nflush chain inet faults translated\n"


class Way(StrEnum):
    """How a packet does not get through."""

    DROP = "drop"  # silence
    REJECT = "reject with tcp reset"
    ICMP = "reject with icmpx type admin-prohibited"


class Faults:
    """The faults of one server namespace; several may be on at once."""

    def __init__(self, server: Namespace) -> None:
        self._server = server
        self._active: list[tuple[str, ...]] = []
        server.run("nft", "-f", "-", given=_TABLE)

    @contextlib.contextmanager
    def ports(self, way: Way, *ports: int) -> Iterator[None]:
        """Keep every connection to these TCP ports out, over IPv4 and IPv6."""
        listed = ", ".join(str(port) for port in ports)
        with self._rules(f"incoming tcp dport {{ {listed} }} {way}"):
            yield

    @contextlib.contextmanager
    def ipv6_blackhole(self) -> Iterator[None]:
        """Swallow IPv6 that carries data; neighbours still find each other."""
        with self._rules("incoming meta nfproto ipv6 meta l4proto { tcp, udp } drop"):
            yield

    @contextlib.contextmanager
    def ipv6_unreachable(self) -> Iterator[None]:
        """Answer IPv6 with "no route"."""
        with self._rules(
            "incoming meta nfproto ipv6 meta l4proto { tcp, udp }"
            " reject with icmpv6 type no-route"
        ):
            yield

    @contextlib.contextmanager
    def dns_dead(self) -> Iterator[None]:
        """Let the resolver never answer."""
        with self._rules(
            f"incoming ip daddr {ipv4(RESOLVER)} meta l4proto {{ tcp, udp }}"
            " th dport 53 drop"
        ):
            yield

    @contextlib.contextmanager
    def dns_servfail(self) -> Iterator[None]:
        """Let the resolver find no server behind it."""
        with self._rules(f"incoming ip daddr {ipv4(AUTHORITATIVE)} drop"):
            yield

    @contextlib.contextmanager
    def captive(self) -> Iterator[None]:
        """Be a hotel: web pages lead to the portal, all other ports are refused."""
        with self._rules(
            f"translated ip daddr 10.77.0.0/16 tcp dport 80 dnat ip to {ipv4(PORTAL)}",
            "incoming meta nfproto ipv6 meta l4proto tcp reject with tcp reset",
            "incoming tcp dport != { 53, 80 } reject with tcp reset",
        ):
            yield

    @contextlib.contextmanager
    def lying_dns(self) -> Iterator[None]:
        """Let every name lead to the portal."""
        with self._rules(f"translated udp dport 53 redirect to :{LYING_PORT}"):
            yield

    def clear(self) -> None:
        """Switch everything off."""
        self._active.clear()
        self._apply()

    @contextlib.contextmanager
    def _rules(self, *rules: str) -> Iterator[None]:
        self._active.append(rules)
        self._apply()
        try:
            yield
        finally:
            self._active.remove(rules)
            self._apply()

    def _apply(self) -> None:
        lines = [
            f"add rule inet faults {rule}\n" for rules in self._active for rule in rules
        ]
        self._server.run("nft", "-f", "-", given=_FORGET + "".join(lines))
