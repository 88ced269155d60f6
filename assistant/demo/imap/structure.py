"""ENVELOPE and BODYSTRUCTURE of a message (RFC 3501 section 7.4.2)."""

from email.message import Message as Parsed
from email.utils import getaddresses

from assistant.demo.imap.strings import group, string


def envelope(parsed: Parsed) -> bytes:
    """Return the ENVELOPE of a message."""
    sender = _addresses(parsed, "From")
    return group(
        [
            string(_header(parsed, "Date")),
            string(_header(parsed, "Subject")),
            sender,
            _addresses(parsed, "Sender", sender),
            _addresses(parsed, "Reply-To", sender),
            _addresses(parsed, "To"),
            _addresses(parsed, "Cc"),
            _addresses(parsed, "Bcc"),
            string(_header(parsed, "In-Reply-To")),
            string(_header(parsed, "Message-ID")),
        ]
    )


def body_structure(part: Parsed) -> bytes:
    """Return the BODYSTRUCTURE of a message or of one of its parts."""
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        children = b"".join(map(body_structure, parts_of(part)))
        fields = [string(part.get_content_subtype()), _parameters(part)]
        return b"(" + children + b" " + b" ".join([*fields, b"NIL NIL NIL"]) + b")"
    content = raw_body(part)
    lines = str(content.count(b"\n")).encode()
    fields = [
        string(part.get_content_maintype()),
        string(part.get_content_subtype()),
        _parameters(part),
        string(_header(part, "Content-ID")),
        string(_header(part, "Content-Description")),
        string(_header(part, "Content-Transfer-Encoding") or "7bit"),
        str(len(content)).encode(),
    ]
    if enclosed := enclosed_in(part):
        fields += [envelope(enclosed), body_structure(enclosed), lines]
    elif part.get_content_maintype() == "text":
        fields.append(lines)
    return group([*fields, b"NIL", _disposition(part), b"NIL", b"NIL"])


def parts_of(part: Parsed) -> tuple[Parsed, ...]:
    """Return the direct parts of a multipart or of an enclosed message."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return ()
    return tuple(p for p in payload if isinstance(p, Parsed))


def enclosed_in(part: Parsed) -> Parsed | None:
    """Return the message that a message/rfc822 part encloses."""
    if part.get_content_type() != "message/rfc822":
        return None
    return next(iter(parts_of(part)), None)


def raw_body(part: Parsed) -> bytes:
    """Return a part's octets after its header, still encoded for transport."""
    payload = part.get_payload()
    if isinstance(payload, str):
        return payload.encode("ascii", "surrogateescape")
    whole = part.as_bytes()
    return whole.partition(b"\r\n\r\n")[2] or whole.partition(b"\n\n")[2]


def _header(part: Parsed, name: str) -> str | None:
    value = part.get(name)
    # Folded lines are one line in an ENVELOPE.
    return None if value is None else " ".join(str(value).split())


def _addresses(part: Parsed, name: str, default: bytes = b"NIL") -> bytes:
    values = [str(value) for value in part.get_all(name, [])]
    pairs = [(label, address) for label, address in getaddresses(values) if address]
    if not pairs:
        return default
    return b"(" + b"".join(_address(*pair) for pair in pairs) + b")"


def _address(label: str, address: str) -> bytes:
    local, _, domain = address.rpartition("@")
    return group([string(label or None), b"NIL", string(local), string(domain)])


def _parameters(part: Parsed, header: str = "Content-Type") -> bytes:
    pairs = (part.get_params(header=header) or [])[1:]
    flat = [string(str(item)) for name, value in pairs for item in (name, value)]
    return group(flat) if flat else b"NIL"


def _disposition(part: Parsed) -> bytes:
    kind = part.get_content_disposition()
    if kind is None:
        return b"NIL"
    return group([string(kind), _parameters(part, "Content-Disposition")])
