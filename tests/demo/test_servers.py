"""The demo as a whole: fast to start, clean to stop, different every time."""

import asyncio
import gc
import itertools
import socket
import ssl
import stat
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from cryptography import x509

from assistant.demo import DemoServers, in_thread, loopback, story
from assistant.demo.authority import Authority
from assistant.demo.mailbox import INBOX
from assistant.institutions import Findings, load
from assistant.model.institution import Institution, LoginForm
from assistant.model.server import Security
from tests.demo.talk import CLOSED, LIMIT_S, Talk, connected, trusting


def doors_of(servers: DemoServers) -> tuple[int, ...]:
    return (
        servers.imap.port,
        servers.imap_starttls.port,
        servers.smtp.port,
        servers.smtp_starttls.port,
    )


def test_four_doors_stand_open_on_high_ports(servers: DemoServers) -> None:
    ports = doors_of(servers)

    assert len(set(ports)) == 4
    assert min(ports) > 1023
    assert servers.imap.security is servers.smtp.security is Security.TLS
    assert servers.imap_starttls.security is Security.STARTTLS
    assert servers.smtp_starttls.security is Security.STARTTLS


def test_every_door_answers_on_both_addresses(servers: DemoServers) -> None:
    addresses = {str(info[4][0]) for info in socket.getaddrinfo("localhost", None)}

    for port, address in itertools.product(doors_of(servers), addresses):
        socket.create_connection((address, port), timeout=LIMIT_S).close()


def test_a_listener_has_one_port_on_both_addresses() -> None:
    sockets = loopback.listen()
    try:
        names = [bound.getsockname() for bound in sockets]
        assert names[0][0] == "127.0.0.1"
        assert {name[1] for name in names} == {names[0][1]}
        assert [name[0] for name in names[1:]] in ([], ["::1"])
    finally:
        for bound in sockets:
            bound.close()


def test_nothing_listens_or_lies_around_afterwards() -> None:
    before = set(threading.enumerate())
    with in_thread() as servers:
        ports = doors_of(servers)
        files = (servers.ca_file, servers.profile_file)
        assert all(path.is_file() for path in files)

    assert set(threading.enumerate()) == before
    assert not any(path.parent.exists() for path in files)
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S)


def test_stopping_hangs_up_on_everybody() -> None:
    with in_thread() as servers:
        talks = [Talk(servers) for _ in range(3)]
        talks.append(Talk(servers, servers.imap_starttls))
        talks[0].log_in().say("SELECT INBOX")
        talks[0].send(b"i IDLE\r\n")
        talks[0].hear()
        letter = connected(servers, servers.smtp)
        assert letter.recv(4) == b"220 "
        begun = time.perf_counter()
    elapsed = time.perf_counter() - begun

    assert elapsed < 1
    for talk in talks:
        with talk:
            assert ended(talk)
    with letter:
        assert letter_ended(letter)


@pytest.mark.filterwarnings("error")
def test_stopping_forgets_nobody_in_a_handshake() -> None:
    with ExitStack() as stack:
        with in_thread() as servers:
            for port in doors_of(servers):
                address = ("127.0.0.1", port)
                stack.enter_context(socket.create_connection(address, LIMIT_S))
            talk = stack.enter_context(Talk(servers, servers.imap_starttls))
            talk.say("STARTTLS")
            letter = connected(servers, servers.smtp_starttls)
            stack.enter_context(letter)
            letter.sendall(b"EHLO x\r\nSTARTTLS\r\n")
            while not letter.recv(4096).endswith(b"Ready to start TLS\r\n"):
                pass
            begun = time.perf_counter()

        assert time.perf_counter() - begun < 1
        assert ended(talk)
        assert letter_ended(letter)
    gc.collect()  # what was left open would warn now


def ended(talk: Talk) -> bool:
    try:
        return talk.hear() == CLOSED
    except OSError:  # hung up hard: a reset, or TLS without its goodbye
        return True


def letter_ended(letter: socket.socket) -> bool:
    try:
        while letter.recv(4096):
            pass
    except OSError:
        return True
    return True


def test_the_given_folder_is_used_and_kept(tmp_path: Path) -> None:
    with in_thread(tmp_path) as servers:
        assert servers.ca_file.parent == servers.profile_file.parent == tmp_path

    assert {path.name for path in tmp_path.iterdir()} == {
        "ac-demo.toml",
        "demo-authority.pem",
    }


