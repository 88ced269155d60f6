"""The certificates a server showed, as facts."""

import functools
import hashlib
import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import certifi

if TYPE_CHECKING:
    from cryptography import x509


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


def read_chain(certificates: Sequence[bytes]) -> Chain | None:
    """Return the facts of a chain in DER, None where there is none.

    Only a last certificate that signed itself is taken for the root.
    """
    # 50 ms to import, and needed only once the conversation stands or has failed.
    from cryptography import x509  # noqa: PLC0415

    if not certificates:
        return None
    try:
        leaf = x509.load_der_x509_certificate(certificates[0])
        last = x509.load_der_x509_certificate(certificates[-1])
        names, issuer = _names(leaf), _spelled(leaf.issuer)
    except ValueError:
        return None  # bytes that no certificate is made of
    not_after = leaf.not_valid_after_utc.isoformat()
    if last.issuer != last.subject:
        return Chain(names, issuer, not_after)
    root = certificates[-1]
    fingerprint = hashlib.sha256(root).hexdigest()
    return Chain(
        names,
        issuer,
        not_after,
        fingerprint,
        ssl.DER_cert_to_PEM_cert(root).encode("ascii"),
        fingerprint in _public_roots(),
    )


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


def _spelled(name: "x509.Name") -> str:
    return name.rfc4514_string()


@functools.cache
def _public_roots() -> frozenset[str]:
    pem = certifi.contents()
    end = "-----END CERTIFICATE-----"
    return frozenset(
        hashlib.sha256(ssl.PEM_cert_to_DER_cert(part[start:] + end)).hexdigest()
        for part in pem.split(end)
        if (start := part.find("-----BEGIN CERTIFICATE-----")) >= 0
    )
