"""A password and a login that are looked for everywhere, from outside."""

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.cli.command_line import CommandLine
from tests.cli.terminal import at_terminal
from tests.cli.thunderbird import make_profile
from tests.network.accounts import DOMAIN
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

LOGIN, PASSWORD = "kanari-7q4x", "Kanari+8Zr/? été"
WRONG = "Pas-le-bon-9Wv"
ADDRESS = f"florent.durand@{DOMAIN}"
NAME = "Profil été.default"


def spellings(word: str) -> set[bytes]:
    """A word as programs write it down."""
    encodings = ("utf-8", "utf-16-le", "latin-1")
    plain = {word.encode(one) for one in encodings}
    whole = {base64.b64encode(one).rstrip(b"=") for one in plain}
    with_login = f"\0{LOGIN}\0{word}".encode()
    inner = {
        base64.b64encode(with_login)[8:].rstrip(b"="),
        word.encode().hex().encode(),
    }
    other = {
        quote(word),
        quote(word, safe=""),
        quote_plus(word),
        json.dumps(word)[1:-1],
    }
    return plain | whole | inner | {one.encode() for one in other}


def found_in(data: bytes, word: str) -> bool:
    return any(one in data for one in spellings(word))


def files_with(folder: Path, word: str) -> set[Path]:
    return {
        path
        for path in folder.rglob("*")
        if found_in(str(path).encode(), word)
        or (path.is_file() and found_in(path.read_bytes(), word))
    }


class Watch:
    """Looks at every process of the machine, over and over, for some words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.rounds = 0
        self.seen: set[bytes] = set()
        self.caught: list[tuple[str, bytes]] = []

    def look(self) -> None:
        """Look once at what each process shows of itself."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit():
                for name in ("cmdline", "environ", "comm"):
                    with contextlib.suppress(OSError):
                        self._judge(process.name, (process / name).read_bytes())
        self.rounds += 1

    def _judge(self, process: str, data: bytes) -> None:
        if data in self.seen:
            return
        self.seen.add(data)
        if any(found_in(data, word) for word in self.words):
            self.caught.append((process, data))


@contextlib.contextmanager
def watching(*words: str) -> Iterator[Watch]:
    watch, is_over = Watch(*words), threading.Event()

    def keep_looking() -> None:
        while not is_over.wait(0.01):
            watch.look()

    thread = threading.Thread(target=keep_looking)
    thread.start()
    try:
        yield watch
    finally:
        is_over.set()
        thread.join()


@pytest.fixture
def doors(dovecot: Dovecot, postfix: Postfix) -> tuple[str, ...]:
    assert dovecot.accounts[LOGIN] == PASSWORD
    return ADDRESS, f"--imap={dovecot.imap}", f"--smtp={postfix.smtp}"


def type_in(cli: CommandLine, *words: str, password: str) -> int:
    """Make a call on a terminal, and see what it shows of what was typed."""
    with at_terminal(cli, *words, "--lang=en", "--verbose") as terminal:
        terminal.wait_for("Login")
        terminal.type(f"{LOGIN}\n")
        terminal.wait_for("Password")
        terminal.type(f"{password}\n")
        code = terminal.finish()
    assert terminal.raw.count(LOGIN) == 1  # the terminal's own echo
    assert not found_in(terminal.raw.encode(), password)
    return code


def test_nothing_typed_in_stands_anywhere_but_where_thunderbird_needs_it(
    cli: CommandLine, doors: tuple[str, ...], tmp_path: Path
) -> None:
    profile = make_profile(cli.home, NAME)

    with watching(LOGIN, PASSWORD, WRONG) as watch:
        assert type_in(cli, "check", *doors, password=WRONG) == 1
        assert not files_with(tmp_path, LOGIN)
        assert type_in(cli, "check", *doors, password=PASSWORD) == 0
        assert not files_with(tmp_path, LOGIN)
        assert type_in(cli, "setup", *doors, "--yes", password=PASSWORD) == 0
        written = files_with(tmp_path, LOGIN)
        listed = cli.json("undo", "--list")
        again = type_in(cli, "setup", *doors, "--yes", password=PASSWORD)
        cli.json("undo", "--yes")

    assert watch.rounds > 20
    assert watch.caught == []
    assert again == 0
    assert profile / "prefs.js" in written
    for path in written - {profile / "prefs.js"}:
        assert "journal" in path.parts
        assert path.stat().st_mode & 0o077 == 0
    for word in (PASSWORD, WRONG):
        assert not files_with(tmp_path, word)
    assert profile / "prefs.js" not in files_with(tmp_path, LOGIN)
    assert not found_in(listed.out.encode(), LOGIN)


def test_a_bug_tells_nothing_that_was_typed(
    cli: CommandLine, doors: tuple[str, ...], tmp_path: Path
) -> None:
    broken = {"PYTHON_KEYRING_BACKEND": "tests.cli.safe.BrokenSafe"}
    faulty = CommandLine(cli.home, {**cli.variables, **broken})

    assert type_in(faulty, "check", *doors, "--remember", password=PASSWORD) == 70
    assert not files_with(tmp_path, PASSWORD)
    assert not files_with(tmp_path, LOGIN)


def test_the_watch_would_have_caught_it(cli: CommandLine) -> None:
    # Another word: whoever runs these tests beside us looks for the first ones.
    slip = "gegenprobe-3Kx"
    with watching(slip) as watch:
        cli.json("check", ADDRESS, f"--login={slip}", "--lang=de")
    (cli.home / "slip").write_text(json.dumps({"password": PASSWORD}), "utf-8")

    assert watch.caught
    assert files_with(cli.home, PASSWORD)
