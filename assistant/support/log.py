"""One line per action, for those who look after many computers."""

import json
import logging
import os
import re
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from assistant.model.clock import Clock

MAX_BYTES = 200_000
_FILES_KEPT = 2
# An identifier, never a sentence: nobody's words fit through here.
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,39}")


@dataclass(frozen=True, slots=True)
class Action:
    """All that the log ever says: this class is the allow-list.

    Attributes:
        command: as on the command line, e.g. ``setup``.
        exit: its exit code.
        verdict: the verdict's id, e.g. ``AUTH-01``.
        code: the decisive signal's code, e.g. ``imap:AUTHENTICATIONFAILED``.
        entry: the ledger's entry that was written or taken back.
    """

    command: str
    exit: int
    elapsed_s: float = 0.0
    verdict: str | None = None
    code: str | None = None
    client: str | None = None
    institution: str | None = None
    entry: str | None = None
    attempts: int = 0
    version: str | None = None


class ActionLog:
    """Appends to ``actions.jsonl``, 0600; old lines go after some 200 kB, twice.

    A log that cannot be written is no reason to stop: the line is dropped.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._path = folder / "actions.jsonl"
        self._clock = clock

    def write(self, action: Action) -> None:
        """Append one line."""
        record = logging.makeLogRecord({"msg": "%s", "args": (self._line(action),)})
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Closing writes once more what a full disk did not take.
            with closing(self._open()) as handler:
                handler.emit(record)

    def _open(self) -> "_PrivateFile":
        return _PrivateFile(
            self._path, maxBytes=MAX_BYTES, backupCount=_FILES_KEPT, encoding="ascii"
        )

    def _line(self, action: Action) -> str:
        when = datetime.fromtimestamp(self._clock.now(), UTC).isoformat("T", "seconds")
        fields = {name: _safe(value) for name, value in asdict(action).items()}
        said = {name: value for name, value in fields.items() if value is not None}
        return json.dumps({"v": 1, "when": when} | said)


class _PrivateFile(RotatingFileHandler):
    def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202  # the library's own private type
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY, 0o600))
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the library's name
        """Stay silent: the library would print a traceback with the line."""


def _safe(value: str | float | None) -> str | float | None:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, str) and not _WORD.fullmatch(value):
        return "?"
    return value
