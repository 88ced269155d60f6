"""Real Thunderbird at the demo: it fetches, sends, and files what it sent.

The profile is made by hand here: this is a test of the servers, and the writer that
people use has its own.
"""

import json
import os
import pwd
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from assistant.demo import DemoServers
from assistant.demo.mailbox import INBOX, Message
from assistant.model.server import Endpoint, Security
from tests.network.programs import require_program, scratch_folder

pytestmark = [pytest.mark.real, pytest.mark.timeout(60)]

PROGRAMS = ("thunderbird", "certutil", "Xvfb", "openbox", "xdotool")
LIMIT_S = 20.0
OWN_WINDOW = re.compile("- Mozilla Thunderbird$|^Write: |^Openbox$")
NOBODY = pwd.getpwnam("nobody")
SUBJECT = "greetings"  # one word: the wrapper script takes its arguments apart
PROFILES_INI = """\
[General]
StartWithLastProfile=1
Version=2

[Profile0]
Name=demo
IsRelative=1
Path=demo.default
Default=1
"""


class Person:
    """An ordinary user with an empty home and a screen of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.profile = home / ".thunderbird" / "demo.default"
        self._environ = {
            "HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(home),
        }

    def start(
        self, *command: str, stdout: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a program as this user, in a process group of its own."""
        return subprocess.Popen(
            command,
            env=self._environ,
            cwd=self.home,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            # No teacher is root. Whoever is not root here is the user already.
            user=NOBODY.pw_uid if os.geteuid() == 0 else None,
            group=NOBODY.pw_gid if os.geteuid() == 0 else None,
            extra_groups=() if os.geteuid() == 0 else None,
        )

    def run(self, *command: str) -> str:
        """Run a program as this user to its end and return what it printed."""
        process = self.start(*command, stdout=subprocess.PIPE)
        try:
            printed, _ = process.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            end(process)
            raise
        return printed.decode()

    def own_everything(self) -> None:
        """Give all of the home to this user."""
        if os.geteuid() == 0:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)

    @contextmanager
    def screen(self) -> Iterator[None]:
        """Give the user a screen with a window manager while the block runs."""
        reading, writing = os.pipe()
        xvfb = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1200x900x24"],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as announced:
            self._environ["DISPLAY"] = f":{announced.readline().strip()}"
        openbox = self.start("openbox")
        try:
            yield
        finally:
            end(openbox)
            xvfb.terminate()
            xvfb.wait()


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program and all it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def preferences(servers: DemoServers, imap: Endpoint, smtp: Endpoint) -> str:
    socket_types = {Security.STARTTLS: 2, Security.TLS: 3}
    values = {
        "mail.accountmanager.accounts": "account1",
        "mail.accountmanager.defaultaccount": "account1",
        "mail.account.account1.server": "server1",
        "mail.account.account1.identities": "id1",
        "mail.server.server1.type": "imap",
        "mail.server.server1.hostname": imap.host,
        "mail.server.server1.port": imap.port,
        "mail.server.server1.socketType": socket_types[imap.security],
        "mail.server.server1.authMethod": 3,
        "mail.server.server1.userName": servers.login,
        "mail.server.server1.login_at_startup": True,
        "mail.smtpservers": "smtp1",
        "mail.smtp.defaultserver": "smtp1",
        "mail.smtpserver.smtp1.hostname": smtp.host,
        "mail.smtpserver.smtp1.port": smtp.port,
        "mail.smtpserver.smtp1.try_ssl": socket_types[smtp.security],
        "mail.smtpserver.smtp1.authMethod": 3,
        "mail.smtpserver.smtp1.username": servers.login,
        "mail.identity.id1.valid": True,
        "mail.identity.id1.fullName": servers.account.name,
        "mail.identity.id1.useremail": str(servers.address),
        "mail.identity.id1.smtpServer": "smtp1",
        "mail.shell.checkDefaultClient": False,
        "mail.rights.version": 1,
        "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
        "mail.warn_on_send_accel_key": False,
    }
    return "".join(
        f"user_pref({json.dumps(name)}, {json.dumps(value, ensure_ascii=False)});\n"
        for name, value in values.items()
    )


