import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from assistant.clients.thunderbird import certificates
from assistant.clients.thunderbird.certificates import CannotTrust, Obstacle, Trusted
from assistant.clients.thunderbird.key4 import Locked, open_store
from assistant.platforms import Host, System, current
from assistant.platforms.fake import FakeHost
from assistant.platforms.linux import LinuxHost
from tests.clients.thunderbird_store.nss import Nss, RefusedError
from tests.clients.thunderbird_store.stores import new_store, opened, ran, rows
from tests.network.programs import require_program

TRUSTED_AUTHORITY = 1 << 4  # CERTDB_TRUSTED_CA, nss/lib/certdb/certdb.h
KEY4 = new_store().data


@pytest.fixture
def root() -> bytes:
    return trustme.CA(organization_name="Académie").cert_pem.bytes()


@pytest.fixture
def host() -> Host:
    require_program("certutil")
    return current()


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "scratch"
    yield folder
    assert not folder.exists() or not list(folder.iterdir())


def trusted(
    root: bytes,
    host: Host,
    scratch: Path,
    key4: bytes = KEY4,
    cert9: bytes | None = None,
) -> Trusted:
    found = certificates.trust(cert9, key4, root, host=host, scratch=scratch)
    assert isinstance(found, Trusted)
    return found


def name_of(root: bytes) -> str:
    der = x509.load_pem_x509_certificate(root).fingerprint(SHA256())
    return f"Assistant Messagerie {der.hex()[:16]}"


def test_thunderbird_trusts_the_authority_for_servers_alone(
    nss: Nss, root: bytes, host: Host, scratch: Path
) -> None:
    found = trusted(root, host, scratch)

    nss.write(found.key4, found.cert9)
    assert certificates.name_by_us(found.cert9, root) == name_of(root)
    flags = nss.trust(name_of(root))
    assert flags is not None
    assert flags[0] & TRUSTED_AUTHORITY
    assert not any(flag & TRUSTED_AUTHORITY for flag in flags[1:])


def test_a_profile_thunderbird_made_learns_to_trust(
    nss: Nss, root: bytes, host: Host, scratch: Path
) -> None:
    saved = nss.encrypt("theirs")

    found = trusted(root, host, scratch, nss.key4, nss.cert9)

    nss.write(found.key4, found.cert9)
    flags = nss.trust(name_of(root))
    assert flags is not None
    assert flags[0] & TRUSTED_AUTHORITY
    assert nss.decrypt(saved) == "theirs"
    assert opened(found.key4).decrypt(saved) == "theirs"


def test_trust_without_its_key_store_is_none(
    nss: Nss, root: bytes, host: Host, scratch: Path
) -> None:
    """Why `key4.db` must exist first and both files travel together."""
    found = trusted(root, host, scratch)

    nss.write(new_store().data, found.cert9)

    flags = nss.trust(name_of(root))
    assert flags is None or not flags[0] & TRUSTED_AUTHORITY


def test_trusting_again_changes_no_byte(root: bytes, host: Host, scratch: Path) -> None:
    once = trusted(root, host, scratch)

    twice = trusted(root, host, scratch, once.key4, once.cert9)

    assert (twice.cert9, twice.key4) == (once.cert9, once.key4)


def test_two_authorities_live_together(
    nss: Nss, root: bytes, host: Host, scratch: Path
) -> None:
    other = trustme.CA().cert_pem.bytes()
    first = trusted(root, host, scratch)

    second = trusted(other, host, scratch, first.key4, first.cert9)

    nss.write(second.key4, second.cert9)
    for pem in (root, other):
        flags = nss.trust(name_of(pem))
        assert flags is not None
        assert flags[0] & TRUSTED_AUTHORITY


def test_an_authority_the_user_imported_keeps_its_name_and_uses(
    root: bytes, host: Host, scratch: Path
) -> None:
    theirs = trusted(root, host, scratch)
    assert theirs.cert9 is not None
    renamed = ran(
        theirs.cert9, "UPDATE nssPublic SET a3 = CAST('Ma CA (école)' AS BLOB)"
    )

    again = trusted(root, host, scratch, theirs.key4, renamed)
    after = certificates.distrust(
        renamed, theirs.key4, name_of(root), host=host, scratch=scratch
    )

    assert again.cert9 == renamed
    assert certificates.name_by_us(renamed, root) is None
    assert isinstance(after, Trusted)
    assert after.cert9 == renamed


def test_an_authority_known_but_not_trusted_becomes_trusted(
    nss: Nss, root: bytes, host: Host, scratch: Path, tmp_path: Path
) -> None:
    require_program("certutil")
    nss.write(KEY4)
    pem = tmp_path / "root.pem"
    pem.write_bytes(root)
    add(nss, pem, ",P,")

    found = trusted(root, host, scratch, nss.key4, nss.cert9)

    nss.write(found.key4, found.cert9)
    flags = nss.trust("imported")
    assert flags is not None
    assert flags[0] & TRUSTED_AUTHORITY
    assert flags[1]  # what the user had said of mail stands
    assert nss.trust(name_of(root)) is None


