"""Certificates as facts."""

import ssl

import certifi
import pytest

from assistant.net.chain import names_match, read_chain
from tests.network.certificates import Authority, Certificate


def der(certificate: Certificate) -> list[bytes]:
    parts = certificate.chain.read_text("ascii").split("-----END CERTIFICATE-----")
    return [
        ssl.PEM_cert_to_DER_cert(part.strip() + "\n-----END CERTIFICATE-----")
        for part in parts
        if "BEGIN" in part
    ]


def test_a_root_in_mozillas_list_is_public() -> None:
    end = "-----END CERTIFICATE-----"
    first, *_ = certifi.contents().partition(end)
    root = ssl.PEM_cert_to_DER_cert(first[first.index("-----BEGIN") :] + end)

    chain = read_chain([root])

    assert chain is not None
    assert chain.is_public_root
    assert ssl.PEM_cert_to_DER_cert(chain.root_pem.decode()) == root


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
