"""Takes and gives back a profile's lock again and again, checking that it is alone.

python rival.py FILE ROUNDS
"""

import os
import sys
from pathlib import Path

from assistant.platforms import lock


def main() -> None:
    file, rounds = Path(sys.argv[1]), int(sys.argv[2])
    alone = file.with_name("alone")
    done = 0
    while done < rounds:
        held = lock.hold(file)
        if held is None:
            continue
        # Fails with FileExistsError if a second one is in here.
        os.close(os.open(alone, os.O_CREAT | os.O_EXCL))
        alone.unlink()
        held.release()
        done += 1


if __name__ == "__main__":
    main()
