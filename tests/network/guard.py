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
import time
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def main() -> None:
    """Start the command, wait for either side to end, leave nothing behind."""
    folder, *command = sys.argv[1:]
    # Daemons fork away from their parent; a subreaper gets them back as children.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    owner = os.getppid()
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    ended = os.pidfd_open(daemon.pid)
    select.select([sys.stdin, ended], [], [])
    with contextlib.suppress(ProcessLookupError):
        daemon.terminate()
    _end_children()
    if os.getppid() != owner:
        shutil.rmtree(folder, ignore_errors=True)


def _end_children() -> None:
    """Give children three seconds to end after SIGTERM, then end them by force."""
    patience = time.monotonic() + 3
    while children := _children():
        number = signal.SIGTERM if time.monotonic() < patience else signal.SIGKILL
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.01)  # orphans arrive without a signal of their own


def _children() -> list[int]:
    own = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(word) for word in own.split()]


if __name__ == "__main__":
    main()
