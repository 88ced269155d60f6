"""The emulated network by hand.

python -m tests.network up [RTT_MS] | down | status | in COMMAND… | fault WORDS…

Faults: clear, link RTT_MS [LOSS_PERCENT] [RATE_MBIT], drop PORT…, reject PORT…,
icmp PORT…, v6 blackhole, v6 unreachable, dns dead, dns servfail, dns lies, captive.
One network per checkout; it runs until `down`.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NoReturn

from tests.network.faults import Faults, Way
from tests.network.rig import Rig, check, running_rig

_FOLDER = Path(__file__).with_name("bin")
_SOCKET, _STATE = _FOLDER / "rig.socket", _FOLDER / "rig.json"
_WAYS = {"drop": Way.DROP, "reject": Way.REJECT, "icmp": Way.ICMP}


def main(words: list[str]) -> None:
    """Do what the first word says."""
    match words:
        case ["up", *rtt_ms]:
            _up(rtt_ms)
        case ["hold"]:
            _hold()
        case ["in", command, *rest]:
            state = json.loads(_state())
            enter = ["nsenter", "--net", "--mount", "--target", str(state["client"])]
            os.execvp(enter[0], [*enter, "--", command, *rest])  # noqa: S606  # no shell wanted
        case ["down" | "status" | "fault", *_]:
            _state()
            _say(_ask(words))
        case _:
            sys.exit(__doc__)


def _up(rtt_ms: list[str]) -> None:
    if _SOCKET.exists():
        sys.exit("it is up already")
    _FOLDER.mkdir(exist_ok=True)
    with (_FOLDER / "rig.log").open("w") as log:
        holder = subprocess.Popen(
            [sys.executable, "-m", "tests.network", "hold"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert holder.stdout is not None
    if holder.stdout.readline() != b"up\n":
        sys.exit((_FOLDER / "rig.log").read_text())
    _say(_ask(["fault", "link", *(rtt_ms or ["0"])]))


def _hold() -> None:
    """Keep the network and obey the socket until `down` or SIGTERM."""
    signal.signal(signal.SIGTERM, _leave)
    with contextlib.ExitStack() as held:
        rig = held.enter_context(running_rig())
        door = held.enter_context(socket.socket(socket.AF_UNIX))
        door.bind(str(_SOCKET))
        held.callback(_SOCKET.unlink)
        door.listen()
        _STATE.write_text(json.dumps({"client": rig.client.pid}))
        held.callback(_STATE.unlink)
        _say("up")
        faults = held.enter_context(contextlib.ExitStack())
        while _obey(rig, faults, door):
            pass


def _obey(rig: Rig, faults: contextlib.ExitStack, door: socket.socket) -> bool:
    with door.accept()[0] as caller, caller.makefile("rw") as lines:
        words = json.loads(lines.readline())
        try:
            answer = _do(rig, faults, words)
        except (ValueError, subprocess.CalledProcessError) as error:
            answer = str(error)
        lines.write(answer + "\n")
    return bool(words != ["down"])


def _do(rig: Rig, faults: contextlib.ExitStack, words: list[str]) -> str:
    match words:
        case ["down"]:
            return "going down"
        case ["status"]:
            check(rig)
            return f"all servers answer; {rig.imap} {rig.smtp}"
        case ["fault", "clear"]:
            faults.close()
            rig.network.link.shape()
        case ["fault", "link", *numbers]:
            rig.network.link.shape(*(float(number) for number in numbers))
        case ["fault", *fault]:
            faults.enter_context(_fault(rig.faults, fault))
        case _:
            raise ValueError(f"what is {' '.join(words)}?")
    return "done"


def _fault(faults: Faults, words: list[str]) -> AbstractContextManager[None]:
    simple = {
        "v6 blackhole": faults.ipv6_blackhole,
        "v6 unreachable": faults.ipv6_unreachable,
        "dns dead": faults.dns_dead,
        "dns servfail": faults.dns_servfail,
        "dns lies": faults.lying_dns,
        "captive": faults.captive,
    }
    match words:
        case ["drop" | "reject" | "icmp" as way, *ports]:
            return faults.ports(_WAYS[way], *(int(port) for port in ports))
        case _ if (name := " ".join(words)) in simple:
            return simple[name]()
    raise ValueError(f"what is {' '.join(words)}?")


def _ask(words: list[str]) -> str:
    with socket.socket(socket.AF_UNIX) as caller, caller.makefile("rw") as lines:
        caller.connect(str(_SOCKET))
        lines.write(json.dumps(words) + "\n")
        lines.flush()
        return lines.readline().strip()


def _state() -> str:
    if not _STATE.exists():
        sys.exit("it is not up")
    return _STATE.read_text()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _leave(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
