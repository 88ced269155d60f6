"""What the ledger's tests share: a profile folder, a plan, and eyes."""

import itertools
import json
import multiprocessing
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.changes import Deed, Ledger
from assistant.model.change import (
    Change,
    MakeFolder,
    Plan,
    RemoveFile,
    StoreSecret,
    WriteFile,
    digest,
)
from assistant.model.secret import SecretBytes

PREFS = b'user_pref("a", 1);\r\n'
LOGINS = b'{"logins": []}'
OLD_TIME_NS = 1_600_000_000_123_456_789


class StillClock:
    """It is always the same moment."""

    def now(self) -> float:
        return 1_795_000_000.0

    def monotonic(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Standing:
    """One thing in a tree, in every respect that undo promises to keep."""

    mode: int
    owner: tuple[int, int]
    content: bytes | None = None
    mtime_ns: int | None = None
    link: str | None = None


def tree(root: Path) -> dict[str, Standing]:
    """Everything below `root`."""
    return {
        str(path.relative_to(root)): standing(path) for path in sorted(root.rglob("*"))
    }


def standing(path: Path) -> Standing:
    """One path as it stands, links not followed."""
    status = path.lstat()
    mode, owner = stat.S_IMODE(status.st_mode), (status.st_uid, status.st_gid)
    if path.is_symlink():
        return Standing(mode, owner, link=str(path.readlink()))
    if path.is_dir():
        return Standing(mode, owner)
    return Standing(mode, owner, path.read_bytes(), status.st_mtime_ns)


def contents(root: Path) -> dict[str, bytes | None]:
    """Only names and contents, for a tree that was just written."""
    return {name: found.content for name, found in tree(root).items()}


def write(path: Path, content: bytes, mode: int = 0o600) -> Path:
    """A file that has been there for years."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    os.utime(path, ns=(OLD_TIME_NS, OLD_TIME_NS))
    return path


def make_profile(root: Path) -> Path:
    """A small profile, with an accent and a space in its path."""
    profile = root / "Thunderbird é à" / "abc.défaut release"
    write(profile / "prefs.js", PREFS, 0o640)
    write(profile / "logins.json", LOGINS)
    write(profile / "user.js", b"// mine\n", 0o644)
    return profile


def plan(*changes: Change, title: str = "Compte ajouté") -> Plan:
    """A plan as a client writer makes it."""
    return Plan(title, "thunderbird", changes, {"marker": "5d9a3c0e"})


def whole_plan(profile: Path) -> Plan:
    """One change of every kind."""
    new = profile / "Mail été"
    return plan(
        WriteFile(profile / "prefs.js", PREFS + b"// ours\n", digest(PREFS)),
        MakeFolder(new),
        WriteFile(new / "règles.dat", b"rules", None),
        StoreSecret(profile / "logins.json", SecretBytes(b"cipher"), digest(LOGINS)),
        RemoveFile(profile / "user.js", digest(b"// mine\n")),
    )


def ledger(root: Path, watch: Callable[[Deed, Path], None] | None = None) -> Ledger:
    """The ledger of this scene."""
    folder = root / "state" / "journal"
    if watch is None:
        return Ledger(folder, StillClock())
    return Ledger(folder, StillClock(), watch=watch)


def journal_lines(root: Path, entry_id: str) -> list[dict[str, object]]:
    """The decoded journal of one entry."""
    file = root / "state" / "journal" / entry_id / "journal.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()]


def at_step(
    number: int, act: Callable[[Deed, Path], None]
) -> Callable[[Deed, Path], None]:
    """A watch that acts at the given deed, counted from 0."""
    counter = itertools.count()

    def watch(deed: Deed, path: Path) -> None:
        if next(counter) == number:
            act(deed, path)

    return watch


def in_child(work: Callable[[], object]) -> int:
    """Run `work` in a process of its own; its exit code, negative for a signal."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(timeout=30)
    code = child.exitcode
    assert code is not None, "the child did not end"
    child.close()
    return code
