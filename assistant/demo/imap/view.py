"""What one session believes about the folder it has selected."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.demo.imap.sequence import SequenceSet
from assistant.demo.mailbox import Folder


@dataclass(frozen=True, slots=True)
class Row:
    """One message as a session counts it."""

    number: int
    uid: int


class View:
    """Message numbers of one session.

    Another session, or the outgoing server, may change the folder at any time;
    numbers change only when this session has been told (RFC 3501 section 5.2).
    """

    def __init__(self, folder: Folder, *, is_read_only: bool) -> None:
        self.folder = folder
        self.is_read_only = is_read_only
        self._known = {message.uid: message.flags for message in folder}

    def rows(self) -> tuple[Row, ...]:
        """Return every message this session knows of."""
        return tuple(Row(number, uid) for number, uid in enumerate(self._known, 1))

    def by_number(self, chosen: SequenceSet) -> tuple[Row, ...]:
        """Return the messages with these numbers."""
        numbers = chosen.among(range(1, len(self._known) + 1))
        return self._present(row for row in self.rows() if row.number in numbers)

    def by_uid(self, chosen: SequenceSet) -> tuple[Row, ...]:
        """Return the messages with these UIDs."""
        uids = chosen.among(self._known)
        return self._present(row for row in self.rows() if row.uid in uids)

    def _present(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        # Gone for others already, though this session still counts it.
        return tuple(row for row in rows if row.uid in self.folder.messages)

    def saw_flags(self, uid: int) -> None:
        """Note that the session has been told this message's flags."""
        self._known[uid] = self.folder.messages[uid].flags

    def news(self, *, with_expunged: bool) -> tuple[str, ...]:
        """Return the untagged lines that tell what changed, and believe them.

        `with_expunged` is false after FETCH, STORE and SEARCH by number, where
        numbers may not shift (RFC 3501 section 7.4.1).
        """
        lines = self._expunged() if with_expunged else []
        lines += self._changed()
        if self._take_new():
            lines.append(f"{len(self._known)} EXISTS")
        return tuple(lines)

    def _expunged(self) -> list[str]:
        lines = []
        # From the end, so that each number still stands when it is told.
        for row in reversed(self.rows()):
            if row.uid not in self.folder.messages:
                del self._known[row.uid]
                lines.append(f"{row.number} EXPUNGE")
        return lines

    def _changed(self) -> list[str]:
        lines = []
        for row in self.rows():
            message = self.folder.messages.get(row.uid)
            if message and message.flags != self._known[row.uid]:
                self.saw_flags(row.uid)
                lines.append(f"{row.number} FETCH {told(row.uid, message.flags)}")
        return lines

    def _take_new(self) -> bool:
        last = max(self._known, default=0)
        new = {m.uid: m.flags for m in self.folder if m.uid > last}
        self._known.update(new)
        return bool(new)


def told(uid: int, flags: frozenset[str]) -> str:
    """Write a message's flags as a FETCH response does."""
    return f"(UID {uid} FLAGS ({' '.join(sorted(flags))}))"
