"""Two network namespaces and the line between them.

Both are anonymous: they, their private view of /etc and the line are held by
processes that end with this one, so nothing stays behind and any number may coexist.
"""

import contextlib
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.network.programs import lacking, require_program

_HERE = Path(__file__).parent
ROOT = _HERE.parents[1]
INTERFACE = "net0"
_CLIENT = 100
# What a namespace's kernel must not do: duplicate-address detection would delay the
# first IPv6 connection by a second.
_QUIET = ("accept_dad", "accept_ra", "router_solicitations")


class Namespace:
    """A network and mount namespace, held by a process that waits for our end."""

    def __init__(self) -> None:
        self._holder = subprocess.Popen(
            ["unshare", "--net", "--mount", "sh", "-c", "echo ready; exec cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        _expect(self._holder, b"ready")

    @property
    def pid(self) -> int:
        """The process that holds it."""
        return self._holder.pid

    @property
    def enter(self) -> tuple[str, ...]:
        """The words before a command that make it run inside."""
        return ("nsenter", "--net", "--mount", "--target", str(self.pid), "--")

    def run(
        self,
        *command: str,
        given: str | None = None,
        environ: Mapping[str, str] | None = None,
        timeout_s: float = 120,
        check: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        """Run `command` inside and return what it wrote."""
        return subprocess.run(
            [*self.enter, *command],
            input=given,
            capture_output=True,
            text=True,
            check=check,
            timeout=timeout_s,
            env=environ,
        )

    def cover(self, path: str, by: Path) -> None:
        """Let processes inside see file or folder `by` in the place of `path`."""
        self.run("mount", "--bind", str(by), path)

    def close(self) -> None:
        """Let it go; the kernel frees it with its last process."""
        _end(self._holder)


class Link:
    """The line between two namespaces; its delay and loss can be changed any time."""

    def __init__(self, one: Namespace, other: Namespace) -> None:
        paths = [f"/proc/{side.pid}/ns/net" for side in (one, other)]
        self._box = subprocess.Popen(
            [str(_delaybox()), *paths, INTERFACE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        _expect(self._box, b"ready")

    def shape(
        self, rtt_ms: float = 0, loss_percent: float = 0, rate_mbit: float = 0
    ) -> None:
        """Set round-trip time, loss in each direction, and rate (0: unlimited)."""
        assert self._box.stdin is not None
        self._box.stdin.write(f"{rtt_ms} {loss_percent} {rate_mbit}\n".encode())
        self._box.stdin.flush()
        _expect(self._box, b"ok")

    def close(self) -> None:
        """Cut it."""
        _end(self._box)


@dataclass(frozen=True)
class Network:
    """A client and a server with a line between them and nothing around them."""

    client: Namespace
    server: Namespace
    link: Link


def require_namespaces() -> None:
    """Skip (fail where `CI` is set) unless this process may make namespaces."""
    if os.geteuid() != 0:
        lacking("network namespaces need root")
    for program in ("unshare", "nsenter", "ip", "nft", "cc"):
        require_program(program)
    trial = subprocess.run(
        ["unshare", "--net", "--mount", "true"], capture_output=True, check=False
    )
    if trial.returncode or not Path("/dev/net/tun").exists():
        lacking("this kernel gives no network namespace or no TAP device")


@contextlib.contextmanager
def running_network(hosts: Sequence[int]) -> Iterator[Network]:
    """Give client 10.77.0.100 / fd77::100 and a server at each number in `hosts`."""
    with contextlib.ExitStack() as held:
        client, server = Namespace(), Namespace()
        held.callback(server.close)
        held.callback(client.close)
        link = Link(client, server)
        held.callback(link.close)
        _address(client, (_CLIENT,))
        _address(server, hosts)
        _introduce(client, server, hosts)
        _introduce(server, client, (_CLIENT,))
        client.run("ip", "route", "add", "default", "via", ipv4(1))
        client.run("ip", "-6", "route", "add", "default", "via", ipv6(1))
        yield Network(client, server, link)


def ipv4(number: int) -> str:
    """Return the IPv4 address of host `number`."""
    return f"10.77.0.{number}"


def ipv6(number: int) -> str:
    """Return the IPv6 address of host `number`."""
    return f"fd77::{number}"


def _address(side: Namespace, numbers: Sequence[int]) -> None:
    quiet = "".join(
        f"echo 0 > /proc/sys/net/ipv6/conf/{INTERFACE}/{name}\n" for name in _QUIET
    )
    side.run("sh", "-e", "-c", quiet)
    lines = ["link set lo up", f"link set {INTERFACE} up"]
    for number in numbers:
        lines.append(f"address add {ipv4(number)}/16 dev {INTERFACE}")
        lines.append(f"address add {ipv6(number)}/64 dev {INTERFACE} nodad")
    side.run("ip", "-batch", "-", given="\n".join(lines))


def _introduce(side: Namespace, other: Namespace, numbers: Sequence[int]) -> None:
    """Tell `side` the other's hardware address: asking would cost a round trip.

    On a real network the next router is asked, which is near.
    """
    device = other.run("ip", "-o", "link", "show", INTERFACE).stdout
    hardware = device.partition("link/ether ")[2].split()[0]
    lines = [
        f"neighbour replace {address} lladdr {hardware} dev {INTERFACE} nud permanent"
        for number in numbers
        for address in (ipv4(number), ipv6(number))
    ]
    side.run("ip", "-batch", "-", given="\n".join(lines))


def _delaybox() -> Path:
    """Return the compiled program, compiling it when its source is newer."""
    source, program = _HERE / "delaybox.c", _HERE / "bin" / "delaybox"
    if program.exists() and program.stat().st_mtime > source.stat().st_mtime:
        return program
    program.parent.mkdir(exist_ok=True)
    # Two test runs may compile at once: each moves a whole program into place.
    fresh = program.with_suffix(f".{os.getpid()}")
    command = ["cc", "-O2", "-Wall", "-o", str(fresh), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    fresh.rename(program)
    return program


def _expect(process: subprocess.Popen[bytes], word: bytes) -> None:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if line != word:
        raise RuntimeError(f"{process.args!r} answered {line!r}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()
    process.wait(timeout=10)
