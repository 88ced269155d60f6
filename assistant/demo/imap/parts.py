"""A message taken apart, every octet kept as it came (RFC 2046 section 5.1).

The standard library's parser reads the header fields; it is not asked for bodies,
because it re-encodes some and fails on others when it writes them out again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Header

_DEEPEST = 10  # parts within parts
_END_OF_HEADER = re.compile(rb"\A\r?\n|\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """A message or one of its parts.

    Attributes:
        head: the header's octets with the empty line that ends them.
        body: the octets after it, still encoded for transport.
        inside: the parts of a multipart, or the one message that is enclosed.
    """

    head: bytes
    body: bytes
    header: Header
    inside: "tuple[Part, ...]"

    @property
    def is_multipart(self) -> bool:
        """Whether the body is made of parts."""
        return bool(self.inside) and not self.enclosed

    @property
    def enclosed(self) -> "Part | None":
        """The message inside a message/rfc822 part."""
        if self.header.get_content_type() != "message/rfc822":
            return None
        return next(iter(self.inside), None)


def read(content: bytes, depth: int = 0) -> Part:
    """Return the message in `content`; whatever it holds, it is one."""
    head, body = split(content)
    header = message_from_bytes(head)
    return Part(head, body, header, tuple(_inside(header, body, depth + 1)))


def split(content: bytes) -> tuple[bytes, bytes]:
    """Return header, with the empty line that ends it, and body."""
    match = _END_OF_HEADER.search(content)
    if not match:
        return content, b""
    return content[: match.end()], content[match.end() :]


def _inside(header: Header, body: bytes, depth: int) -> Iterator[Part]:
    if depth > _DEEPEST:
        return
    if header.get_content_type() == "message/rfc822":
        yield read(body, depth)
    elif header.get_content_maintype() == "multipart":
        boundary = (header.get_boundary() or "").encode("utf-8", "surrogateescape")
        for content in _between(body, boundary) if boundary else ():
            yield read(content, depth)


def _between(body: bytes, boundary: bytes) -> Iterator[bytes]:
    # The line end before a delimiter belongs to the delimiter.
    delimiter = rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)"
    start: int | None = None
    at = 0
    while match := re.compile(delimiter).search(body, at):
        if start is not None:
            yield body[start : max(start, match.start())]
        if match[1]:
            return
        start = match.end()
        at = max(match.start() + 1, start - 2)  # an empty part shares the line end
    if start is not None:
        yield body[start:]
