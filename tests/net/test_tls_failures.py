"""Every way in which TLS can fail, by its exact code: facts, not words."""

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

import pytest
import truststore

from assistant.model.server import Endpoint, Security, Service
from assistant.model.signal import Signal, Stage
from assistant.net import Limits, Net
from assistant.net.place import Place, TroubleError
from assistant.net.tcp import connect
from assistant.net.tls import TlsStream
from assistant.net.tls_codes import code_of, verify_code
from assistant.net.trust import _strict
from tests.net.scripted import Guest, scripted, server_context
from tests.network.certificates import Authority, Certificate
from tests.network.dovecot import Dovecot
from tests.network.fixtures import DovecotFactory

pytestmark = pytest.mark.usefixtures("trusted")
QUICK = Limits(handshake_s=0.3, greeting_s=0.3, silence_s=0.1)


@contextlib.contextmanager
def strict_server(context: ssl.SSLContext) -> Iterator[Endpoint]:
    """Run a server that explains itself by alerts, which asyncio's does not."""

    def serve() -> None:
        with contextlib.suppress(OSError):  # closed at the end of the test
            guest, _ = sock.accept()
            guest.settimeout(5)
            with guest, contextlib.suppress(ssl.SSLError):
                context.wrap_socket(guest, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as sock:
        thread = threading.Thread(target=serve)
        thread.start()
        yield Endpoint("localhost", sock.getsockname()[1], Security.TLS)
        thread.join(timeout=5)
        assert not thread.is_alive()


async def silent(guest: Guest) -> None:
    """Say nothing."""


async def failure(*endpoints: Endpoint, limits: Limits | None = None) -> Signal:
    opened = await Net(limits=limits).open_imap(endpoints)
    assert opened.session is None
    (signal,) = opened.signals
    return signal


BAD: list[tuple[Callable[[Authority], Certificate], int]] = [
    (lambda authority: authority.expired, 10),
    (lambda authority: authority.wrong_name, 62),
    (lambda authority: authority.self_signed, 18),
    (lambda authority: authority.missing_intermediate, 20),
    (lambda authority: authority.other_authority, 20),
    (lambda authority: authority.common_name_only, 62),
]
NAMES = ["expired", "name", "self-signed", "no-intermediate", "unknown-ca", "cn-only"]


@pytest.mark.parametrize(("which", "number"), BAD, ids=NAMES)
async def test_a_bad_certificate_is_told_by_number_and_gets_no_password(
    authority: Authority, which: Callable[[Authority], Certificate], number: int
) -> None:
    certificate = which(authority)
    async with scripted(silent, server_context(certificate)) as server:
        signal = await failure(server.tls)

    assert signal.code == f"tls:verify:{number}"
    assert signal.stage is Stage.TLS
    assert {"issuer", "not_after", "names", "top_issuer"} <= signal.facts.keys()
    assert server.said_after == []  # not even the handshake was finished


async def test_the_facts_say_for_whom_and_until_when(authority: Authority) -> None:
    async with scripted(silent, server_context(authority.wrong_name)) as server:
        signal = await failure(server.tls)

    assert signal.facts["names"] == "something-else.test"
    assert str(signal.facts["not_after"]).startswith("3000-")
    assert "Testing CA" in str(signal.facts["issuer"])


async def test_a_certificate_from_the_future_is_told_apart(
    authority: Authority,
) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    future = authority.issue("future", "localhost", not_before=soon)
    async with scripted(silent, server_context(future)) as server:
        signal = await failure(server.tls)

    assert signal.code == "tls:verify:9"


async def test_an_address_is_verified_too(authority: Authority) -> None:
    by_name = authority.issue("by-name", "localhost")
    async with scripted(silent, server_context(by_name)) as server:
        signal = await failure(server.endpoint(Security.TLS, "127.0.0.1"))

    assert signal.code == "tls:verify:64"


async def test_a_bad_certificate_behind_starttls_gets_no_password(
    dovecot_factory: DovecotFactory, authority: Authority
) -> None:
    dovecot = dovecot_factory(certificate=authority.expired)

    signal = await failure(dovecot.imap_starttls)

    assert signal.code == "tls:verify:10"
    assert dovecot.attempts() == ()


async def test_words_in_the_clear_on_a_tls_port_are_quoted(
    dovecot_factory: DovecotFactory,
) -> None:
    dovecot = dovecot_factory(with_tls=False)

    signal = await failure(dovecot.imap)

    assert signal.code == "tls:WRONG_VERSION_NUMBER"
    assert str(signal.facts["text"]).startswith("* OK [CAPABILITY")


async def test_a_web_server_on_a_tls_port_is_quoted() -> None:
    async def web(guest: Guest) -> None:
        await guest.say("HTTP/1.0 400 Bad Request\n")

    async with scripted(web) as server:
        signal = await failure(server.tls)

    assert signal.code == "tls:WRONG_VERSION_NUMBER"
    assert str(signal.facts["text"]).startswith("HTTP/1.0 400")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")  # old on purpose
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
async def test_old_tls_is_seen_as_an_alert_not_as_a_reset(
    authority: Authority, version: ssl.TLSVersion
) -> None:
    context = server_context(authority.good)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = version
    with strict_server(context) as door:
        signal = await failure(door)

    assert signal.code == "tls:alert:70"
    assert signal.facts["reason"] == "TLSV1_ALERT_PROTOCOL_VERSION"


async def test_no_common_cipher_is_an_alert(authority: Authority) -> None:
    context = server_context(authority.good)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")  # the key is an EC key
    with strict_server(context) as door:
        signal = await failure(door)

    assert signal.code == "tls:alert:40"


@pytest.mark.parametrize(
    "version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"]
)
async def test_a_demand_for_a_client_certificate_is_seen(
    authority: Authority, version: ssl.TLSVersion
) -> None:
    context = server_context(authority.good)
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = version
    with strict_server(context) as door:
        signal = await failure(door)

    # TLS 1.3 has an alert of its own for it, and sends it after the handshake.
    expected = "tls:alert:116" if version is ssl.TLSVersion.TLSv1_3 else "tls:alert:40"
    assert signal.code == expected
    assert signal.stage is Stage.TLS


