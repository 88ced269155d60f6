import os
from pathlib import Path

import platformdirs
import pytest

from assistant.platforms import System, current
from assistant.platforms.fake import FakeHost
from assistant.platforms.linux import LinuxHost

NAME = "assistant-messagerie"


@pytest.mark.parametrize(
    ("system", "state", "config", "machine"),
    [
        (
            System.LINUX,
            f"/home/anne/.local/state/{NAME}",
            f"/home/anne/.config/{NAME}",
            f"/etc/{NAME}",
        ),
        (
            System.MACOS,
            f"/Users/anne/Library/Application Support/{NAME}/state",
            f"/Users/anne/Library/Application Support/{NAME}",
            f"/Library/Application Support/{NAME}",
        ),
        (
            System.WINDOWS,
            rf"C:\Users\anne\AppData\Local\{NAME}",
            rf"C:\Users\anne\AppData\Roaming\{NAME}",
            rf"C:\ProgramData\{NAME}",
        ),
    ],
)
def test_every_system_keeps_things_where_it_is_used_to(
    system: System, state: str, config: str, machine: str, tmp_path: Path
) -> None:
    host = FakeHost(system, tmp_path)

    folders = host.own_folders

    assert host.native(folders.state) == state
    assert host.native(folders.config) == config
    assert host.native(folders.machine_config) == machine


def test_the_environment_may_put_things_elsewhere(tmp_path: Path) -> None:
    environ = {
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "s"),
        "XDG_CONFIG_HOME": str(tmp_path / "c"),
    }

    folders = LinuxHost(environ).own_folders

    assert folders.state == tmp_path / "s" / NAME
    assert folders.config == tmp_path / "c" / NAME


def test_windows_folders_may_be_redirected(tmp_path: Path) -> None:
    environ = {"APPDATA": r"H:\Roaming", "LOCALAPPDATA": "", "PROGRAMDATA": r"E:\All"}
    host = FakeHost(System.WINDOWS, tmp_path, environ=environ)

    folders = host.own_folders

    assert host.native(folders.config) == rf"H:\Roaming\{NAME}"
    assert host.native(folders.state) == rf"C:\Users\anne\AppData\Local\{NAME}"
    assert host.native(folders.machine_config) == rf"E:\All\{NAME}"


def test_a_relative_xdg_path_is_ignored(tmp_path: Path) -> None:
    host = LinuxHost({"HOME": str(tmp_path), "XDG_STATE_HOME": "here"})

    assert host.own_folders.state == tmp_path / ".local/state" / NAME


def test_the_environment_is_read_at_every_question(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path / "one")}
    host = LinuxHost(environ)

    before = host.home
    environ["HOME"] = str(tmp_path / "two")

    assert (before, host.home) == (tmp_path / "one", tmp_path / "two")


def test_without_a_home_in_the_environment_the_system_is_asked() -> None:
    assert LinuxHost({}).home == Path.home()


def test_this_computer_agrees_with_platformdirs() -> None:
    host = current()

    assert host.environ is os.environ
    assert host.own_folders.state == Path(platformdirs.user_state_dir(NAME))
    assert host.own_folders.config == Path(platformdirs.user_config_dir(NAME))
