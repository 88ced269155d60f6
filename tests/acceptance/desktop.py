"""A screen, an ordinary user, and the real Thunderbird that this user starts."""

import contextlib
import os
import pwd
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.network.programs import Guarded, lacking, require_program, scratch_folder

THUNDERBIRD = Path("/usr/lib/thunderbird/thunderbird-bin")
_NEEDED = ("Xvfb", "openbox", "xdotool", "xprop", "useradd", "setpriv", "thunderbird")
_LOOK_AGAIN_S = 0.1


@dataclass(frozen=True)
class User:
    """An ordinary user of this machine, with a home."""

    name: str
    home: Path

    @property
    def wrapper(self) -> Sequence[str]:
        """The command that runs another one as this user."""
        return (
            "setpriv",
            f"--reuid={self.name}",
            f"--regid={self.name}",
            "--init-groups",
        )


@contextlib.contextmanager
def ordinary_user() -> Iterator[User]:
    """Create a user with an accent in the path of the home, and remove both again."""
    if os.geteuid() != 0:
        lacking("only root can create the ordinary user that runs Thunderbird")
    for program in _NEEDED:
        require_program(program)
    name = f"amtest{os.getpid()}"
    with scratch_folder() as folder:
        home = folder / "Élodie Léa"
        subprocess.run(
            ["useradd", "--create-home", "--home-dir", str(home), name], check=True
        )
        try:
            yield User(name, Path(pwd.getpwnam(name).pw_dir))
        finally:
            subprocess.run(
                ["userdel", "--force", name], check=False, capture_output=True
            )


@contextlib.contextmanager
def screen(folder: Path) -> Iterator[str]:
    """Give the name of a display with a window manager on it."""
    reading, writing = os.pipe()
    with contextlib.ExitStack() as running:
        server = subprocess.Popen(
            [
                require_program("Xvfb"),
                "-displayfd",
                str(writing),
                "-screen",
                "0",
                "1280x900x24",
                "-nolisten",
                "tcp",
            ],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
        running.callback(_end, server)
        os.close(writing)
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        manager = Guarded(
            [require_program("openbox")],
            folder=folder,
            environ={**os.environ, "DISPLAY": display},
        )
        running.callback(manager.stop)
        yield display


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(timeout=10)


class Thunderbird:
    """One run of the real program on a screen of its own."""

    def __init__(self, user: User, display: str, folder: Path) -> None:
        self.user = user
        self.display = display
        self._folder = folder
        self._environ = {
            "HOME": str(user.home),
            # The machine's own folder for temporary files may be closed to users.
            "TMPDIR": str(user.home),
            "USER": user.name,
            "LOGNAME": user.name,
            "DISPLAY": display,
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "MOZ_CRASHREPORTER_DISABLE": "1",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        }
        self._process: Guarded | None = None
        folder.chmod(0o777)  # the user's own bus makes its socket here
        self._bus = Guarded(
            [
                require_program("dbus-daemon"),
                "--session",
                "--nofork",
                f"--address={self._environ['DBUS_SESSION_BUS_ADDRESS']}",
            ],
            folder=folder,
            wrapper=user.wrapper,
            environ=self._environ,
        )

    def start(self) -> None:
        """Start as the user would from the menu: no option, no profile named."""
        self._process = Guarded(
            [str(THUNDERBIRD)],
            folder=self._folder,
            wrapper=self.user.wrapper,
            environ=self._environ,
        )

    def compose(self, to: str, subject: str) -> str:
        """Ask the running program for a message, as a link does; return its window."""
        fields = f"from='{to}',to='{to}',subject='{subject}',body='Hello'"
        subprocess.run(
            [*self.user.wrapper, str(THUNDERBIRD), "-compose", fields],
            env=self._environ,
            check=True,
            timeout=30,
            capture_output=True,
        )
        wait_until(lambda: self._writing(subject), 20, "the compose window opens")
        return self._writing(subject)[0]

    def _writing(self, subject: str) -> list[str]:
        return [n for n, title in self.windows().items() if subject in title]

    def windows(self) -> dict[str, str]:
        """Return the titles of all visible windows by their number."""
        found = self._xdotool("search", "--onlyvisible", "--name", ".")
        titles = {}
        for number in found.split():
            title = self._xdotool("getwindowname", number).strip()
            if title and "openbox" not in title.lower() and self._is_managed(number):
                titles[number] = title
        return titles

    def _is_managed(self, number: str) -> bool:
        said = subprocess.run(
            ["xprop", "-id", number, "WM_STATE"],
            env=self._environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return "window state" in said.stdout

    def press(self, window: str, *keys: str) -> None:
        """Press keys in one window."""
        self._xdotool("windowactivate", "--sync", window)
        self._xdotool("key", "--clearmodifiers", *keys)

    def quit(self) -> None:
        """Quit as the user does, by the keyboard, and wait until it has ended."""
        wait_until(self._main_window, 20, "the main window is there")
        self.press(self._main_window(), "ctrl+q")
        assert self._process is not None
        wait_until(lambda: not self._process_runs(), 20, "Thunderbird quits")
        self._process.stop()
        self._process = None

    def _main_window(self) -> str:
        titles = self.windows().items()
        return next((n for n, title in titles if "Thunderbird" in title), "")

    def stop(self) -> None:
        """End it by force, if it still runs."""
        if self._process is not None:
            self._process.stop()
        self._bus.stop()

    def _process_runs(self) -> bool:
        return self._process is not None and self._process.is_running()

    def _xdotool(self, *words: str) -> str:
        said = subprocess.run(
            ["xdotool", *words],
            env=self._environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return said.stdout


def wait_until(holds: Callable[[], object], limit_s: float, what: str) -> None:
    """Wait for another program to make something true; fail after the limit."""
    deadline = time.monotonic() + limit_s
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {limit_s} s: {what}")
        time.sleep(_LOOK_AGAIN_S)  # another program's files and windows make no event


def profiles_of(user: User) -> list[str]:
    """Return the paths of all profiles in the user's profiles.ini."""
    text = (user.home / ".thunderbird" / "profiles.ini").read_text("utf-8")
    return re.findall(r"^Path=(.*)$", text, re.MULTILINE)