def furnish(person: Person, servers: DemoServers, doors: tuple[Endpoint, ...]) -> None:
    """Make a profile with the account, its logins and the demo's authority."""
    imap, smtp = doors
    person.profile.mkdir(parents=True)
    (person.profile.parent / "profiles.ini").write_text(PROFILES_INI)
    (person.profile / "compatibility.ini").write_text("[Compatibility]\n")
    (person.profile / "prefs.js").write_text(preferences(servers, imap, smtp))
    logins = [
        {
            "origin": f"{service}://{door.host}",
            "login": servers.login,
            "password": servers.password.reveal(),
        }
        for service, door in (("imap", imap), ("smtp", smtp))
    ]
    store = Path(__file__).with_name("store_logins.py")
    command = [sys.executable, str(store), str(person.profile)]
    subprocess.run(command, input=json.dumps(logins).encode(), check=True)
    trust = ["-A", "-n", "demo", "-t", "C,,", "-i", str(servers.ca_file)]
    subprocess.run(["certutil", "-d", f"sql:{person.profile}", *trust], check=True)
    person.own_everything()


@contextmanager
def thunderbird(person: Person, *arguments: str) -> Iterator[None]:
    """Run Thunderbird while the block runs."""
    process = person.start("thunderbird", *arguments)
    try:
        yield
    finally:
        end(process)


def idles(servers: DemoServers) -> bool:
    """Wait until Thunderbird waits for news (IDLE).

    What comes while it still reads the folder for the first time, it asks for and
    may then neither show nor keep before its next start.
    """
    deadline = time.monotonic() + LIMIT_S
    while not servers.mailbox._watchers and time.monotonic() < deadline:
        time.sleep(0.05)  # the demo tells nobody who waits
    return bool(servers.mailbox._watchers)


def send(person: Person, sent: threading.Event) -> None:
    """Press the keys that send, until the message is filed."""
    # GTK gives every window an invisible twin of the same name.
    visible = ("search", "--sync", "--onlyvisible", "--name", "^Write: ")
    window = person.run("xdotool", *visible).split()[0]
    deadline = time.monotonic() + LIMIT_S
    # The window is there before it listens to keys.
    while not sent.wait(1) and time.monotonic() < deadline:
        person.run("xdotool", "windowactivate", window, "key", "ctrl+Return")


def titles(person: Person) -> set[str]:
    """What the windows on the screen are called."""
    found = person.run("xdotool", "search", "--onlyvisible", "--name", ".+").split()
    return {person.run("xdotool", "getwindowname", w).strip() for w in found} - {""}


def one(servers: DemoServers, folder: str) -> Message:
    (message,) = (m for m in servers.mailbox.folders[folder] if subject_of(m))
    return message


def subject_of(message: Message) -> bool:
    return f"Subject: {SUBJECT}".encode() in message.content


@pytest.mark.parametrize("security", list(Security))
def test_thunderbird_fetches_sends_and_files_a_copy(
    servers: DemoServers, security: Security
) -> None:
    for program in PROGRAMS:
        require_program(program)
    doors = (
        (servers.imap, servers.smtp)
        if security is Security.TLS
        else (servers.imap_starttls, servers.smtp_starttls)
    )
    sent = threading.Event()

    def notice() -> None:
        if any(map(subject_of, servers.mailbox.folders["Sent"])):
            sent.set()

    with ExitStack() as stack:
        person = Person(stack.enter_context(scratch_folder()))
        furnish(person, servers, doors)
        stack.enter_context(person.screen())
        letter = f"to='{servers.address}',subject='{SUBJECT}',body='hello'"
        stack.enter_context(thunderbird(person, "-mail", "-compose", letter))
        assert idles(servers)
        stack.enter_context(servers.mailbox.watched_by(notice))
        send(person, sent)

        assert sent.is_set()
        assert b"hello" in one(servers, INBOX).content
        assert one(servers, "Sent").flags == {r"\Seen"}
        assert fetched(person, b"Subject: " + SUBJECT.encode())
        assert asking(person) == set()
    assert servers.account.refused == 0


def asking(person: Person) -> set[str]:
    """Return what windows of Thunderbird ask for an answer.

    The one that tells of sending goes by itself, a moment after the message.
    """
    deadline = time.monotonic() + LIMIT_S
    while found := {t for t in titles(person) if not OWN_WINDOW.search(t)}:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)  # another program's window raises no event here
    return found


def fetched(person: Person, text: bytes) -> bool:
    """Wait until Thunderbird's own copy of INBOX holds `text`."""
    store = person.profile / "ImapMail" / "localhost" / INBOX
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        if store.exists() and text in store.read_bytes():
            return True
        time.sleep(0.05)  # another program's file raises no event here
    return False
