import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from assistant.platforms import lock

HERE = Path(__file__).parent


@contextmanager
def another_program(path: Path) -> Iterator[str]:
    """Another process tries to hold `path`; gives what it says."""
    with subprocess.Popen(
        [sys.executable, "-I", HERE / "holder.py", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate(timeout=10)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / ".parentlock"


def test_a_profile_in_use_cannot_be_taken(profile: Path) -> None:
    with another_program(profile) as said:
        assert said == "held"
        assert lock.hold(profile) is None
        assert lock.is_locked(profile)

    assert not lock.is_locked(profile)


def test_asking_does_not_take_the_lock_from_its_holder(profile: Path) -> None:
    with another_program(profile):
        answers = [lock.is_locked(profile), lock.hold(profile), lock.is_locked(profile)]

        with another_program(profile) as said:
            assert said == "busy"

    assert answers == [True, None, True]


def test_a_profile_we_hold_is_shut_to_others(profile: Path) -> None:
    held = lock.hold(profile)
    assert held is not None

    with held, another_program(profile) as said:
        assert said == "busy"

    with another_program(profile) as said:
        assert said == "held"


def test_a_second_look_at_our_own_lock_does_not_drop_it(profile: Path) -> None:
    with ExitStack() as stack:
        held = lock.hold(profile)
        assert held is not None
        stack.enter_context(held)

        assert lock.hold(profile) is None
        assert lock.is_locked(profile)

        with another_program(profile) as said:
            assert said == "busy"


def test_the_same_profile_is_known_behind_a_link(profile: Path) -> None:
    link = profile.parent / "link"
    link.symlink_to(profile.parent, target_is_directory=True)

    held = lock.hold(profile)
    assert held is not None

    with held:
        assert lock.hold(link / profile.name) is None
        assert lock.is_locked(link / profile.name)


def test_a_lock_file_that_was_not_there_is_not_there_afterwards(profile: Path) -> None:
    held = lock.hold(profile)

    assert held is not None
    assert held.created
    assert profile.exists()
    held.release()
    assert not profile.exists()


def test_a_lock_file_that_was_there_stays_as_it_was(profile: Path) -> None:
    profile.write_bytes(b"theirs")

    held = lock.hold(profile)

    assert held is not None
    assert not held.created
    held.release()
    assert profile.read_bytes() == b"theirs"


def test_looking_makes_no_lock_file(profile: Path) -> None:
    assert not lock.is_locked(profile)
    assert not lock.is_locked(profile.parent / "no-profile" / ".parentlock")

    assert list(profile.parent.iterdir()) == []


def test_releasing_twice_does_no_harm_to_the_next_holder(profile: Path) -> None:
    first = lock.hold(profile)
    assert first is not None
    first.release()
    second = lock.hold(profile)
    assert second is not None

    first.release()

    with second, another_program(profile) as said:
        assert said == "busy"


def test_an_error_inside_gives_the_lock_back(profile: Path) -> None:
    def fail() -> None:
        held = lock.hold(profile)
        assert held is not None
        with held:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert not profile.exists()
    assert not lock.is_locked(profile)


def test_a_profile_that_is_no_folder_is_a_surprise(profile: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lock.hold(profile.parent / "no-profile" / ".parentlock")


def test_a_lock_file_that_cannot_be_opened_is_a_surprise(profile: Path) -> None:
    profile.mkdir()

    attempts: tuple[Callable[[Path], object], ...] = (lock.hold, lock.is_locked)
    for attempt in attempts:
        with pytest.raises(IsADirectoryError):
            attempt(profile)


def test_a_killed_holder_leaves_the_profile_free(profile: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-I", HERE / "holder.py", profile],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
        process.wait(timeout=10)

    held = lock.hold(profile)

    assert held is not None
    assert not held.created
    held.release()


def test_rivals_never_hold_the_profile_together(profile: Path) -> None:
    """Its holder takes the file away: who opened it before holds a ghost."""
    root = HERE.parent.parent
    rivals = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.platforms.rival", profile, "300"],
            cwd=root,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]

    errors = [rival.communicate(timeout=60)[1] for rival in rivals]

    assert [rival.returncode for rival in rivals] == [0, 0, 0], errors
    # Between making the file and locking it another may step in; it then takes the
    # file for one that was there before.
    assert set(profile.parent.iterdir()) <= {profile}
