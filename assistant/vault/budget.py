"""How many wrong passwords may still be sent."""

import hmac
import math
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assistant.model.clock import Clock
from assistant.model.event import Budget
from assistant.model.signal import Signal
from assistant.vault.count import WAIT_S, Count, CountError, DamagedError

PER_ACCOUNT = 3
PER_COMPUTER = 10
WINDOW_S = 30 * 60
# Old rows are dropped by number, never by date: a clock that ran ahead for a
# moment must not make us forget.
_KEPT_ROWS = 10 * PER_COMPUTER
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Spent:
    """Nothing may be sent for `wait_s` seconds."""

    wait_s: int


@dataclass(frozen=True, slots=True)
class Uncounted:
    """The attempt cannot be written down, so it may not be made."""

    signal: Signal


@dataclass(frozen=True, slots=True)
class Granted:
    """One attempt, already counted as failed: a crash cannot win it back.

    Call exactly one method once the outcome is known.
    """

    _budget: "AttemptBudget"
    _ticket: str

    def refused(self) -> None:
        """The server refused for good: it counts, from now."""
        self._budget._date(self._ticket)  # noqa: SLF001  # two halves of one thing

    def unanswered(self) -> None:
        """The password was sent and no answer came: it counts, from now."""
        self._budget._date(self._ticket)  # noqa: SLF001  # two halves of one thing

    def accepted(self) -> None:
        """The login is right: it does not count."""
        self._budget._give_back(self._ticket)  # noqa: SLF001  # two halves of one thing

    def temporary(self) -> None:
        """The server could not judge, or nothing was sent: it does not count."""
        self._budget._give_back(self._ticket)  # noqa: SLF001  # two halves of one thing


class AttemptBudget:
    """Spares attempts: in 30 minutes 3 failures per account and 10 in all.

    Kept across runs in ``attempts.db`` (0600) and shared by all processes of the
    user. No login stands in it, only keyed hashes.

    - A clock set back frees nothing: an attempt dated in the future counts as
      made now, so the wait is never longer than 30 minutes either. A clock set
      forward is believed; this spares servers, it does not guard its owner.
    - A damaged file counts as entirely spent: 30 minutes' wait, then a new one.
    - A file that cannot be written (full or read-only disk, another process that
      does not let go of it) grants nothing, as the next run would know nothing
      of it.
    - The 10 are those of one user at one computer: a file that all its users may
      write would need a folder made by an administrator, which we do not have.

    Args:
        folder: one of our own, created when first needed.
        clock: dates the attempts.
        wait_s: how long to wait for another process of ours.
    """

    def __init__(self, folder: Path, clock: Clock, *, wait_s: float = WAIT_S) -> None:
        self._count = Count(folder, wait_s)
        self._clock = clock
        self._spare_key = secrets.token_bytes(32)

    def account_key(self, login: str, host: str) -> str:
        """A name for the account that does not tell the login.

        Spellings that servers take as one login are one account. It is the same
        at every run on this computer and another on every other computer.
        """
        name = f"{_plain(login)}\0{_plain(host).rstrip('.')}"
        try:
            key = self._run(_local_key)
        except CountError:
            # Nothing will be granted anyway.
            key = self._spare_key
        return hmac.digest(key, name.encode(), "sha256").hex()

    def left(self, account_key: str) -> Budget:
        """What may still be tried, and else how long to wait."""
        try:
            return self._run(lambda rows: self._left(rows, account_key))
        except CountError:
            return Budget(left=0, wait_s=0)

    def take(self, account_key: str) -> Granted | Spent | Uncounted:
        """Reserve one attempt before the password is sent."""
        try:
            return self._run(lambda rows: self._take(rows, account_key))
        except CountError as error:
            return Uncounted(error.signal)

    def _take(self, rows: sqlite3.Connection, account: str) -> Granted | Spent:
        budget = self._left(rows, account)
        if not budget.left:
            return Spent(budget.wait_s)
        return Granted(self, self._add(rows, account))

    def _left(self, rows: sqlite3.Connection, account: str) -> Budget:
        now = self._clock.now()
        rows.execute("UPDATE attempts SET at = ? WHERE at > ?", (now, now))
        found = rows.execute(
            "SELECT account, at FROM attempts WHERE at > ? ORDER BY at",
            (now - WINDOW_S,),
        ).fetchall()
        everywhere = [at for _, at in found]
        here = [at for name, at in found if name == account]
        left = min(PER_ACCOUNT - len(here), PER_COMPUTER - len(everywhere))
        if left > 0:
            return Budget(left=left, wait_s=0)
        free_at = max(_free_at(here, PER_ACCOUNT), _free_at(everywhere, PER_COMPUTER))
        return Budget(left=0, wait_s=math.ceil(free_at - now))

    def _add(self, rows: sqlite3.Connection, account: str) -> str:
        ticket = secrets.token_hex(16)
        added = rows.execute(
            "INSERT INTO attempts (ticket, account, at) VALUES (?, ?, ?)",
            (ticket, account, self._clock.now()),
        )
        oldest = (added.lastrowid or 0) - _KEPT_ROWS
        rows.execute("DELETE FROM attempts WHERE number <= ?", (oldest,))
        return ticket

    def _date(self, ticket: str) -> None:
        now = self._clock.now()
        self._settle("UPDATE attempts SET at = ? WHERE ticket = ?", now, ticket)

    def _give_back(self, ticket: str) -> None:
        self._settle("DELETE FROM attempts WHERE ticket = ?", ticket)

    def _settle(self, statement: str, *values: str | float) -> None:
        try:
            self._run(lambda rows: rows.execute(statement, values))
        except CountError:
            # It stays counted as it was when it was taken: the safe side.
            return

    def _run(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        try:
            with self._count.transaction() as rows:
                return work(rows)
        except DamagedError:
            self._count.start_anew()
        with self._count.transaction() as rows:
            for _ in range(PER_COMPUTER):
                self._add(rows, account="")
            return work(rows)


def _free_at(times: list[float], limit: int) -> float:
    """When fewer than `limit` of the ascending `times` will lie in the window."""
    return times[-limit] + WINDOW_S if len(times) >= limit else -math.inf


def _local_key(rows: sqlite3.Connection) -> bytes:
    (key,) = rows.execute("SELECT key FROM local_key").fetchone()
    assert isinstance(key, bytes)
    return key


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()