def test_a_failed_start_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    before = set(threading.enumerate())

    with pytest.raises(FileNotFoundError), in_thread(tmp_path / "nowhere"):
        pass

    assert set(threading.enumerate()) == before
    gc.collect()  # an open socket would be a ResourceWarning now


def test_the_servers_stand_in_a_loop_as_well() -> None:
    async def greeted() -> bytes:
        async with DemoServers() as servers:
            context = trusting(servers)
            reader, writer = await asyncio.open_connection(
                servers.imap.host, servers.imap.port, ssl=context
            )
            greeting = await asyncio.wait_for(reader.readline(), LIMIT_S)
            writer.close()
            return greeting

    assert asyncio.run(greeted()).startswith(b"* OK ")


def test_two_runs_share_neither_password_nor_authority() -> None:
    with in_thread() as one, in_thread() as other:
        assert one.password != other.password
        assert len(one.password.reveal()) >= 12
        assert one.ca_file.read_bytes() != other.ca_file.read_bytes()
        with pytest.raises(ssl.SSLCertVerificationError):
            Talk(one, other.imap)


def test_the_password_is_typed_with_the_end_of_its_line(servers: DemoServers) -> None:
    typed = servers.account.typed_password()

    assert typed == servers.password.reveal().encode() + b"\n"


def test_the_authority_keeps_its_key_to_itself(servers: DemoServers) -> None:
    assert b"PRIVATE" not in servers.ca_file.read_bytes()
    assert b"PRIVATE" not in servers.profile_file.read_bytes()


def test_the_certificate_lives_for_hours_and_names_this_computer(
    servers: DemoServers,
) -> None:
    with connected(servers, servers.imap) as tls:
        assert isinstance(tls, ssl.SSLSocket)
        certificate = tls.getpeercert(binary_form=True)
        version = tls.version()

    assert certificate is not None
    seen = x509.load_der_x509_certificate(certificate)
    left = seen.not_valid_after_utc - datetime.now(UTC)
    assert timedelta(hours=1) < left < timedelta(days=1)
    names = seen.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert len(names.get_values_for_type(x509.IPAddress)) == 2
    assert version == "TLSv1.3"


def test_tls_starts_at_1_2() -> None:
    context = Authority().server_context()

    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_welcome_waits_in_the_inbox(servers: DemoServers) -> None:
    (welcome,) = servers.mailbox.folders[INBOX]

    message = message_from_bytes(welcome.content, policy=policy.default)
    assert message["To"] == str(servers.address)
    assert message["Message-ID"].endswith("@ac-demo.example>")
    assert message["Subject"]
    assert b"\n" not in welcome.content.replace(b"\r\n", b"")


def profile_of(servers: DemoServers) -> Institution:
    profile = load(servers.profile_file)
    assert not isinstance(profile, Findings), profile
    return profile


def test_the_profile_is_one_that_the_program_reads(servers: DemoServers) -> None:
    profile = profile_of(servers)

    (platform,) = profile.platforms
    assert profile.domains == (servers.address.domain,)
    assert [door.endpoint for door in platform.imap] == [
        servers.imap,
        servers.imap_starttls,
    ]
    assert platform.smtp is not None
    assert [door.endpoint for door in platform.smtp] == [
        servers.smtp,
        servers.smtp_starttls,
    ]
    assert platform.login.form is LoginForm.IDENTIFIER
    assert servers.login in platform.login.examples
    assert profile.folders.sent in servers.mailbox.folders


def test_the_environment_points_into_the_given_home(
    servers: DemoServers, tmp_path: Path
) -> None:
    environment = dict(servers.environment(tmp_path))

    assert environment.pop("SSL_CERT_FILE") == str(servers.ca_file)
    assert environment["HOME"] == str(tmp_path)
    assert all(Path(value).is_relative_to(tmp_path) for value in environment.values())


def test_the_story_is_the_main_job_and_its_way_back(servers: DemoServers) -> None:
    steps = story(servers)

    assert [step.id for step in steps] == ["discover", "check", "setup", "undo"]
    assert all(step.title for step in steps)
    assert all(step.arguments[0] == step.id for step in steps)


def test_the_story_tells_no_secret(servers: DemoServers) -> None:
    for step in story(servers):
        assert servers.password.reveal() not in repr(step)
        assert ("--password-stdin" in step.arguments) is step.needs_password


def test_files_are_readable_by_the_mail_program(servers: DemoServers) -> None:
    mode = stat.S_IMODE(servers.ca_file.stat().st_mode)

    assert mode & stat.S_IRUSR
