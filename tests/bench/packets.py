"""Lists the packets of one good `check`, to see which of them waits for which.

    python -m tests.bench.packets

Runs itself once more inside the client's namespace, where it listens on the line.
"""

import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tests.bench import product
from tests.bench.scenarios import RTT_MS
from tests.network.namespaces import INTERFACE
from tests.network.programs import scratch_folder
from tests.network.rig import running_rig

_ALL_PROTOCOLS = 0x0003  # ETH_P_ALL, linux/if_ether.h
_OUTGOING = 4  # PACKET_OUTGOING, linux/if_packet.h
_IPV4, _IPV6 = 0x0800, 0x86DD
_TCP, _UDP = 6, 17
_FLAGS = ((0x02, "SYN"), (0x01, "FIN"), (0x04, "RST"), (0x10, "ack"))


@dataclass(frozen=True)
class Packet:
    """One packet with a port: when, which way, what it carries."""

    at_s: float
    is_outgoing: bool
    family: str
    port: int  # the server's
    flags: str
    size_bytes: int

    def __str__(self) -> str:
        arrow = "→" if self.is_outgoing else "←"
        what = f"{self.size_bytes} bytes" if self.size_bytes else self.flags
        return f"{self.at_s * 1000:7.1f} ms {arrow} {self.family}:{self.port:<5} {what}"


def main() -> None:
    """Warm the servers with one check, then list the packets of the next."""
    if sys.argv[1:]:
        _listen(sys.argv[1:])
        return
    with running_rig() as rig, scratch_folder() as home:
        rig.network.link.shape(rtt_ms=RTT_MS)
        product.check(
            rig, home, rig.dovecot.accounts["alice"], product.known_servers(rig)
        )
        listed = rig.run_python(
            "tests.bench.packets",
            *product.command(product.known_servers(rig)),
            given=rig.dovecot.accounts["alice"] + "\n",
        )
    sys.stdout.write(listed.stdout)


def _listen(command: Sequence[str]) -> None:
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as line:
        line.bind((INTERFACE, _ALL_PROTOCOLS))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
            packets = list(_heard(line, running))
    began = packets[0].at_s
    for packet in packets:
        sys.stdout.write(f"{replace(packet, at_s=packet.at_s - began)}\n")


def _heard(line: socket.socket, running: subprocess.Popen[bytes]) -> Iterator[Packet]:
    while running.poll() is None or select.select([line], [], [], 0.2)[0]:
        if not select.select([line], [], [], 0.2)[0]:
            continue
        frame, (_, _, direction, *_) = line.recvfrom(4096)
        if packet := _read(frame, is_outgoing=direction == _OUTGOING):
            yield packet


def _read(frame: bytes, *, is_outgoing: bool) -> Packet | None:
    """Return what the frame says, None where it is no TCP or UDP."""
    now = time.monotonic()
    kind = struct.unpack_from("!H", frame, 12)[0]
    if kind == _IPV4:
        header = (frame[14] & 15) * 4
        protocol, start = frame[23], 14 + header
        size = struct.unpack_from("!H", frame, 16)[0] - header
    elif kind == _IPV6:
        protocol, start = frame[20], 54
        size = struct.unpack_from("!H", frame, 18)[0]
    else:
        return None
    port = struct.unpack_from("!HH", frame, start)[1 if is_outgoing else 0]
    family = "IPv4" if kind == _IPV4 else "IPv6"
    if protocol == _UDP:
        return Packet(now, is_outgoing, family, port, "", size - 8)
    if protocol == _TCP:
        words, bits = (frame[start + 12] >> 4) * 4, frame[start + 13]
        flags = " ".join(name for bit, name in _FLAGS if bits & bit)
        return Packet(now, is_outgoing, family, port, flags, size - words)
    return None


if __name__ == "__main__":
    main()
