"""Certificates as facts."""

import contextlib
import datetime as dt
import ipaddress
import ssl

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assistant.net.chain import names_match, proved_chain, read_chain
from tests.network.certificates import Authority, Certificate


def der(certificate: Certificate) -> list[bytes]:
    parts = certificate.chain.read_text("ascii").split("-----END CERTIFICATE-----")
    return [
        ssl.PEM_cert_to_DER_cert(part.strip() + "\n-----END CERTIFICATE-----")
        for part in parts
        if "BEGIN" in part
    ]


@pytest.mark.filterwarnings("ignore:Parsed a serial number")  # one root has none
def test_every_root_in_mozillas_list_is_public() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cafile=certifi.where())
    roots = context.get_ca_certs(binary_form=True)

    assert len(roots) > 100
    for root in roots:
        chain = read_chain([root])
        assert chain is not None
        assert chain.is_public_root
        assert ssl.PEM_cert_to_DER_cert(chain.root_pem.decode()) == root


def test_both_ways_to_read_a_certificate_agree(authority: Authority) -> None:
    """OpenSSL's summary is what a success is told from, the bytes a failure."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, 'Académie, "A" <+;>'),
            x509.NameAttribute(NameOID.COMMON_NAME, "Autorité \\ 1"),
        ]
    )
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [
                    x509.DNSName("localhost"),
                    x509.IPAddress(ipaddress.ip_address("2001:db8::1")),
                    x509.RFC822Name("post@localhost"),
                    x509.DirectoryName(name),
                ]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = authority.folder / "both-ways.pem"
    file.write_bytes(private + pem)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(cadata=pem.decode())
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)

    summarised = proved_chain(shaken(client, server))

    assert summarised == read_chain([made.public_bytes(serialization.Encoding.DER)])
    assert summarised is not None
    assert summarised.names == ("localhost", "2001:db8::1")
    assert summarised.not_after == (now + dt.timedelta(days=1)).isoformat()


def shaken(client: ssl.SSLContext, server: ssl.SSLContext) -> ssl.SSLObject:
    """Return the client's end of a handshake made in memory."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(back, there, server_hostname="localhost")
    theirs = server.wrap_bio(there, back, server_side=True)
    for end in (ours, theirs, ours, theirs):
        with contextlib.suppress(ssl.SSLWantReadError):
            end.do_handshake()
    return ours


def test_an_institutions_own_root_is_not_public(authority: Authority) -> None:
    root = ssl.PEM_cert_to_DER_cert(authority.ca_file.read_text("ascii"))

    chain = read_chain([*der(authority.good), root])

    assert chain is not None
    assert not chain.is_public_root
    assert chain.root_pem == authority.ca_file.read_bytes()
    assert chain.names == ("localhost", "127.0.0.1", "::1")


def test_without_its_end_a_chain_has_no_root(authority: Authority) -> None:
    chain = read_chain(der(authority.good)[:1])

    assert chain is not None
    assert chain.root_pem == b""
    assert chain.root_fingerprint_sha256 == ""


def test_a_certificate_without_names_has_none(authority: Authority) -> None:
    chain = read_chain(der(authority.common_name_only))

    assert chain is not None
    assert chain.names == ()


@pytest.mark.parametrize("certificates", [[], [b"no certificate"], [b""]])
def test_what_is_no_certificate_has_no_facts(certificates: list[bytes]) -> None:
    assert read_chain(certificates) is None


@pytest.mark.parametrize(
    ("names", "host", "expected"),
    [
        (["mail.ac.test"], "mail.ac.test", True),
        (["MAIL.ac.test"], "mail.AC.test.", True),
        (["*.ac.test"], "mail.ac.test", True),
        (["*.ac.test"], "a.mail.ac.test", False),
        (["*.ac.test"], "ac.test", False),
        (["m*.ac.test"], "mail.ac.test", False),
        (["*"], "test", False),
        (["2001:db8::1"], "2001:db8:0::1", True),
        (["127.0.0.1"], "127.0.0.1", True),
        (["*.0.0.1"], "127.0.0.1", False),
        ([], "mail.ac.test", False),
    ],
)
def test_names_match_as_rfc_9525_says(
    names: list[str],
    host: str,
    expected: bool,  # noqa: FBT001  # given by pytest, by name
) -> None:
    assert names_match(names, host) is expected
