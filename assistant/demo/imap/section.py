"""The part of a message that ``BODY[…]`` names (RFC 3501 section 6.4.5)."""

import re

from assistant.demo.imap.parts import Part, read, split
from assistant.demo.imap.syntax import BadCommandError

_SECTION = re.compile(
    r"(?P<path>[1-9]\d{0,3}(?:\.[1-9]\d{0,3})*)?\.?"
    r"(?P<kind>HEADER\.FIELDS\.NOT|HEADER\.FIELDS|HEADER|TEXT|MIME)?"
    r"(?: \((?P<names>[^()]+)\))?",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"[^\r\n]+\r?\n(?:[ \t][^\r\n]*\r?\n)*")


def section(content: bytes, name: str) -> bytes | None:
    """Return the octets of section `name`; None where the message has none.

    Raises:
        BadCommandError: no section is called so.
    """
    match = _SECTION.fullmatch(name)
    kind = (match["kind"] or "").upper() if match else ""
    if not match or bool(match["names"]) != kind.startswith("HEADER.FIELDS"):
        raise BadCommandError("No such section")
    if match["path"]:
        part = _part(read(content), match["path"])
        return None if part is None else _of_part(part, kind, match["names"])
    if kind == "MIME":
        raise BadCommandError("MIME needs a part")
    return _of_whole(content, kind, match["names"])


def _of_whole(content: bytes, kind: str, names: str | None) -> bytes:
    head, body = split(content)
    match kind:
        case "":
            return content
        case "TEXT":
            return body
        case "HEADER":
            return head
        case _:
            return _fields(head, names or "", is_inverted=kind.endswith("NOT"))


def _of_part(part: Part, kind: str, names: str | None) -> bytes | None:
    if kind == "MIME":
        return part.head
    if kind:  # only an enclosed message has a header and a text of its own
        return _of_whole(part.body, kind, names) if part.enclosed else None
    return part.body


def _part(part: Part, path: str) -> Part | None:
    for position in map(int, path.split(".")):
        part = part.enclosed or part
        if not part.inside:  # the only part of a simple message is itself
            return part if position == 1 else None
        if position > len(part.inside):
            return None
        part = part.inside[position - 1]
    return part


def _fields(head: bytes, names: str, *, is_inverted: bool) -> bytes:
    wanted = {name.strip('"').lower().encode() for name in names.split()}
    chosen = [
        field
        for field in _FIELD.findall(head)
        if (field.partition(b":")[0].strip().lower() in wanted) is not is_inverted
    ]
    return b"".join(chosen) + b"\r\n"
