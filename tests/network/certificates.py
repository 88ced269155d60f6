"""A throw-away authority, and every kind of bad certificate a server may show."""

import datetime as dt
import ssl
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Certificate:
    """Files a server needs to present one certificate."""

    chain: Path
    key: Path

    @property
    def key_and_chain(self) -> Path:
        """One file with the key first, the form that Postfix wants."""
        return self.chain.with_suffix(".both.pem")


class Authority:
    """A root, an intermediate below it, and leafs for `names`, good and bad.

    Each leaf is made when it is first asked for. The folder must be traversable
    by the users that the servers run as.
    """

    def __init__(self, folder: Path, names: tuple[str, ...] = LOOPBACK_NAMES) -> None:
        self.folder = folder
        self.names = names
        self.root = trustme.CA(organization_name="Assistant Test Root")
        self._intermediate = self.root.create_child_ca()
        self.ca_file = folder / "root.pem"
        self.root.cert_pem.write_to_path(str(self.ca_file))

    def client_context(self) -> ssl.SSLContext:
        """Return a context that trusts this authority and nothing else."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    def issue(
        self,
        label: str,
        *names: str,
        not_before: dt.datetime | None = None,
        not_after: dt.datetime | None = None,
    ) -> Certificate:
        """Return a leaf for `names`, stored under `label`, chained to the root."""
        leaf = self._intermediate.issue_cert(
            *names, not_before=not_before, not_after=not_after
        )
        return self._write(label, _key(leaf), _chain(leaf))

    @cached_property
    def good(self) -> Certificate:
        """Valid, right names, with its intermediate."""
        return self.issue("good", *self.names)

    @cached_property
    def expired(self) -> Certificate:
        """Right in all but its date: it ended three days ago."""
        now = dt.datetime.now(dt.UTC)
        return self.issue(
            "expired",
            *self.names,
            not_before=now - dt.timedelta(days=400),
            not_after=now - dt.timedelta(days=3),
        )

    @cached_property
    def wrong_name(self) -> Certificate:
        """Valid, but for another host."""
        return self.issue("wrong-name", "something-else.test")

    @cached_property
    def missing_intermediate(self) -> Certificate:
        """A good leaf sent alone, as misconfigured servers do."""
        leaf = self._intermediate.issue_cert(*self.names)
        return self._write("alone", _key(leaf), leaf.cert_chain_pems[0].bytes())

    @cached_property
    def other_authority(self) -> Certificate:
        """Valid, under a root that nobody here trusts."""
        leaf = trustme.CA(organization_name="Unknown Root").issue_cert(*self.names)
        return self._write("other-authority", _key(leaf), _chain(leaf))

    @cached_property
    def self_signed(self) -> Certificate:
        """Right names, signed by its own key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(self.names[0])
        alternatives = x509.SubjectAlternativeName(
            [x509.DNSName(name) for name in self.names if ":" not in name]
        )
        builder = _builder(subject, subject, key).add_extension(
            alternatives, critical=False
        )
        return self._sign("self-signed", builder, key, key, b"")

    @cached_property
    def common_name_only(self) -> Certificate:
        """The name stands in the subject alone, which RFC 9525 no longer accepts."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = x509.load_pem_x509_certificate(self._intermediate.cert_pem.bytes())
        issuer_key = serialization.load_pem_private_key(
            self._intermediate.private_key_pem.bytes(), None
        )
        assert isinstance(issuer_key, ec.EllipticCurvePrivateKey)
        builder = _builder(_name(self.names[0]), issuer.subject, key)
        rest = self._intermediate.cert_pem.bytes()
        return self._sign("common-name-only", builder, key, issuer_key, rest)

    def _sign(
        self,
        label: str,
        builder: x509.CertificateBuilder,
        key: ec.EllipticCurvePrivateKey,
        issuer_key: ec.EllipticCurvePrivateKey,
        rest: bytes,
    ) -> Certificate:
        leaf = builder.sign(issuer_key, hashes.SHA256())
        key_pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        leaf_pem = leaf.public_bytes(serialization.Encoding.PEM)
        return self._write(label, key_pem, leaf_pem + rest)

    def _write(self, label: str, key: bytes, chain: bytes) -> Certificate:
        made = Certificate(self.folder / f"{label}.pem", self.folder / f"{label}.key")
        made.chain.write_bytes(chain)
        made.key.write_bytes(key)
        made.key_and_chain.write_bytes(key + chain)
        return made


def _key(leaf: trustme.LeafCert) -> bytes:
    return leaf.private_key_pem.bytes()


def _chain(leaf: trustme.LeafCert) -> bytes:
    return b"".join(blob.bytes() for blob in leaf.cert_chain_pems)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
