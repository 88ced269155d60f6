"""Runs one daemon and ends it, with all its children, when standard input closes.

    python guard.py FOLDER COMMAND...

FOLDER is removed at the end if the owner died before it could do so. Run with `-I`;
standard library only, because it starts before every server of every test run.
"""

import contextlib
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def main() -> None:
    """Start the command, wait for either side to end, leave nothing behind."""
    folder, *command = sys.argv[1:]
    # Daemons fork away from their parent; a subreaper gets them back as children.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    ended = os.pidfd_open(daemon.pid)
    told, _, _ = select.select([sys.stdin, ended], [], [])
    # A living owner writes a word before it closes; the dead only close.
    is_orphan = sys.stdin in told and not os.read(sys.stdin.fileno(), 1)
    _end_children()
    if is_orphan:
        shutil.rmtree(folder, ignore_errors=True)


def _end_children() -> None:
    """Kill children, and the orphans they leave to this subreaper, until none is left.

    By force, since everything they own is thrown away: Postfix would take a second
    to say goodbye.
    """
    while children := _children():
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)


def _children() -> list[int]:
    own = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(word) for word in own.split()]


if __name__ == "__main__":
    main()
