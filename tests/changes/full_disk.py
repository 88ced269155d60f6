"""Run by `test_disk_trouble` inside a mount name space of its own.

Applies plans to the profile in one folder with a ledger in another, and prints how
each ended.
"""

# ruff: noqa: T201  # what is printed is read by the test

import shutil
import sys
from pathlib import Path

from assistant.changes import Applied, Ledger, RolledBack
from assistant.model.change import WriteFile, digest
from tests.changes.scene import PREFS, StillClock, plan, write

BIG = b"x" * 400_000
PAGE = b"x" * 4096


def write_too_much(disk: Path, state: Path) -> None:
    """Write a small and a big file."""
    profile = disk / "profile"
    outcome = Ledger(state / "journal", StillClock()).apply(
        plan(
            WriteFile(profile / "prefs.js", PREFS + b"// ours\n", digest(PREFS)),
            WriteFile(profile / "key4.db", BIG, None),
        )
    )
    if isinstance(outcome, RolledBack):
        names = sorted(path.name for path in profile.iterdir())
        print(outcome.signal.code, len(outcome.left), *names)
        print((profile / "prefs.js").read_bytes() == PREFS)


def fill_the_state_folder(disk: Path, state: Path) -> None:
    """Apply with more and more room beside the journal, until it is enough."""
    (disk / "profile").mkdir(exist_ok=True)
    for pages in range(40, 0, -1):
        before = b"%d" % pages * 300
        files = [write(disk / "profile" / name, before) for name in "abcdefgh"]
        filler = state / "filler"
        _fill(filler, pages)
        changes = (WriteFile(file, b"ours", digest(before)) for file in files)
        outcome = Ledger(state / "journal", StillClock()).apply(plan(*changes))
        filler.unlink()
        recovered = Ledger(state / "journal", StillClock()).recover()
        same = all(file.read_bytes() == before for file in files)
        kind = type(outcome).__name__
        code = outcome.signal.code if isinstance(outcome, RolledBack) else ""
        print(kind, code, same, [str(each.state) for each in recovered])
        if isinstance(outcome, Applied):
            break


def _fill(filler: Path, pages: int) -> None:
    """Leave about as much room as an apply needs, less the given pages."""
    room = shutil.disk_usage(filler.parent).free // len(PAGE)
    with filler.open("wb") as file:
        for _ in range(max(0, room - 40 + pages)):
            file.write(PAGE)


if __name__ == "__main__":
    deeds = {"much": write_too_much, "fill": fill_the_state_folder}
    deeds[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
