"""What every host owes, real or rehearsed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.platforms import Host, Process, System, current
from assistant.platforms.fake import FakeHost
from assistant.platforms.linux import LinuxHost
from assistant.platforms.macos import MacHost
from assistant.platforms.programs import environment_for_others
from tests.network.programs import require_program


@pytest.fixture(params=["this", *System])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Host:
    if request.param == "this":
        return current()
    return FakeHost(System(request.param), tmp_path)


@contextmanager
def running(program: Path) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([program, "60"]) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program whose name nothing else has."""
    copy = tmp_path / "ThunderTest"
    shutil.copy(require_program("sleep"), copy)
    return copy


def test_a_path_is_found_again_by_its_native_name(host: Host) -> None:
    path = host.home / "Mes documents" / "é"

    assert host.at(host.native(path)) == path


def test_home_is_there(host: Host) -> None:
    assert host.home.is_dir()


def test_a_profile_lock_is_held_once(host: Host, tmp_path: Path) -> None:
    file = tmp_path / "lock"

    held = host.hold_lock(file)

    assert held is not None
    with held:
        assert host.is_locked(file)
        assert host.hold_lock(file) is None
    assert not host.is_locked(file)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "calc"])
def test_only_web_pages_are_opened(host: Host, url: str) -> None:
    assert not host.open_url(url)


def test_what_is_not_there_is_not_found(host: Host) -> None:
    assert host.find_program("no-such-program") is None
    assert host.processes(["no-such-program"]) == ()
    assert host.registry_strings(r"SOFTWARE\Nobody", "Nothing") == ()


def test_this_computer_is_recognised() -> None:
    assert sys.platform == "linux"  # the only system these tests run on today
    assert current().system is System.LINUX


def test_running_programs_are_named(program: Path) -> None:
    with running(program) as process:
        found = current().processes(["thundertest", "other"])

    assert found == (Process("ThunderTest", process.pid),)


def test_a_dead_program_nobody_waited_for_does_not_run(program: Path) -> None:
    with running(program) as process:
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

        found = current().processes(["ThunderTest"])

    assert found == ()


def test_programs_are_found_on_the_search_path(program: Path) -> None:
    host = LinuxHost({"PATH": str(program.parent)})

    assert host.find_program("ThunderTest") == program
    assert LinuxHost({}).find_program("ThunderTest") is None


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A browser that writes the page it is asked for into the pipe `shown`."""
    os.mkfifo(tmp_path / "shown")
    script = tmp_path / "bin" / "xdg-open"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/shown\n')
    script.chmod(0o755)
    return script.parent


def test_a_page_is_shown_in_the_browser(browser: Path) -> None:
    host = LinuxHost({"PATH": str(browser), "DISPLAY": ":7"})

    assert host.open_url("https://webmail.example/?a=b c")
    assert (browser.parent / "shown").read_text() == "https://webmail.example/?a=b c"


@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ""}])
def test_without_a_display_no_page_is_shown(
    browser: Path, environ: dict[str, str]
) -> None:
    host = LinuxHost({"PATH": str(browser), **environ})

    assert not host.open_url("https://webmail.example/")


def test_without_a_browser_no_page_is_shown(tmp_path: Path) -> None:
    host = LinuxHost({"PATH": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"})

    assert not host.open_url("https://webmail.example/")


def test_a_browser_that_does_not_start_is_told() -> None:
    # Not a Mac: `/usr/bin/open` is missing, or another program that goes nowhere.
    opener = Path("/usr/bin/open")

    assert MacHost({}).open_url("https://webmail.example/") is opener.exists()


def test_a_rehearsal_remembers_the_page(tmp_path: Path) -> None:
    host = FakeHost(System.MACOS, tmp_path)

    assert host.open_url("https://webmail.example/")
    assert host.opened == ["https://webmail.example/"]


def test_a_rehearsal_shows_what_it_was_told(tmp_path: Path) -> None:
    registry = {("A", "B"): ("C",)}
    process = Process("thunderbird.exe", 7)
    tool = tmp_path / "certutil"

    host = FakeHost(
        System.WINDOWS,
        tmp_path,
        running=[process],
        programs={"certutil": tool},
        registry=registry,
    )

    assert host.processes(["Thunderbird.EXE"]) == (process,)
    assert host.find_program("certutil") == tool
    assert host.registry_strings("A", "B") == ("C",)


def test_windows_drives_and_shares_lie_below_the_root(tmp_path: Path) -> None:
    host = FakeHost(System.WINDOWS, tmp_path)

    assert host.at(r"D:\Mail\x") == tmp_path / "D" / "Mail" / "x"
    assert host.at(r"\\nas\home\anne").is_relative_to(tmp_path)


def test_other_programs_do_not_see_the_libraries_we_bring() -> None:
    bundled = {"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/usr/x", "A": "1"}

    assert environment_for_others(bundled) == {"LD_LIBRARY_PATH": "/usr/x", "A": "1"}
    assert environment_for_others({"LD_LIBRARY_PATH": "/own"}) == {
        "LD_LIBRARY_PATH": "/own"
    }


def test_greeting_anybody_does_not_load_the_process_library() -> None:
    code = "import sys, assistant.platforms as p; p.current(); print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert "assistant.platforms.linux" in done.stdout.split()
    assert "psutil" not in done.stdout.split()
