"""What an authenticated IMAP session can do with mailboxes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from assistant.net.imap_grammar import Data, Value, as_number
from assistant.net.imap_names import decode_name
from assistant.net.imap_talk import Answer

_KIBIBYTE = 1024


class SpecialUse(StrEnum):
    """What a folder is for (RFC 6154)."""

    ALL = "\\All"
    ARCHIVE = "\\Archive"
    DRAFTS = "\\Drafts"
    FLAGGED = "\\Flagged"
    JUNK = "\\Junk"
    SENT = "\\Sent"
    TRASH = "\\Trash"


@dataclass(frozen=True, slots=True)
class Folder:
    """One mailbox; `name` as people write it."""

    name: str
    delimiter: str | None
    special_use: SpecialUse | None
    is_selectable: bool


@dataclass(frozen=True, slots=True)
class Quota:
    """How full the mailbox is."""

    used_bytes: int
    limit_bytes: int

    @property
    def percent(self) -> int:
        """How much is used, in whole percent."""
        return 100 * self.used_bytes // self.limit_bytes if self.limit_bytes else 100


@dataclass(frozen=True, slots=True)
class Selected:
    """An opened mailbox."""

    messages: int
    uid_validity: int | None
    is_read_only: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is found after a login.

    Attributes:
        quota: None where the server does not say.
        server_id: what the server calls itself (RFC 2971), e.g. its ``name``.
    """

    folders: tuple[Folder, ...]
    quota: Quota | None
    server_id: Mapping[str, str]


def surroundings(answer: Answer, clean: Callable[[str], str]) -> Surroundings:
    """Return all of it; what is for people to read passes `clean`."""
    called = {key: clean(value) for key, value in server_id(answer).items()}
    return Surroundings(folders(answer), quota(answer), MappingProxyType(called))


def folders(answer: Answer) -> tuple[Folder, ...]:
    """Return the folders of a LIST."""
    found = (_folder(data) for data in answer.named("LIST"))
    return tuple(folder for folder in found if folder is not None)


def _folder(data: Data) -> Folder | None:
    match data.values:
        case (tuple() as flags, delimiter, str() | bytes() as name, *_):
            pass
        case _:
            return None
    lowered = {flag.lower() for flag in flags if isinstance(flag, str)}
    use = next((use for use in SpecialUse if use.value.lower() in lowered), None)
    return Folder(
        decode_name(text(name)),
        delimiter if isinstance(delimiter, str) else None,
        use,
        not lowered & {"\\noselect", "\\nonexistent"},
    )


def quota(answer: Answer) -> Quota | None:
    """Return the fullest of the storage quotas (RFC 9208), None without any."""
    found = []
    for data in answer.named("QUOTA"):
        resources = data.values[1] if len(data.values) > 1 else None
        if isinstance(resources, tuple):
            found += list(_storage(resources))
    return max(found, key=lambda one: one.percent, default=None)


def _storage(resources: tuple[Value, ...]) -> list[Quota]:
    found = []
    for name, used, limit in zip(
        resources[::3], resources[1::3], resources[2::3], strict=False
    ):
        numbers = [number(value) for value in (used, limit)]
        if text(name).upper() == "STORAGE" and None not in numbers:
            used_kib, limit_kib = (value or 0 for value in numbers)
            found.append(Quota(used_kib * _KIBIBYTE, limit_kib * _KIBIBYTE))
    return found


def selected(answer: Answer) -> Selected:
    """Return what a SELECT told."""
    exists = [data.number or 0 for data in answer.named("EXISTS")]
    validity = [n.arguments for n in answer.notices if n.code == "UIDVALIDITY"]
    return Selected(
        exists[-1] if exists else 0,
        number(validity[-1]) if validity else None,
        answer.status.code == "READ-ONLY",
    )


def uids(answer: Answer) -> tuple[int, ...]:
    """Return the numbers of a SEARCH."""
    values = [value for data in answer.named("SEARCH") for value in data.values]
    return tuple(found for value in values if (found := number(value)) is not None)


def body(answer: Answer, uid: int) -> bytes | None:
    """Return the part of the message `uid` that a FETCH brought."""
    for data in answer.named("FETCH"):
        match data.values:
            case (tuple() as items,):
                pairs = dict(zip(map(text, items[::2]), items[1::2], strict=False))
            case _:
                continue
        part = next((v for k, v in pairs.items() if k.upper().startswith("BODY")), None)
        if number(pairs.get("UID")) == uid and part is not None:
            return part if isinstance(part, bytes) else text(part).encode()
    return None


def appended_uid(answer: Answer) -> int | None:
    """Return the UID that APPENDUID names (RFC 4315), None where it is not given."""
    _, _, uid = answer.status.arguments.partition(" ")
    return as_number(uid) if answer.status.code == "APPENDUID" else None


def text(value: Value) -> str:
    """Return a value as text; lists and NIL are empty."""
    match value:
        case str():
            return value
        case bytes():
            return value.decode("utf-8", "backslashreplace")
        case _:
            return ""


def number(value: Value) -> int | None:
    """Return a value as a number, None where it is none."""
    return as_number(text(value))


def capabilities(answer: Answer) -> frozenset[str]:
    """Return the capabilities an answer brought, by itself or in a code."""
    for status in (answer.status, *answer.notices):
        if status.code == "CAPABILITY":
            return frozenset(status.arguments.upper().split())
    listed = [
        text(value) for data in answer.named("CAPABILITY") for value in data.values
    ]
    return frozenset(name.upper() for name in listed if name)


def server_id(answer: Answer) -> Mapping[str, str]:
    """Return what the server calls itself (RFC 2971)."""
    for data in answer.named("ID"):
        if data.values and isinstance(fields := data.values[0], tuple):
            texts = [text(value) for value in fields]
            pairs = zip(texts[::2], texts[1::2], strict=False)
            return MappingProxyType({key.lower(): value for key, value in pairs})
    return MappingProxyType({})
