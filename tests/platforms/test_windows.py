"""The real Windows; these run there, or in Wine with a Windows Python."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from assistant.platforms import System, current, lock

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="not Windows")
HOLDER = Path(__file__).with_name("holder_windows.py")


@contextmanager
def another_program(path: Path) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, HOLDER, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate(timeout=30)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "parent.lock"


def test_a_profile_in_use_cannot_be_taken(profile: Path) -> None:
    with another_program(profile) as said:
        assert said == "held"
        assert lock.hold(profile) is None
        assert lock.is_locked(profile)

    assert not lock.is_locked(profile)
    assert profile.exists()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_profile_we_hold_is_shut_to_others(profile: Path, *, is_there: bool) -> None:
    if is_there:
        profile.write_bytes(b"")
    held = lock.hold(profile)
    assert held is not None

    with held, another_program(profile) as said:
        assert said == "busy"
        assert lock.is_locked(profile)
        assert lock.hold(profile) is None

    with another_program(profile) as said:
        assert said == "held"


def test_a_lock_file_that_was_not_there_is_not_there_afterwards(profile: Path) -> None:
    held = lock.hold(profile)

    assert held is not None
    assert held.created
    held.release()
    held.release()
    assert list(profile.parent.iterdir()) == []


def test_a_lock_file_that_was_there_stays_as_it_was(profile: Path) -> None:
    profile.write_bytes(b"theirs")

    held = lock.hold(profile)

    assert held is not None
    assert not held.created
    held.release()
    assert profile.read_bytes() == b"theirs"


def test_looking_makes_no_lock_file(profile: Path) -> None:
    assert not lock.is_locked(profile)
    assert not lock.is_locked(profile.parent / "no-profile" / "parent.lock")

    assert list(profile.parent.iterdir()) == []


def test_a_profile_that_is_no_folder_is_a_surprise(profile: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lock.hold(profile.parent / "no-profile" / "parent.lock")


def test_this_computer_is_a_windows_with_its_folders() -> None:
    host = current()

    assert host.system is System.WINDOWS
    assert host.home.is_dir()
    folders = host.own_folders
    assert folders.state.is_relative_to(host.environ["LOCALAPPDATA"])
    assert folders.config.is_relative_to(host.environ["APPDATA"])
    assert folders.machine_config.is_relative_to(host.environ["PROGRAMDATA"])


@contextmanager
def registry_key(below: str) -> Iterator[str]:
    """Make a key of the user's hive for this test; gives the path of its parent."""
    top = rf"SOFTWARE\AssistantMessagerieTest-{uuid4()}"
    leaf = rf"HKCU\{top}\{below}"
    try:
        registry("add", leaf, "/v", "Install Directory", "/d", r"D:\Été")
        registry("add", leaf, "/v", "Number", "/t", "REG_DWORD", "/d", "1")
        yield top
    finally:
        registry("delete", rf"HKCU\{top}", "/f")


def registry(*arguments: str) -> None:
    subprocess.run(["reg", *arguments], check=True, timeout=30, capture_output=True)


def test_values_are_found_anywhere_below_a_key() -> None:
    host = current()

    with registry_key(r"153.7.0 (x64 fr)\Main") as top:
        assert host.registry_strings(top, "Install Directory") == (r"D:\Été",)
        leaf = rf"{top}\153.7.0 (x64 fr)\Main"
        assert host.registry_strings(leaf, "Number") == ("1",)
        assert host.registry_strings(top, "Other") == ()

    assert host.registry_strings(top, "Number") == ()


def test_running_programs_are_named() -> None:
    host = current()
    name = Path(sys.executable).name

    found = host.processes([name.upper()])

    if Path(r"C:\windows\system32\winecfg.exe").exists():
        pytest.skip("psutil cannot read process names in Wine 8")
    assert name.lower() in {one.name.lower() for one in found}


def test_only_web_pages_are_opened() -> None:
    assert not current().open_url("file:///C:/Windows/System32/calc.exe")
