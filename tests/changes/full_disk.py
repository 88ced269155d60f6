"""Run by `test_disk_trouble` inside a mount name space of its own.

Applies a plan to the profile below the given folder, with a ledger outside it,
and prints how it ended.
"""

import sys
from pathlib import Path

from assistant.changes import Ledger, RolledBack
from assistant.model.change import WriteFile, digest
from tests.changes.scene import PREFS, StillClock, plan

BIG = b"x" * 400_000


def main(disk: str, state: str) -> None:
    """Write a small and a big file."""
    profile = Path(disk) / "profile"
    outcome = Ledger(Path(state), StillClock()).apply(
        plan(
            WriteFile(profile / "prefs.js", PREFS + b"// ours\n", digest(PREFS)),
            WriteFile(profile / "key4.db", BIG, None),
        )
    )
    if isinstance(outcome, RolledBack):
        names = sorted(path.name for path in profile.iterdir())
        print(outcome.signal.code, len(outcome.left), *names)  # noqa: T201  # read by the test
        print((profile / "prefs.js").read_bytes() == PREFS)  # noqa: T201  # read by the test


if __name__ == "__main__":
    main(*sys.argv[1:])
