"""Strings as they go to the client."""


def string(value: str | bytes | None) -> bytes:
    """Write `value` as a quoted string, a literal, or NIL."""
    if value is None:
        return b"NIL"
    data = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    if any(octet < 0x20 or octet > 0x7E for octet in data):  # noqa: PLR2004  # beyond printable ASCII
        return literal(data)
    return b'"' + data.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def literal(data: bytes) -> bytes:
    """Write `data` as a literal."""
    return b"{%d}\r\n%b" % (len(data), data)


def group(items: "list[bytes] | tuple[bytes, ...]") -> bytes:
    """Write `items` in parentheses."""
    return b"(" + b" ".join(items) + b")"
