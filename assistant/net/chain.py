"""The certificates a server showed, as facts."""

import hashlib
import ipaddress
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import certifi

if TYPE_CHECKING:
    from cryptography import x509

# RFC 4514 section 3; OpenSSL writes them out.
_SHORT_NAMES = {
    "commonName": "CN",
    "countryName": "C",
    "domainComponent": "DC",
    "localityName": "L",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "stateOrProvinceName": "ST",
    "streetAddress": "STREET",
    "userId": "UID",
}


@dataclass(frozen=True, slots=True)
class Chain:
    """What a server proved itself with.

    Attributes:
        names: the names the certificate is for.
        issuer: who signed it, as it calls itself.
        not_after: until when it is valid, ISO 8601 in UTC.
        root_fingerprint_sha256: of the authority the chain ends at, in
            hexadecimal; empty where the system did not tell.
        root_pem: that authority's certificate; empty likewise.
        is_public_root: whether Mozilla's list knows that authority; False for an
            institution's own.
    """

    names: tuple[str, ...]
    issuer: str
    not_after: str
    root_fingerprint_sha256: str = ""
    root_pem: bytes = b""
    is_public_root: bool = False


def verified_chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """Return the verified certificates from server to root, in DER."""
    return _certificates(tls, "get_verified_chain")


def shown_chain(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """Return the certificates as the server sent them, also after a failure."""
    return _certificates(tls, "get_unverified_chain")


def _certificates(tls: ssl.SSLObject, method: str) -> tuple[bytes, ...]:
    # Public since Python 3.13; until then the same functions exist on the private
    # object (https://github.com/python/cpython/issues/109109).
    if hasattr(tls, method):
        return tuple(getattr(tls, method)() or ())
    try:
        found = getattr(tls._sslobj, method)()  # type: ignore[attr-defined]  # noqa: SLF001  # see above
    except (ValueError, AttributeError):
        return ()
    return tuple(ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in found or ())


def proved_chain(tls: ssl.SSLObject) -> Chain | None:
    """Return the facts of the chain that a finished handshake was verified with."""
    # OpenSSL's own summary costs nothing; where the system verified in its place
    # there is none, and the certificates are read.
    if not (summary := tls.getpeercert()):
        return read_chain(shown_chain(tls))
    root = verified_chain(tls)[-1:]
    return Chain(
        _alternative_names(summary),
        _issuer(summary),
        _iso_time(summary),
        *(_root(root[0]) if root else ()),
    )


def read_chain(certificates: Sequence[bytes]) -> Chain | None:
    """Return the facts of a chain in DER, None where there is none.

    Only a last certificate that signed itself is taken for the root.
    """
    # 50 ms to import: as much as a round trip, and needed after a failure only.
    from cryptography import x509  # noqa: PLC0415

    if not certificates:
        return None
    try:
        leaf = x509.load_der_x509_certificate(certificates[0])
        last = x509.load_der_x509_certificate(certificates[-1])
        names, issuer = _names(leaf), leaf.issuer.rfc4514_string()
    except ValueError:
        return None  # bytes that no certificate is made of
    not_after = leaf.not_valid_after_utc.isoformat()
    root = _root(certificates[-1]) if last.issuer == last.subject else ()
    return Chain(names, issuer, not_after, *root)


def names_match(names: Sequence[str], host: str) -> bool:
    """Whether one of a certificate's names is `host` (RFC 9525 section 6)."""
    lowered = {name.lower() for name in names}
    try:
        return str(ipaddress.ip_address(host)) in lowered
    except ValueError:
        pass  # a name, not an address
    wanted = host.lower().rstrip(".")
    # A wildcard stands for the whole of one leftmost label.
    return bool(lowered & {wanted, "*." + wanted.partition(".")[2]})


def _names(certificate: "x509.Certificate") -> tuple[str, ...]:
    from cryptography import x509  # noqa: PLC0415  # see read_chain

    try:
        found = certificate.extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        ).value
    except x509.ExtensionNotFound:
        return ()
    hosts = found.get_values_for_type(x509.DNSName)
    literals = found.get_values_for_type(x509.IPAddress)
    return (*hosts, *map(str, literals))


def _root(certificate: bytes) -> tuple[str, bytes, bool]:
    pem = ssl.DER_cert_to_PEM_cert(certificate)
    # Both are base64 in lines of 64, so the text itself can be looked for.
    is_public = pem.strip() in certifi.contents()
    return hashlib.sha256(certificate).hexdigest(), pem.encode("ascii"), is_public


# What `ssl` hands out: a dict whose values have as many shapes as keys.
_Summary = Mapping[str, Any]  # see above; typeshed's own alias is private


def _alternative_names(summary: _Summary) -> tuple[str, ...]:
    kinds = ("DNS", "IP Address")
    return tuple(
        _plain(name) for kind, name in summary["subjectAltName"] if kind in kinds
    )


def _plain(name: str) -> str:
    # OpenSSL writes IPv6 addresses out in full: 0:0:0:0:0:0:0:1.
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name


def _issuer(summary: _Summary) -> str:
    """Return the issuer as RFC 4514 writes it: the most particular part first."""
    parts = [part for group in summary["issuer"] for part in group]
    return ",".join(
        f"{_SHORT_NAMES.get(name, name)}={_escaped(value)}"
        for name, value in reversed(parts)
    )


def _escaped(value: str) -> str:
    return re.sub(r'([,+"\\<>;])', r"\\\1", value)


def _iso_time(summary: _Summary) -> str:
    seconds = ssl.cert_time_to_seconds(summary["notAfter"])
    return datetime.fromtimestamp(seconds, UTC).isoformat()
