"""Time, passed in."""

from typing import Protocol


class Clock(Protocol):
    """What the time is; `assistant.engine` takes the system's, tests their own."""

    def now(self) -> float:
        """Seconds since the epoch; may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        ...
