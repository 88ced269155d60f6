"""ENVELOPE and BODYSTRUCTURE of a message (RFC 3501 section 7.4.2)."""

from email.message import Message as Header
from email.utils import getaddresses

from assistant.demo.imap.parts import Part
from assistant.demo.imap.strings import group, string


def envelope(header: Header) -> bytes:
    """Return the ENVELOPE of a message."""
    sender = _addresses(header, "From")
    return group(
        [
            string(_field(header, "Date")),
            string(_field(header, "Subject")),
            sender,
            _addresses(header, "Sender", sender),
            _addresses(header, "Reply-To", sender),
            _addresses(header, "To"),
            _addresses(header, "Cc"),
            _addresses(header, "Bcc"),
            string(_field(header, "In-Reply-To")),
            string(_field(header, "Message-ID")),
        ]
    )


def body_structure(part: Part) -> bytes:
    """Return the BODYSTRUCTURE of a message or of one of its parts."""
    header = part.header
    if part.is_multipart:
        children = b"".join(map(body_structure, part.inside))
        subtype = string(header.get_content_subtype())
        return b"(%b %b %b NIL NIL NIL)" % (children, subtype, _parameters(header))
    fields = [
        string(header.get_content_maintype()),
        string(header.get_content_subtype()),
        _parameters(header),
        string(_field(header, "Content-ID")),
        string(_field(header, "Content-Description")),
        string(_field(header, "Content-Transfer-Encoding") or "7bit"),
        str(len(part.body)).encode(),
    ]
    lines = str(part.body.count(b"\n")).encode()
    if enclosed := part.enclosed:
        fields += [envelope(enclosed.header), body_structure(enclosed), lines]
    elif header.get_content_maintype() == "text":
        fields.append(lines)
    return group([*fields, b"NIL", _disposition(header), b"NIL", b"NIL"])


def _field(header: Header, name: str) -> str | None:
    value = header.get(name)
    # Folded lines are one line in an ENVELOPE.
    return None if value is None else " ".join(str(value).split())


def _addresses(header: Header, name: str, default: bytes = b"NIL") -> bytes:
    values = [str(value) for value in header.get_all(name, [])]
    pairs = [(label, address) for label, address in getaddresses(values) if address]
    if not pairs:
        return default
    return b"(" + b"".join(_address(*pair) for pair in pairs) + b")"


def _address(label: str, address: str) -> bytes:
    local, _, domain = address.rpartition("@")
    return group([string(label or None), b"NIL", string(local), string(domain)])


def _parameters(header: Header, name: str = "Content-Type") -> bytes:
    pairs = (header.get_params(header=name) or [])[1:]
    flat = [string(str(item)) for pair in pairs for item in pair]
    return group(flat) if flat else b"NIL"


def _disposition(header: Header) -> bytes:
    kind = header.get_content_disposition()
    if kind is None:
        return b"NIL"
    return group([string(kind), _parameters(header, "Content-Disposition")])