async def test_a_server_that_hangs_up_is_told_as_such() -> None:
    async def rude(guest: Guest) -> None:
        await guest.hear_bytes(1)
        await guest.leave()

    async with scripted(rude) as server:
        signal = await failure(server.tls)

    assert signal.code in ("tls:UNEXPECTED_EOF", "errno:ECONNRESET")
    assert signal.stage is Stage.TLS


async def test_silence_in_the_handshake_has_its_own_limit() -> None:
    async with scripted(silent) as server:
        signal = await failure(server.tls, limits=QUICK)

    assert signal.code == "time:TLS"
    assert signal.stage is Stage.TLS


async def test_tls_on_a_starttls_port_is_recognised(dovecot: Dovecot) -> None:
    door = Endpoint("localhost", dovecot.imap.port, Security.STARTTLS)

    signal = await failure(door, limits=QUICK)

    assert signal.code == "mail:OTHER_PROTOCOL"
    assert signal.facts["speaks"] == "tls"


async def test_a_silent_starttls_port_that_speaks_no_tls_is_only_slow() -> None:
    async with scripted(silent) as server:
        signal = await failure(server.starttls, limits=QUICK)

    assert signal.code == "time:GREETING"


def test_an_authority_file_replaces_the_systems(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    context = Net(authorities=authority.ca_file)._dialer.trust.context()

    assert len(context.get_ca_certs()) == 1
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert not context.hostname_checks_common_name


def test_without_a_wish_the_systems_authorities_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    context = Net()._dialer.trust.context()

    assert len(context.get_ca_certs()) > 10
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


async def secured(context: ssl.SSLContext, door: Endpoint) -> TlsStream:
    place = Place(Service.IMAP, door)
    tcp = await connect(["127.0.0.1"], door.port, place, Limits(), lambda: None)
    try:
        return await TlsStream.secure(tcp, context, door.host, place, Limits())
    finally:
        tcp.close()


async def test_where_the_system_verifies_the_name_is_still_ours_to_check(
    authority: Authority,
) -> None:
    """Windows' and macOS' verifiers leave OpenSSL without a verified certificate."""
    left_to_the_system = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    left_to_the_system.check_hostname = False
    left_to_the_system.verify_mode = ssl.CERT_NONE

    async with scripted(silent, server_context(authority.good)) as good:
        await secured(left_to_the_system, good.tls)
    async with scripted(silent, server_context(authority.common_name_only)) as bad:
        with pytest.raises(TroubleError) as caught:
            await secured(left_to_the_system, bad.tls)

    assert caught.value.signal.code == "tls:verify:62"


async def test_truststores_context_serves_as_well(authority: Authority) -> None:
    """The one taken on Windows and macOS; here it asks OpenSSL."""
    context = _strict(truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))

    async with scripted(silent, server_context(authority.good)) as good:
        stream = await secured(context, good.tls)
        chain = stream.chain()
    async with scripted(silent, server_context(authority.expired)) as bad:
        with pytest.raises(TroubleError) as caught:
            await secured(context, bad.tls)

    assert stream.version == "TLSv1.3"
    assert chain is not None
    assert chain.root_pem == authority.ca_file.read_bytes()
    assert caught.value.signal.code == "tls:verify:10"


@pytest.mark.parametrize(
    ("native", "number"),
    [(0x800B0101, 10), (0x800B010F, 62), (-67818, 10), (-67843, 20), (-1, 1), (20, 20)],
)
def test_windows_and_macos_say_the_same_in_openssls_numbers(
    native: int, number: int
) -> None:
    error = ssl.SSLCertVerificationError("refused")
    error.verify_code = native

    assert verify_code(error) == number
    assert code_of(error) == f"tls:verify:{number}"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "tls:alert:40"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls:alert:116"),
        ("TLSV1_UNRECOGNIZED_NAME", "tls:alert:112"),
        ("DH_KEY_TOO_SMALL", "tls:DH_KEY_TOO_SMALL"),
        ("UNEXPECTED_EOF_WHILE_READING", "tls:UNEXPECTED_EOF"),
        (None, "tls:UNKNOWN"),
    ],
)
def test_a_reason_has_one_code(reason: str | None, code: str) -> None:
    error = ssl.SSLError("as OpenSSL words it")
    error.reason = reason  # type: ignore[assignment]  # some have none

    assert code_of(error) == code


@pytest.mark.parametrize(
    "kind", [ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError]
)
def test_every_release_of_python_names_a_hang_up_alike(
    kind: type[ssl.SSLError],
) -> None:
    error = kind("as Python words it")
    error.reason = None  # type: ignore[assignment]  # OpenSSL gave none

    assert code_of(error) == "tls:UNEXPECTED_EOF"
