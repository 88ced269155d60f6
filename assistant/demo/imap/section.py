"""The part of a message that ``BODY[…]`` names (RFC 3501 section 6.4.5)."""

import re
from email import message_from_bytes
from email.message import Message as Parsed

from assistant.demo.imap.structure import enclosed_in, parts_of, raw_body
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
        part = _part(message_from_bytes(content), match["path"])
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


def _of_part(part: Parsed, kind: str, names: str | None) -> bytes | None:
    if kind == "MIME":
        return split(part.as_bytes())[0]
    if kind:  # only an enclosed message has a header and a text of its own
        enclosed = enclosed_in(part)
        return _of_whole(enclosed.as_bytes(), kind, names) if enclosed else None
    return raw_body(part)


def _part(parsed: Parsed, path: str) -> Parsed | None:
    for position in map(int, path.split(".")):
        parsed = enclosed_in(parsed) or parsed
        children = parts_of(parsed)
        if not children:  # the only part of a simple message is itself
            return parsed if position == 1 else None
        if position > len(children):
            return None
        parsed = children[position - 1]
    return parsed


def split(content: bytes) -> tuple[bytes, bytes]:
    """Return header, with the empty line that ends it, and body."""
    match = re.search(rb"\r?\n\r?\n", content)
    if not match:
        return content, b""
    return content[: match.end()], content[match.end() :]


def _fields(head: bytes, names: str, *, is_inverted: bool) -> bytes:
    wanted = {name.strip('"').lower().encode() for name in names.split()}
    chosen = [
        field
        for field in _FIELD.findall(head)
        if (field.partition(b":")[0].strip().lower() in wanted) is not is_inverted
    ]
    return b"".join(chosen) + b"\r\n"
