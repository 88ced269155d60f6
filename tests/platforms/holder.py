"""Another program that holds a profile as Mozilla's does; ends with its input.

python holder.py FILE
"""

import fcntl
import sys
from pathlib import Path


def main() -> None:
    with Path(sys.argv[1]).open("a") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("busy")
            return
        say("held")
        sys.stdin.read()


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
