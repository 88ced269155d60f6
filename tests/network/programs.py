"""Programs of the system that the tests need, and how they are kept in check."""

import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

# Debian keeps daemons where an ordinary user's PATH does not look.
_DAEMONS = "/usr/sbin:/sbin:/usr/local/sbin"
# Below the kernel's ephemeral range, so that no outgoing connection takes a port
# between the moment it is chosen and the moment a server binds it.
_PORTS = range(20000, 32000)
LOOPBACK = ("127.0.0.1", "::1")


def find_program(name: str) -> str | None:
    """Return the path of program `name`, daemons included, or None."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_DAEMONS}")


def require_program(name: str) -> str:
    """Return the path of program `name`.

    Without it the test is skipped with its reason; where `CI` is set it fails,
    because there a missing server is a hole in the proof.
    """
    return find_program(name) or lacking(f"{name} is not installed")


def lacking(reason: str) -> NoReturn:
    """Skip the test for `reason` on a laptop, fail it where `CI` is set."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """Return a high port that is free on both loopback addresses."""
    while True:
        port = random.choice(_PORTS)
        if all(_can_bind(address, port) for address in loopback_addresses()):
            return port


def loopback_addresses() -> tuple[str, ...]:
    """Return the loopback addresses of this machine: IPv6 may be switched off."""
    return tuple(address for address in LOOPBACK if _can_bind(address, 0))


def _can_bind(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        try:
            probe.bind((address, port))
        except OSError:
            return False
        return True


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a short, traversable folder: daemons run as users of their own.

    A Unix socket's path may have 107 bytes, which pytest's own folders exceed.
    """
    folder = Path(tempfile.mkdtemp(prefix="am-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Guarded:
    """A daemon that cannot outlive this process, not even after `kill -9`.

    A small watchdog (`guard.py`) runs it in a session of its own and ends it with
    all its children as soon as the pipe from here closes.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        wrapper: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.output = folder / f"{Path(command[0]).name}.out"
        guard = str(Path(__file__).with_name("guard.py"))
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-I", guard, str(folder), *wrapper, *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=environ,
                start_new_session=True,
            )

    def is_running(self) -> bool:
        """Say whether the daemon has not ended by itself."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the daemon and everything it started; return when they are gone."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(b"!")  # says that its owner lives, see guard.py
            self._process.stdin.flush()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait(timeout=15)


def wait_for_port(server: Guarded, address: str, port: int) -> None:
    """Return once `server` accepts connections; five seconds are its limit."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection((address, port), timeout=1).close()
            return
        if not server.is_running():
            break
        time.sleep(0.01)  # another program's listen() raises no event here
    raise RuntimeError(f"no server on port {port}: {server.output.read_text()}")
