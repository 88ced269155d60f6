"""What lies in our own folder for the time of some work, and what a kill leaves."""

import os
import signal
import stat
import threading
from pathlib import Path

import pytest

from assistant.clients import Survey, Target
from assistant.clients.thunderbird import Thunderbird
from assistant.clients.thunderbird.running import lock_file
from assistant.clients.thunderbird.scratch import (
    private_folder,
    scratch_of,
    write_private,
)
from assistant.model.signal import Signal
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import System
from tests.changes.scene import in_child
from tests.clients.scene import install
from tests.clients.test_thunderbird_contract import write_old_profile

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "SIGKILL"), reason="this system has no kill -9"
)


@pytest.fixture
def host(tmp_path: Path) -> FakeHost:
    host = FakeHost(System.LINUX, tmp_path)
    install(host)
    return host


def old_profile(host: FakeHost) -> Target:
    write_old_profile(host)
    survey = Thunderbird(host).survey()
    assert isinstance(survey, Survey)
    return survey.target


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def copy_and_die(host: FakeHost) -> None:
    with private_folder(scratch_of(host), host) as folder:
        write_private(folder / "key4.db", b"a key store")
        die()


def lock_and_die(host: FakeHost, target: Target) -> None:
    held = Thunderbird(host).lock(target)
    assert not isinstance(held, Signal)
    die()


def in_scratch(host: FakeHost) -> list[str]:
    return sorted(path.name for path in scratch_of(host).rglob("*"))


def test_copies_are_closed_to_others_from_the_start(host: FakeHost) -> None:
    before = os.umask(0)
    try:
        with private_folder(scratch_of(host), host) as folder:
            write_private(folder / "key4.db", b"a key store")
            modes = [
                stat.S_IMODE(path.stat().st_mode)
                for path in (scratch_of(host), folder, folder / "key4.db")
            ]
    finally:
        os.umask(before)

    assert modes == [0o700, 0o700, 0o600]
    assert in_scratch(host) == []


def test_a_copy_that_a_killed_run_left_goes_at_the_next_start(host: FakeHost) -> None:
    assert in_child(lambda: copy_and_die(host)) == -signal.SIGKILL
    assert "key4.db" in in_scratch(host)

    Thunderbird(host).clear_scratch()

    assert in_scratch(host) == []


def test_a_copy_another_process_works_on_stays(host: FakeHost) -> None:
    with private_folder(scratch_of(host), host) as folder:
        write_private(folder / "key4.db", b"a key store")

        assert in_child(lambda: Thunderbird(host).clear_scratch()) == 0
        Thunderbird(host).clear_scratch()

        assert (folder / "key4.db").read_bytes() == b"a key store"


def test_starts_beside_a_working_process_never_disturb_it(host: FakeHost) -> None:
    done = threading.Event()

    def start_again_and_again() -> None:
        while not done.is_set():
            Thunderbird(host).clear_scratch()

    starting = threading.Thread(target=start_again_and_again)
    starting.start()
    try:
        for _ in range(200):
            with private_folder(scratch_of(host), host) as folder:
                write_private(folder / "key4.db", b"a key store")
    finally:
        done.set()
        starting.join()

    assert in_scratch(host) == []


def test_a_lock_file_that_a_killed_run_made_goes_at_the_next_start(
    host: FakeHost,
) -> None:
    target = old_profile(host)
    file = lock_file(host, target.profile)
    assert in_child(lambda: lock_and_die(host, target)) == -signal.SIGKILL
    assert file.exists()

    Thunderbird(host).clear_scratch()

    assert not file.exists()
    assert in_scratch(host) == []


def test_a_lock_file_that_was_there_before_stays(host: FakeHost) -> None:
    target = old_profile(host)
    file = lock_file(host, target.profile)
    file.touch()
    assert in_child(lambda: lock_and_die(host, target)) == -signal.SIGKILL

    Thunderbird(host).clear_scratch()

    assert file.exists()


def test_a_lock_file_that_is_in_use_again_waits(host: FakeHost) -> None:
    target = old_profile(host)
    file = lock_file(host, target.profile)
    assert in_child(lambda: lock_and_die(host, target)) == -signal.SIGKILL
    held = host.hold_lock(file)
    assert held is not None

    with held:
        assert in_child(lambda: Thunderbird(host).clear_scratch()) == 0
        assert file.exists()


def test_a_lock_given_back_leaves_no_note(host: FakeHost) -> None:
    target = old_profile(host)

    held = Thunderbird(host).lock(target)
    assert not isinstance(held, Signal)
    assert "leftover" in in_scratch(host)
    held.release()

    assert in_scratch(host) == []
    assert not lock_file(host, target.profile).exists()
