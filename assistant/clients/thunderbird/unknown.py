"""What is said of a file in a form we do not know well enough to write it."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a file is left alone."""

    UNREADABLE = "unreadable"  # not the kind of file its name promises
    JOURNAL = "journal"  # an unfinished transaction stands beside it
    STRUCTURE = "structure"  # tables, fields or versions other than expected
    ALGORITHM = "algorithm"  # enciphered in a way we have not seen
    NO_PASSWORD_ROW = "no-password-row"  # noqa: S105  # key store never set up
    DAMAGED = "damaged"  # opens, but does not check


@dataclass(frozen=True, slots=True)
class Unknown:
    """The file must not be written; Thunderbird will ask the user instead."""

    reason: Reason
