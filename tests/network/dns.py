"""Real DNS for the emulated network: a signed zone in Knot, a validating Unbound."""

import contextlib
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.network.accounts import DOMAIN
from tests.network.namespaces import Namespace, ipv4, ipv6
from tests.network.programs import Guarded, require_program

RESOLVER, AUTHORITATIVE, PORTAL = 1, 2, 40
LYING_PORT = 5300


@dataclass(frozen=True)
class Host:
    """A name in the zone: the number of its address, and its address families."""

    number: int
    has_ipv4: bool = True
    has_ipv6: bool = True


@contextlib.contextmanager
def running_dns(
    folder: Path, server: Namespace, hosts: Mapping[str, Host]
) -> Iterator[None]:
    """Serve `hosts` below the test domain, signed, until the block ends."""
    knotd, unbound = require_program("knotd"), require_program("unbound")
    _write_zone(folder, hosts)
    _write_resolvers(folder)
    commands = (
        [knotd, "-c", str(folder / "knot.conf")],
        [unbound, "-d", "-c", str(folder / "unbound.conf")],
        [unbound, "-d", "-c", str(folder / "lying.conf")],
    )
    with contextlib.ExitStack() as running:
        for command in commands:
            daemon = Guarded(command, folder=folder, wrapper=server.enter)
            running.callback(daemon.stop)
        yield


def _write_zone(folder: Path, hosts: Mapping[str, Host]) -> None:
    (folder / "knot").mkdir()
    (folder / "zone").write_text(_zone(hosts), encoding="ascii")
    (folder / "knot.conf").write_text(_knot(folder), encoding="ascii")
    # The key is made before the server starts: its digest is the trust anchor.
    keymgr = [require_program("keymgr"), "-c", str(folder / "knot.conf"), DOMAIN]
    words = ["generate", "algorithm=ecdsap256sha256", "ksk=yes", "zsk=yes"]
    subprocess.run([*keymgr, *words], check=True, capture_output=True)
    digests = subprocess.run(
        [*keymgr, "ds"], check=True, capture_output=True, text=True
    ).stdout
    (folder / "anchor").write_text(digests.replace(". DS", ". IN DS"), encoding="ascii")


def _zone(hosts: Mapping[str, Host]) -> str:
    lines = [
        f"$ORIGIN {DOMAIN}.",
        "$TTL 300",
        "@ IN SOA ns1 hostmaster 1 3600 600 86400 60",
        "@ IN NS ns1",
        f"ns1 IN A {ipv4(AUTHORITATIVE)}",
        "@ IN MX 10 smtp",
        "_imaps._tcp IN SRV 0 1 993 imap",
        "_imap._tcp IN SRV 10 1 143 imap",
        "_submissions._tcp IN SRV 0 1 465 smtp",
        "_submission._tcp IN SRV 10 1 587 smtp",
    ]
    for name, host in hosts.items():
        if host.has_ipv4:
            lines.append(f"{name} IN A {ipv4(host.number)}")
        if host.has_ipv6:
            lines.append(f"{name} IN AAAA {ipv6(host.number)}")
    return "\n".join(lines) + "\n"


def _knot(folder: Path) -> str:
    return f"""\
server:
  rundir: "{folder}/knot"
  listen: [ {ipv4(AUTHORITATIVE)}@53, {ipv6(AUTHORITATIVE)}@53 ]
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "{folder}/knot"
policy:
  - id: signed
    algorithm: ecdsap256sha256
    single-type-signing: on
zone:
  - domain: {DOMAIN}
    file: "{folder}/zone"
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
    dnssec-signing: on
    dnssec-policy: signed
"""


def _write_resolvers(folder: Path) -> None:
    frame = f"""\
server:
  directory: "{folder}"
  username: ""
  chroot: ""
  use-syslog: no
  num-threads: 1
  access-control: 0.0.0.0/0 allow
  access-control: ::/0 allow
"""
    # `test.` is empty by default in Unbound, hence `nodefault`; all other names
    # are answered at once instead of being looked for outside.
    honest = f"""\
  pidfile: "{folder}/unbound.pid"
  interface: {ipv4(RESOLVER)}
  interface: {ipv6(RESOLVER)}
  do-not-query-localhost: no
  outbound-msg-retry: 2
  module-config: "validator iterator"
  local-zone: "." static
  local-zone: "test." nodefault
  local-zone: "{DOMAIN}." transparent
  trust-anchor-file: "{folder}/anchor"
remote-control:
  control-enable: no
stub-zone:
  name: "{DOMAIN}"
  stub-addr: {ipv4(AUTHORITATIVE)}
"""
    lying = f"""\
  pidfile: "{folder}/lying.pid"
  interface: {ipv4(RESOLVER)}@{LYING_PORT}
  module-config: "iterator"
  local-zone: "." redirect
  local-data: ". 5 IN A {ipv4(PORTAL)}"
  local-zone: "test." redirect
  local-data: "test. 5 IN A {ipv4(PORTAL)}"
remote-control:
  control-enable: no
"""
    (folder / "unbound.conf").write_text(frame + honest, encoding="ascii")
    (folder / "lying.conf").write_text(frame + lying, encoding="ascii")
