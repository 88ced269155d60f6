"""A terminal with a person at it."""

import contextlib
import os
import platform
import pty
import re
import select
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command_line import SOURCE, CommandLine

_LIMIT_S = 20
# The number of read(2) on the processors that Debian runs on mostly.
_READING = {"x86_64": {"0"}, "aarch64": {"63"}}[platform.machine()]
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """One call on a pseudo-terminal of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", end: int) -> None:
        self.process = process
        self._end = end
        self._raw = b""
        self._seen = 0

    @property
    def screen(self) -> str:
        """Everything shown so far, without colours and cursor movements."""
        return _CODES.sub("", self.raw).replace("\r", "")

    @property
    def raw(self) -> str:
        """Everything that came, as it came."""
        return self._raw.decode("utf-8", "replace")

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._end)[3] & termios.ECHO)

    def wait_for(self, text: str) -> None:
        """Read until `text` is shown after what was waited for before."""
        deadline = time.monotonic() + _LIMIT_S
        while (at := self.screen.find(text, self._seen)) < 0:
            if time.monotonic() > deadline or not self._read(deadline):
                pytest.fail(f"never shown: {text!r} in\n{self.screen}")
        self._seen = at + len(text)

    def wait_for_question(self, text: str) -> None:
        """Wait until `text` is shown and the process reads what is typed.

        A signal that comes a moment before the reading begins is seen by Python
        only after it, which is too late for a person and for a test.
        """
        self.wait_for(text)
        deadline = time.monotonic() + _LIMIT_S
        call = Path(f"/proc/{self.process.pid}/syscall")
        while call.read_text("ascii").split()[0] not in _READING:
            assert time.monotonic() < deadline
            os.sched_yield()

    def type(self, text: str) -> None:
        """Type some keys."""
        os.write(self._end, text.encode())

    def finish(self) -> int:
        """Read to the end and return the exit code."""
        deadline = time.monotonic() + _LIMIT_S
        while time.monotonic() < deadline and self._read(deadline):
            pass
        return self.process.wait(max(0.1, deadline - time.monotonic()))

    def _read(self, deadline: float) -> bool:
        wait_s = max(0, deadline - time.monotonic())
        if not select.select([self._end], [], [], wait_s)[0]:
            return False
        try:
            data = os.read(self._end, 65536)
        except OSError:  # Linux: the other side was closed
            return False
        self._raw += data
        return bool(data)


@contextlib.contextmanager
def at_terminal(
    cli: CommandLine, *words: str, term: str = "xterm"
) -> Iterator[Terminal]:
    """Start a call on a terminal; it is gone at the end of the block."""
    (cli.home.parent / "tmp").mkdir(exist_ok=True)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "--ctty", *cli.words(*words)],
        env={**cli.environ, "TERM": term, "COLUMNS": "100"},
        cwd=SOURCE,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
