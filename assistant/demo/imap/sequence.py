"""Sets of message numbers, such as ``1:4,7,9:*`` (RFC 3501 `sequence-set`)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.demo.imap.syntax import BadCommandError

_RANGE = re.compile(r"(\d{1,10}|\*)(?::(\d{1,10}|\*))?")


@dataclass(frozen=True, slots=True)
class SequenceSet:
    """Ranges with both ends included; None is ``*``, the largest there is."""

    ranges: tuple[tuple[int | None, int | None], ...]

    @classmethod
    def parse(cls, text: str) -> "SequenceSet":
        """Return the set in `text`.

        Raises:
            BadCommandError: `text` is no set.
        """
        return cls(tuple(map(_range, text.split(","))))

    def among(self, numbers: Iterable[int]) -> frozenset[int]:
        """Return those of `numbers` that are in the set."""
        known = tuple(numbers)
        largest = max(known, default=0)
        chosen: set[int] = set()
        for ends in self.ranges:
            first, last = (largest if end is None else end for end in ends)
            # 9:* with four messages means 4:9, so the last one is always in it.
            low, high = min(first, last), max(first, last)
            chosen.update(number for number in known if low <= number <= high)
        return frozenset(chosen)


def is_sequence_set(text: str) -> bool:
    """Whether `text` looks like a set rather than a word."""
    return all(_RANGE.fullmatch(part) for part in text.split(","))


def compact(numbers: Iterable[int]) -> str:
    """Write `numbers` as a set, in their order."""
    return ",".join(map(str, numbers))


def _range(text: str) -> tuple[int | None, int | None]:
    match = _RANGE.fullmatch(text)
    if not match:
        raise BadCommandError("Expected message numbers")
    first = _end(match[1])
    return first, _end(match[2]) if match[2] else first


def _end(text: str) -> int | None:
    if text == "*":
        return None
    if int(text) == 0:
        raise BadCommandError("Message numbers start at 1")
    return int(text)