def add(nss: Nss, pem: Path, flags: str) -> None:
    command = ["certutil", "-A", "-d", f"sql:{nss.profile}", "-n", "imported"]
    subprocess.run([*command, "-t", flags, "-a", "-i", pem], check=True, timeout=30)


def test_what_was_trusted_is_taken_out_again(
    nss: Nss, root: bytes, host: Host, scratch: Path
) -> None:
    found = trusted(root, host, scratch)

    after = certificates.distrust(
        found.cert9, found.key4, name_of(root), host=host, scratch=scratch
    )

    assert isinstance(after, Trusted)
    question = "SELECT id FROM metaData ORDER BY id"
    assert rows(after.key4, question) == rows(KEY4, question)
    nss.write(after.key4, after.cert9)
    assert nss.trust(name_of(root)) is None


def test_where_there_is_no_store_nothing_needs_taking_out(scratch: Path) -> None:
    found = certificates.distrust(None, KEY4, "x", host=current(), scratch=scratch)

    assert found == Trusted(None, KEY4)


def test_a_profile_with_a_primary_password_stays_as_it_is(
    locked_nss: Nss, root: bytes, host: Host, scratch: Path
) -> None:
    locked_nss.encrypt("x")

    found = certificates.trust(
        locked_nss.cert9, locked_nss.key4, root, host=host, scratch=scratch
    )

    assert found == CannotTrust(Obstacle.LOCKED)


def test_what_a_primary_password_protects_can_still_be_seen_to_be_trusted(
    nss: Nss, root: bytes, host: Host, scratch: Path, tmp_path: Path
) -> None:
    nss.write(KEY4)
    pem = tmp_path / "root.pem"
    pem.write_bytes(root)
    add(nss, pem, "C,,")
    nss.change_password("Mot de passe principal é")
    assert isinstance(open_store(nss.key4), Locked)
    before = Trusted(nss.cert9, nss.key4)

    found = certificates.trust(nss.cert9, nss.key4, root, host=host, scratch=scratch)
    not_there, theirs = (
        certificates.distrust(nss.cert9, nss.key4, name, host=host, scratch=scratch)
        for name in (name_of(root), "imported")
    )

    assert found == not_there == before
    assert theirs == CannotTrust(Obstacle.LOCKED)


@pytest.mark.parametrize("system", [System.WINDOWS, System.MACOS])
def test_other_systems_have_a_store_of_their_own(
    system: System, root: bytes, tmp_path: Path, scratch: Path
) -> None:
    # Windows has a `certutil` of another kind, which must never be started.
    host = FakeHost(system, tmp_path, programs={"certutil": tmp_path / "certutil"})

    found = certificates.trust(None, KEY4, root, host=host, scratch=scratch)

    assert found == CannotTrust(Obstacle.OTHER_SYSTEM)


def test_without_the_tool_the_reason_is_told(root: bytes, scratch: Path) -> None:
    found = certificates.trust(None, KEY4, root, host=LinuxHost({}), scratch=scratch)

    assert found == CannotTrust(Obstacle.NO_TOOL)


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "kill -9 $$"])
def test_a_tool_that_fails_or_does_nothing_is_not_believed(
    script: str, root: bytes, scratch: Path, tmp_path: Path
) -> None:
    tool = tmp_path / "certutil"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    host = LinuxHost({"PATH": str(tmp_path)})

    found = certificates.trust(None, KEY4, root, host=host, scratch=scratch)

    assert found == CannotTrust(Obstacle.TOOL_FAILED)


def test_a_damaged_certificate_store_is_left_alone(
    root: bytes, host: Host, scratch: Path
) -> None:
    found = certificates.trust(b"damaged", KEY4, root, host=host, scratch=scratch)

    assert found == CannotTrust(Obstacle.TOOL_FAILED)


def test_a_damaged_key_store_is_left_alone(
    root: bytes, host: Host, scratch: Path
) -> None:
    found = certificates.trust(None, b"damaged", root, host=host, scratch=scratch)

    assert found == CannotTrust(Obstacle.KEY_STORE)


def test_only_an_authority_is_trusted(host: Host, scratch: Path) -> None:
    server = trustme.CA().issue_cert("imap.example.fr").cert_chain_pems[0].bytes()

    for pem in (server, b"", b"no certificate"):
        found = certificates.trust(None, KEY4, pem, host=host, scratch=scratch)
        assert found == CannotTrust(Obstacle.NO_AUTHORITY)
        assert certificates.name_by_us(None, pem) is None


def test_the_oracle_can_say_no(nss: Nss) -> None:
    nss.write(KEY4)

    with pytest.raises(RefusedError):
        nss.decrypt("AAAA")
