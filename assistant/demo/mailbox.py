"""What the demo's user has received: folders and messages, in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

INBOX = "INBOX"
DELIMITER = "/"
CAPACITY_BYTES = 50 * 1024 * 1024
# RFC 6154 section 2.
SPECIAL_USE = MappingProxyType(
    {"Sent": r"\Sent", "Drafts": r"\Drafts", "Trash": r"\Trash", "Junk": r"\Junk"}
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message; a change of flags makes a new value with the same `uid`."""

    uid: int
    content: bytes
    flags: frozenset[str]
    received: datetime


@dataclass(slots=True)
class Folder:
    """Messages by ascending UID, which is the order in which they came."""

    name: str
    special_use: str | None = None
    is_subscribed: bool = True
    uid_validity: int = 1
    uid_next: int = 1
    messages: dict[int, Message] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Message]:
        return iter(tuple(self.messages.values()))


class Mailbox:
    """The folders of one user; whoever watches hears of every change."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[], None]] = []
        self._next_validity = 1
        self.folders: dict[str, Folder] = {}
        for name in (INBOX, *SPECIAL_USE):
            self.create(name)

    @property
    def used_bytes(self) -> int:
        """How much the messages weigh together."""
        return sum(len(message.content) for f in self.folders.values() for message in f)

    def has_room_for(self, size_bytes: int) -> bool:
        """Whether the quota allows `size_bytes` more."""
        return self.used_bytes + size_bytes <= CAPACITY_BYTES

    def create(self, name: str) -> Folder:
        """Return a new empty folder.

        UIDVALIDITY rises with every folder, so that one created anew under an
        old name is not taken for the old one (RFC 3501 section 2.3.1.1).
        """
        folder = Folder(name, SPECIAL_USE.get(name), uid_validity=self._next_validity)
        self._next_validity += 1
        self.folders[name] = folder
        return folder

    def add(
        self,
        name: str,
        content: bytes,
        *,
        flags: frozenset[str] = frozenset(),
        received: datetime | None = None,
    ) -> Message:
        """Return the message that `content` became in folder `name`."""
        folder = self.folders[name]
        when = received or datetime.now(UTC)
        message = Message(folder.uid_next, content, flags, when)
        folder.messages[message.uid] = message
        folder.uid_next += 1
        self._tell()
        return message

    def flag(self, folder: Folder, uid: int, flags: frozenset[str]) -> None:
        """Give the message of `uid` exactly these flags."""
        folder.messages[uid] = replace(folder.messages[uid], flags=flags)
        self._tell()

    def remove(self, folder: Folder, uid: int) -> None:
        """Take the message of `uid` away for good."""
        del folder.messages[uid]
        self._tell()

    @contextmanager
    def watched_by(self, watcher: Callable[[], None]) -> Iterator[None]:
        """Call `watcher` after every change while the block runs."""
        self._watchers.append(watcher)
        try:
            yield
        finally:
            self._watchers.remove(watcher)

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()
