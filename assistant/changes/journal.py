"""An entry's own folder: the journal and the backups."""

import errno
import os
import secrets
import shutil
from io import FileIO
from pathlib import Path
from typing import Self

from assistant.changes.disk import (
    Deed,
    Watch,
    look,
    settle_folder,
    write_private_file,
)
from assistant.changes.outcome import Entry, EntryState, FileRecord
from assistant.changes.record import (
    Action,
    Done,
    Header,
    Intent,
    Mark,
    Marked,
    Prepared,
    Record,
    decode,
    encode,
)
from assistant.model.change import PRIVATE_FOLDER

_STATES = {
    Mark.COMMITTED: EntryState.COMMITTED,
    Mark.UNDONE: EntryState.UNDONE,
    Mark.WITHDRAWN: EntryState.WITHDRAWN,
    Mark.ROLLED_BACK: EntryState.ROLLED_BACK,
}
_FILE = "journal.jsonl"
BACKUP = "backup-"


class Journal:
    """What is known about one entry; every addition is on the disk on return."""

    def __init__(self, folder: Path, header: Header, watch: Watch) -> None:
        self.folder = folder
        self.header = header
        self.prepared: list[Prepared] = []
        self.begun: set[int] = set()
        self.mark: Mark | None = None
        self._size = 0
        self._watch = watch

    @classmethod
    def create(cls, folder: Path, header: Header, watch: Watch) -> Self:
        """Begin an entry in a folder that does not exist yet."""
        journal = cls(folder, header, watch)
        watch(Deed.NOTE, folder)
        folder.mkdir(mode=PRIVATE_FOLDER)
        # Else a power cut could keep the changes and lose what undoes them.
        settle_folder(folder.parent)
        line = encode(header)
        write_private_file(folder / _FILE, line)
        journal._size = len(line)
        return journal

    @classmethod
    def read(cls, folder: Path, watch: Watch) -> Self | None:
        """Take up an entry again; None where not even a header was finished.

        A crash tears the last line, and what it was about to tell had not begun:
        it is skipped. An entry with a whole line that makes no sense is damaged,
        or a newer version's, and is never reversed by itself.
        """
        lines = _lines(folder)
        header = decode(lines[0]) if lines else None
        if not isinstance(header, Header):
            return None
        journal = cls(folder, header, watch)
        journal._size = len(lines[0])
        for line in lines[1:]:
            record = decode(line)
            if record is None:
                journal.mark = Mark.LEFT
                break
            journal._take(record)
            journal._size += len(line)
        return journal

    def add(self, record: Record) -> None:
        """Append a line, and cut off a torn one before it."""
        self._watch(Deed.NOTE, self.folder)
        line = encode(record)
        # Unbuffered: a buffer that could not be written is written once more when
        # the file is closed, and a line that failed must not be found later.
        with (self.folder / _FILE).open("r+b", buffering=0) as file:
            file.truncate(self._size)
            file.seek(self._size)
            try:
                _write_whole(file, line)
            except OSError:
                file.truncate(self._size)
                raise
        self._size += len(line)
        self._take(record)

    @property
    def id(self) -> str:
        """The entry's name, short enough to be said on the telephone."""
        return self.folder.name

    @property
    def is_cut_off(self) -> bool:
        """Whether files wait for `recover`."""
        return self.mark in {None, Mark.RESTORING}

    @property
    def touched(self) -> tuple[Prepared, ...]:
        """The steps on files whose targets may have been changed."""
        return tuple(
            step
            for step in self.prepared
            if step.action is not Action.MAKE_FOLDER and step.step in self.begun
        )

    @property
    def made_folders(self) -> tuple[Prepared, ...]:
        """The steps that made a folder, or were about to."""
        return tuple(
            step for step in self.prepared if step.action is Action.MAKE_FOLDER
        )

    @property
    def state(self) -> EntryState:
        """Where the entry stands; unfinished work of any kind is interrupted."""
        if self.mark is None:
            return EntryState.INTERRUPTED
        return _STATES.get(self.mark, EntryState.INTERRUPTED)

    def entry(self) -> Entry:
        """The entry as others see it."""
        return Entry(
            id=self.id,
            when=self.header.when,
            title=self.header.title,
            client=self.header.client,
            state=self.state,
            receipt=self.header.receipt,
            files=tuple(
                FileRecord(step.path, step.before, step.after)
                for step in self.prepared
                if step.action is not Action.MAKE_FOLDER
            ),
        )

    def forget_backups(self) -> None:
        """Delete kept contents that nobody can need any more."""
        # By name, not by record: one may have been cut off before its record.
        for backup in self.folder.glob(f"{BACKUP}*"):
            backup.unlink()

    def discard(self) -> None:
        """Delete the entry."""
        # The journal first: a folder without one is known to be rubbish.
        (self.folder / _FILE).unlink(missing_ok=True)
        shutil.rmtree(self.folder)

    def _take(self, record: Record) -> None:
        match record:
            case Prepared():
                self.prepared.append(record)
            case Intent(step):
                self.begun.add(step)
            case Marked(mark):
                self.mark = mark
            case Header() | Done():
                # Said for people; the digests on the disk say it better.
                pass


def is_rubbish(folder: Path) -> bool:
    """Whether an entry was cut off before its header was written.

    Nothing outside had been touched then. A whole header that this version
    cannot read is somebody's entry all the same.
    """
    return not _lines(folder)


def _write_whole(file: FileIO, line: bytes) -> None:
    if file.write(line) < len(line):
        # What an almost full disk answers; the next write would be refused.
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), file.name)
    os.fsync(file.fileno())


def _lines(folder: Path) -> list[bytes]:
    found = look(folder / _FILE)
    content = found.content if found else b""
    return [line + b"\n" for line in content.split(b"\n")[:-1]]


def temp_beside(target: Path) -> Path:
    """A name beside `target` that nothing has; the journal remembers it."""
    return target.parent / f".assistant-{secrets.token_hex(8)}.tmp"
