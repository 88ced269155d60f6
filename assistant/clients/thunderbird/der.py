"""The handful of DER (X.690) that Mozilla's key store is written in."""

from dataclasses import dataclass
from typing import Final

INTEGER: Final = 0x02
OCTETS: Final = 0x04
OBJECT: Final = 0x06
SEQUENCE: Final = 0x30

_LONG: Final = 0x80
_LONGEST_LENGTH: Final = 4  # octets; no key store comes near
_DEEPEST: Final = 16


class DerError(ValueError):
    """Bytes that are not the DER this module knows."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value: `parts` for a sequence, else the bare `content`."""

    tag: int
    content: bytes
    parts: tuple["Node", ...] = ()

    def sequence(self, at_least: int = 0) -> tuple["Node", ...]:
        """Return the members of a sequence that has `at_least` so many.

        Raises:
            DerError: it is no sequence, or a shorter one.
        """
        if self.tag != SEQUENCE or len(self.parts) < at_least:
            raise DerError("another sequence expected")
        return self.parts

    def octets(self) -> bytes:
        """Return the content of an OCTET STRING, or raise `DerError`."""
        return self._of(OCTETS)

    def object(self) -> bytes:
        """Return the encoded arcs of an OBJECT IDENTIFIER, or raise `DerError`."""
        return self._of(OBJECT)

    def integer(self) -> int:
        """Return a number that is not negative, or raise `DerError`."""
        number = self._of(INTEGER)
        if not number or number[0] & _LONG:
            raise DerError("a positive number expected")
        return int.from_bytes(number, "big")

    def _of(self, tag: int) -> bytes:
        if self.tag != tag:
            raise DerError(f"tag {tag:#x} expected, found {self.tag:#x}")
        return self.content


def decode(data: bytes) -> Node:
    """Return the one value `data` consists of.

    Raises:
        DerError: it is cut short, followed by something, nested too deep, or
            uses tags of more than one octet or lengths that are not minimal.
    """
    nodes = _nodes(data, 0)
    if len(nodes) != 1:
        raise DerError("exactly one value expected")
    return nodes[0]


def _nodes(data: bytes, depth: int) -> tuple[Node, ...]:
    if depth > _DEEPEST:
        raise DerError("nested too deep")
    found: list[Node] = []
    at = 0
    while at < len(data):
        tag = data[at]
        start, end = _extent(data, at + 1)
        content = data[start:end]
        parts = _nodes(content, depth + 1) if tag == SEQUENCE else ()
        found.append(Node(tag, content, parts))
        at = end
    return tuple(found)


def _extent(data: bytes, at: int) -> tuple[int, int]:
    """Return where the content begins and ends whose length stands at `at`."""
    if at >= len(data):
        raise DerError("cut short")
    length, start = data[at], at + 1
    if length & _LONG:
        count = length & ~_LONG
        if not 0 < count <= _LONGEST_LENGTH:
            raise DerError("length of another form")
        length = int.from_bytes(data[start : start + count], "big")
        start += count
        if length_of(length) != data[at:start]:
            raise DerError("length not minimal")
    if start + length > len(data):
        raise DerError("cut short")
    return start, start + length


def length_of(length: int) -> bytes:
    """Return the encoded form of a length."""
    if length < _LONG:
        return bytes([length])
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([_LONG | len(octets)]) + octets


def encode(tag: int, *contents: bytes) -> bytes:
    """Return a value whose content is `contents` joined."""
    content = b"".join(contents)
    return bytes([tag]) + length_of(len(content)) + content


def encode_integer(number: int) -> bytes:
    """Return a number that is not negative as INTEGER."""
    return encode(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def encode_object(arcs: bytes) -> bytes:
    """Return an OBJECT IDENTIFIER from its encoded arcs."""
    return encode(OBJECT, arcs)


def oid(dotted: str) -> bytes:
    """Return the encoded arcs of a dotted name (X.690 section 8.19)."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return b"".join(_arc(arc) for arc in (first * 40 + second, *rest))


def _arc(number: int) -> bytes:
    octets = [number & 0x7F]
    while number := number >> 7:
        octets.append(number & 0x7F | _LONG)
    return bytes(reversed(octets))
