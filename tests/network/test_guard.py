"""No daemon outlives the process that asked for it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.network.programs import require_program

OWNER = """
import pathlib, sys
from tests.network.certificates import Authority
from tests.network.dovecot import DovecotOptions, running_dovecot
from tests.network.programs import scratch_folder

with scratch_folder() as folder:
    authority = Authority(folder)
    options = DovecotOptions(certificate=authority.good)
    with running_dovecot(folder, options, authority.ca_file) as server:
        print(folder, server.logins(), flush=True)
        sys.stdin.read()
"""
ROOT = Path(__file__).parents[2]


def start_owner(*python: str) -> tuple[subprocess.Popen[str], str]:
    require_program("dovecot")
    owner = subprocess.Popen(
        [*(python or (sys.executable,)), "-c", OWNER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT}:{Path(psutil.__file__).parents[1]}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    assert owner.stdout is not None
    return owner, owner.stdout.readline().partition(" ")[0]


def serving(folder: str) -> list[psutil.Process]:
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(folder in word for word in process.info["cmdline"] or ())
    ]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_daemons_and_folder_go_when_their_owner_is_killed(
    number: signal.Signals,
) -> None:
    owner, folder = start_owner()
    with owner:
        started = serving(folder)

        owner.send_signal(number)
        owner.wait(timeout=10)

        gone, alive = psutil.wait_procs(started, timeout=10)
        assert len(gone) >= 2, "the guard and Dovecot's master at least"
        assert alive == []
        deadline = time.monotonic() + 5
        while Path(folder).exists() and time.monotonic() < deadline:
            time.sleep(0.01)  # the guard removes it after its last child has gone
        assert not Path(folder).exists()


def test_dovecot_serves_an_ordinary_user_without_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("every other test shows it, since they run as an ordinary user")
    # The interpreter of the tests may live in a folder that is root's alone.
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    python = f"/usr/bin/python3.{sys.version_info.minor}"
    reading = [*nobody, python, "-c", f"import os; os.listdir({str(ROOT)!r})"]
    if subprocess.run(reading, capture_output=True, check=False).returncode != 0:
        pytest.skip("an ordinary user may not run this Python on this folder")

    owner, folder = start_owner(*nobody, python)

    with owner:
        assert folder.startswith("/tmp/am-"), "no server was warm"
        owner.communicate(timeout=10)
        assert owner.returncode == 0
