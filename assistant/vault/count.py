"""Where attempts are remembered: one small database, closed to others."""

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType

from assistant.model.signal import Signal, Stage

# A count takes milliseconds: whoever holds it longer hangs or has been stopped.
WAIT_S = 1.0
# A dead disk or a cut-off write; everything else is a refusal of the system.
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_ERRNO = {
    sqlite3.SQLITE_FULL: "ENOSPC",
    sqlite3.SQLITE_READONLY: "EROFS",
    sqlite3.SQLITE_CANTOPEN: "EACCES",
    sqlite3.SQLITE_BUSY: "EBUSY",
}
_TABLES = """
CREATE TABLE IF NOT EXISTS attempts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT, account TEXT, at REAL);
CREATE TABLE IF NOT EXISTS local_key (key BLOB);
"""


class CountError(Exception):
    """The database cannot be used now; `signal` says why."""

    def __init__(self, signal: Signal) -> None:
        super().__init__(signal.code)
        self.signal = signal


class DamagedError(Exception):
    """The database cannot be read at all."""


class Count:
    """Opens the database, one transaction at a time, alone among all processes.

    SQLite gives what this needs on every system: a lock that dies with its
    process, and a commit that survives ``kill -9``.
    """

    def __init__(self, folder: Path, wait_s: float) -> None:
        self._folder = folder
        self._wait_s = wait_s
        self.path = folder / "attempts.db"

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else can write through; committed at the end.

        Raises:
            CountError: the system refuses.
            DamagedError: the file is no database any more.
        """
        try:
            self._make_file()
            with closing(self._connect()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                _make_tables(connection)
                yield connection
                connection.execute("COMMIT")
        except OSError as error:
            raise CountError(_refusal(_name(error))) from error
        except sqlite3.Error as error:
            # The low byte is the primary code (sqlite.org/rescode.html).
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _DAMAGED:
                raise DamagedError from error
            raise CountError(_refusal(_ERRNO.get(code, "EIO"))) from error

    def start_anew(self) -> None:
        """Put a damaged file aside.

        Raises:
            CountError: the system refuses.
        """
        journal = self._folder / "attempts.db-journal"
        try:
            # Else SQLite would replay the old journal into the new file.
            journal.unlink(missing_ok=True)
            if self.path.exists():
                self.path.replace(self._folder / "attempts.damaged")
        except OSError as error:
            raise CountError(_refusal(_name(error))) from error

    def _make_file(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite would create it readable for all.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=self._wait_s, isolation_level=None)


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    if connection.execute("SELECT 1 FROM local_key").fetchone() is None:
        key = secrets.token_bytes(32)
        connection.execute("INSERT INTO local_key VALUES (?)", (key,))


def _name(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, "EIO")


def _refusal(name: str) -> Signal:
    return Signal(Stage.PREFLIGHT, f"errno:{name}", facts=MappingProxyType({}))
