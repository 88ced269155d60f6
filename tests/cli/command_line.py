"""The command line as a user starts it: a process of its own in a home of its own."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2]
LIMIT_S = 60


@dataclass(frozen=True)
class Said:
    """What one call printed, and how it ended."""

    exit: int
    out: str
    err: str

    @property
    def events(self) -> list[Any]:
        """Every line of `--json`; none may be anything else."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def result(self) -> Any:
        """The one result line, which is the last and agrees with the exit code."""
        events = self.events
        assert [e["event"] for e in events].count("result") == 1, self
        assert events[-1]["event"] == "result", self
        assert events[-1]["exit"] == self.exit, self
        assert events[-1]["ok"] == (self.exit == 0), self
        return events[-1]

    @property
    def verdict(self) -> str:
        """The verdict's id."""
        assert self.result["verdict"], self
        return str(self.result["verdict"]["id"])

    @property
    def attempts(self) -> tuple[int, int]:
        """Passwords sent over IMAP and over SMTP, as the result tells them."""
        sent = self.result["attempts"]
        return sent["imap"], sent["smtp"]

    @property
    def states(self) -> dict[str, str]:
        """How each step ended."""
        ended = (e for e in self.events if e["event"] == "step")
        return {e["id"]: e["state"] for e in ended if e["state"] != "started"}


@dataclass(frozen=True)
class CommandLine:
    """Calls in one home; nothing of the caller's own environment gets in.

    Attributes:
        wrapper: a command before ours, such as `unshare`.
    """

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    wrapper: Sequence[str] = ()

    @property
    def environ(self) -> dict[str, str]:
        """The whole environment of a call."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": str(self.home.parent / "tmp"),
            "LANG": "fr_FR.UTF-8",
            **self.variables,
        }

    def words(self, *words: str) -> list[str]:
        """The command to start."""
        return [*self.wrapper, sys.executable, "-m", "assistant", *words]

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a call and return while it runs."""
        (self.home.parent / "tmp").mkdir(exist_ok=True)
        return subprocess.Popen(
            self.words(*words),
            env=self.environ,
            cwd=SOURCE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str, given: str | bytes = "") -> Said:
        """Make one call to its end."""
        typed = given.encode() if isinstance(given, str) else given
        with self.start(*words) as process:
            return ended(process, typed)

    def json(self, *words: str, given: str | bytes = "") -> Said:
        """Make one call with `--json`; its shape is checked in any case."""
        said = self.run(*words, "--json", given=given)
        assert said.result["v"] == 1
        return said


def ended(process: "subprocess.Popen[bytes]", typed: bytes = b"") -> Said:
    """Wait for the end of a call."""
    try:
        out, err = process.communicate(typed, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Said(process.returncode, out.decode(), err.decode())


def tree(folder: Path) -> dict[str, tuple[int, str]]:
    """Return mode and content of everything below a folder, empty where none is."""
    found = {}
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        name = str(path.relative_to(folder))
        found[name] = (info.st_mode, hashlib.sha256(content).hexdigest())
    return found
