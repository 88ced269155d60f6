"""The addresses of a host: literal ones, and those of this computer's hosts file."""

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from pathlib import Path


class AddressSource(StrEnum):
    """Who named the addresses."""

    LITERAL = "literal"
    HOSTS_FILE = "hosts-file"
    DNS = "dns"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a host is; at least one address."""

    name: str
    ipv6: tuple[str, ...]
    ipv4: tuple[str, ...]
    source: AddressSource

    def in_order(self) -> tuple[str, ...]:
        """Return them in the order to try: families take turns, IPv6 first.

        RFC 8305 section 4, with a "first address family count" of one.
        """
        pairs = zip_longest(self.ipv6, self.ipv4)
        return tuple(address for address in chain(*pairs) if address is not None)


def literal(text: str) -> Addresses | None:
    """Return the address that `text` itself is, None where it is a name."""
    return _sorted(text, (text,), AddressSource.LITERAL)


def hosts_file() -> Path:
    """The file in which this computer overrides names."""
    # Only Windows sets SystemRoot; everybody else has /etc/hosts.
    if root := os.environ.get("SystemRoot"):  # noqa: SIM112  # its own spelling
        return Path(root, "System32", "drivers", "etc", "hosts")
    return Path("/etc/hosts")


def from_hosts_file(name: str, path: Path) -> Addresses | None:
    """Return what the hosts file says about `name`, None where it is silent."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""  # a computer without one, or that keeps it to itself
    sought = name.lower().rstrip(".")
    found = (
        address
        for address, *names in _entries(text)
        if sought in (known.lower() for known in names)
    )
    named = _sorted(name, dict.fromkeys(found), AddressSource.HOSTS_FILE)
    if named is None and sought == "localhost":
        # Never asked of the network: RFC 6761 section 6.3.
        return _sorted(name, ("::1", "127.0.0.1"), AddressSource.HOSTS_FILE)
    return named


def _entries(text: str) -> Iterable[list[str]]:
    for line in text.splitlines():
        if len(words := line.partition("#")[0].split()) > 1:
            yield words


def _sorted(name: str, texts: Iterable[str], source: AddressSource) -> Addresses | None:
    valid = [text for text in texts if _version(text)]
    ipv6 = tuple(text for text in valid if _version(text) == 6)  # noqa: PLR2004  # IP version
    ipv4 = tuple(text for text in valid if _version(text) == 4)  # noqa: PLR2004  # IP version
    return Addresses(name, ipv6, ipv4, source) if valid else None


def _version(text: str) -> int | None:
    try:
        return ipaddress.ip_address(text).version
    except ValueError:
        return None
