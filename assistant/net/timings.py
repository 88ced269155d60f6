"""How long each part of opening took; they fail for different causes."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds for each part.

    Attributes:
        connect_s: from this endpoint's first packet to the open TCP connection,
            its name included.
        tls_s: from then to the verified certificate; with STARTTLS without the
            words before it.
        greeting_s: from the open line to the server's first words.
    """

    connect_s: float
    tls_s: float
    greeting_s: float


class Stopwatch:
    """Times the parts of one opening as they end."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._connect_s = self._tls_s = self._greeting_s = 0.0
        self._is_under_way = False

    def begin(self) -> None:
        """Start the next part here."""
        self._since = time.monotonic()

    def departing(self, departed: Callable[[], None]) -> Callable[[], None]:
        """Return `departed`, made to start the first part when it is first called."""

        def note() -> None:
            departed()
            if not self._is_under_way:
                self._is_under_way = True
                self.begin()

        return note

    def connected(self) -> None:
        """TCP stands."""
        self._connect_s = self._lap()

    def secured(self) -> None:
        """The certificate is verified."""
        self._tls_s = self._lap()

    def greeted(self) -> None:
        """The server has spoken."""
        self._greeting_s = self._lap()

    def timings(self) -> Timings:
        """What was timed."""
        return Timings(self._connect_s, self._tls_s, self._greeting_s)

    def _lap(self) -> float:
        now = time.monotonic()
        lap_s, self._since = now - self._since, now
        return lap_s
