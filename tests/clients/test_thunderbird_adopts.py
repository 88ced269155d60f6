"""The real Thunderbird starts with the profile we foresaw, and makes no other."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.changes import Applied, Ledger
from assistant.clients import Planned, Survey, Why
from assistant.clients.thunderbird import Thunderbird
from assistant.clients.thunderbird.prefs import Prefs
from assistant.clients.thunderbird.running import lock_file
from assistant.platforms.host import Host
from assistant.platforms.linux import LinuxHost
from tests.clients.scene import SECRET, StillClock, account
from tests.network.programs import Guarded, lacking, require_program, scratch_folder

PROGRAM = Path("/usr/lib/thunderbird/thunderbird-bin")
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
LIMIT_S = 60

pytestmark = pytest.mark.real


@pytest.fixture
def folder() -> Iterator[Path]:
    if not PROGRAM.exists():
        lacking("Thunderbird is not installed")
    with scratch_folder() as folder:
        (folder / "maison").mkdir()
        yield folder


@pytest.fixture
def host(folder: Path) -> Host:
    path = os.environ["PATH"]
    return LinuxHost({"HOME": str(folder / "maison"), "PATH": path})


def write(host: Host, folder: Path) -> Planned:
    """Write the account; its server answers nothing, so nothing goes out."""
    writer = Thunderbird(host)
    survey = writer.survey()
    assert isinstance(survey, Survey)
    planned = writer.plan(
        survey.target,
        account(imap="127.0.0.1:9:tls", smtp=None),
        secret=SECRET,
        roots_to_trust=(),
        clock=StillClock(),
    )
    assert isinstance(planned, Planned)
    ledger = Ledger(folder / "journal", StillClock())
    assert isinstance(ledger.apply(planned.plan), Applied)
    return planned


@contextmanager
def started(host: Host, folder: Path) -> Iterator[Guarded]:
    """Run Thunderbird without a window, as an ordinary user, on that home."""
    wrapper: tuple[str, ...] = ()
    if os.geteuid() == 0:
        require_program("setpriv")
        wrapper = NOBODY
        for path in (host.home, *host.home.rglob("*")):
            os.chown(path, 65534, 65534)
    environ = {"HOME": str(host.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    run = Guarded(
        [str(PROGRAM), "-headless", "-no-remote"],
        folder=folder,
        wrapper=wrapper,
        environ=environ,
    )
    try:
        yield run
    finally:
        run.stop()


def wait_until(is_so: Callable[[], bool], run: Guarded) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not is_so():
        assert run.is_running(), run.output.read_text()
        assert time.monotonic() < deadline, run.output.read_text()
        time.sleep(0.1)  # another program's start raises no event here


def profiles(host: Host) -> set[str]:
    """Name the folders that are profiles."""
    root = host.home / ".thunderbird"
    return {path.parent.name for path in root.glob("*/times.json")}


def start_and_see_it_used(host: Host, folder: Path, planned: Planned) -> None:
    """Start Thunderbird; it must take the profile and save settings of its own."""

    def has_saved() -> bool:
        prefs = Prefs.parse((planned.profile / "prefs.js").read_bytes())
        # It writes the Local Folders account only once it has read all others.
        name = "mail.accountmanager.localfoldersserver"
        return isinstance(prefs, Prefs) and prefs.get(name) is not None

    with started(host, folder) as run:
        lock = lock_file(host, planned.profile)
        wait_until(lambda: host.is_locked(lock), run)
        wait_until(has_saved, run)


def test_a_new_profile_is_adopted_and_its_account_kept(
    host: Host, folder: Path
) -> None:
    planned = write(host, folder)

    start_and_see_it_used(host, folder, planned)

    assert profiles(host) == {planned.profile.name}
    writer = Thunderbird(host)
    survey = writer.survey()
    assert isinstance(survey, Survey)
    assert (survey.target.profile, survey.why) == (planned.profile, Why.INSTALLATION)
    wanted = account(imap="127.0.0.1:9:tls", smtp=None)
    assert writer.read_back(planned.plan.receipt, wanted, SECRET) == ()
    saved = (planned.profile / "prefs.js").read_bytes()
    prefs = Prefs.parse(saved)
    assert isinstance(prefs, Prefs)
    assert prefs.to_bytes() == saved


def test_a_profile_of_another_program_stays_and_ours_is_taken(
    host: Host, folder: Path
) -> None:
    other = host.home / ".thunderbird/other.default"
    other.mkdir(parents=True)
    (other / "compatibility.ini").write_text(
        "[Compatibility]\nLastPlatformDir=/opt/other\n"
    )
    (other / "times.json").write_text("{}")
    (other.parent / "profiles.ini").write_text(
        "[Profile0]\nName=default\nIsRelative=1\nPath=other.default\nDefault=1\n"
        "\n[General]\nStartWithLastProfile=1\nVersion=2\n"
    )
    planned = write(host, folder)

    start_and_see_it_used(host, folder, planned)

    assert planned.profile != other
    assert profiles(host) == {planned.profile.name, other.name}
    assert {path.name for path in other.iterdir()} == {
        "compatibility.ini",
        "times.json",
    }


def test_a_profile_whose_folder_was_lost_is_taken_again(
    host: Host, folder: Path
) -> None:
    root = host.home / ".thunderbird"
    root.mkdir()
    (root / "profiles.ini").write_text(
        "[InstallFDC34C9F024745EB]\nDefault=lost.default\nLocked=1\n"
        "\n[Profile0]\nName=default\nIsRelative=1\nPath=lost.default\n"
        "\n[General]\nStartWithLastProfile=1\nVersion=2\n"
    )
    planned = write(host, folder)

    start_and_see_it_used(host, folder, planned)

    assert planned.profile == root / "lost.default"
    assert profiles(host) == {"lost.default"}


def test_while_it_runs_the_profile_cannot_be_locked(host: Host, folder: Path) -> None:
    planned = write(host, folder)
    writer = Thunderbird(host)
    target = writer.target_of(planned.plan.receipt)

    with started(host, folder) as run:
        lock = lock_file(host, planned.profile)
        wait_until(lambda: host.is_locked(lock), run)
        held = writer.lock(target)
        survey = writer.survey()

    assert isinstance(survey, Survey)
    assert survey.is_running
    assert getattr(held, "code", None) == "client:RUNNING"
