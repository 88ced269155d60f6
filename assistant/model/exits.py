"""How an operation can end."""

from enum import IntEnum


class Exit(IntEnum):
    """The command line's exit codes, and the shape of every outcome."""

    FINE = 0
    PROBLEM = 1
    USAGE = 2
    ANSWER_NEEDED = 3
    CANCELLED = 4
    ROLLED_BACK = 5
    BUG = 70
