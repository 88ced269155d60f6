"""Our lock and Thunderbird's are one and the same."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.platforms import current
from tests.network.programs import lacking

PROGRAM = Path("/usr/lib/thunderbird/thunderbird-bin")
# Thunderbird asks for a busy profile again and again for five seconds.
PATIENCE_S = 30

pytestmark = pytest.mark.real


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    if not PROGRAM.exists():
        lacking("thunderbird is not installed")
    folder = tmp_path / "profile"
    folder.mkdir()
    return folder


@contextmanager
def thunderbird(profile: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [PROGRAM, "-headless", "--profile", profile],
        env={"HOME": str(profile.parent), "PATH": "/usr/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            process.communicate(timeout=PATIENCE_S)


def wait_until_locked(profile: Path) -> None:
    # The link comes right after the lock. Nothing announces it, and asking for the
    # lock itself would take it away from Thunderbird for a moment.
    deadline = time.monotonic() + PATIENCE_S
    while not (profile / "lock").is_symlink():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_profile_thunderbird_uses_is_locked(profile: Path) -> None:
    host = current()

    with thunderbird(profile) as process:
        wait_until_locked(profile)

        assert host.is_locked(profile / ".parentlock")
        assert host.hold_lock(profile / ".parentlock") is None
        found = host.processes(["thunderbird", "thunderbird-bin"])
        assert process.pid in [one.pid for one in found]

    # The file stays; it is the lock that tells.
    assert (profile / ".parentlock").exists()
    assert not host.is_locked(profile / ".parentlock")


def test_thunderbird_does_not_start_on_a_profile_we_hold(profile: Path) -> None:
    held = current().hold_lock(profile / ".parentlock")
    assert held is not None

    with held, thunderbird(profile) as process:
        said, _ = process.communicate(timeout=PATIENCE_S)

    assert "already running" in said
    assert not (profile / "prefs.js").exists()
