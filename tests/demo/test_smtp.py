"""Sending: who may, to whom, and where it arrives."""

import base64
import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from assistant.demo import DemoServers
from assistant.demo.mailbox import CAPACITY_BYTES, INBOX
from tests.demo.talk import LIMIT_S, trusting


@pytest.fixture
def stranger(servers: DemoServers) -> Iterator[smtplib.SMTP]:
    """A client under TLS before its login."""
    door = servers.smtp
    with smtplib.SMTP_SSL(
        door.host, door.port, context=trusting(servers), timeout=LIMIT_S
    ) as client:
        client.ehlo("client.example")
        yield client


@pytest.fixture
def client(servers: DemoServers, stranger: smtplib.SMTP) -> smtplib.SMTP:
    """A client after its login."""
    stranger.login(servers.login, servers.password.reveal())
    return stranger


def to_oneself(servers: DemoServers) -> EmailMessage:
    message = EmailMessage()
    message["From"] = message["To"] = str(servers.address)
    message["Subject"] = "hello"
    message["Message-ID"] = "<hello@ac-demo.example>"
    message.set_content(".leading dot\nend")
    return message


def arrived(servers: DemoServers) -> list[bytes]:
    """What INBOX holds besides the welcome."""
    return [message.content for message in servers.mailbox.folders[INBOX]][1:]


def test_a_sent_message_arrives(servers: DemoServers, client: smtplib.SMTP) -> None:
    client.send_message(to_oneself(servers))

    (content,) = arrived(servers)
    assert content.startswith(b"Return-Path: <camille.demo@ac-demo.example>\r\nRecei")
    assert b"\r\nSubject: hello\r\n" in content
    assert content.endswith(b"\r\n\r\n.leading dot\r\nend\r\n")


def test_starttls_leads_to_the_same_mailbox(servers: DemoServers) -> None:
    door = servers.smtp_starttls
    with smtplib.SMTP(door.host, door.port, timeout=LIMIT_S) as client:
        client.starttls(context=trusting(servers))
        client.login(servers.login, servers.password.reveal())
        client.send_message(to_oneself(servers))

    assert len(arrived(servers)) == 1


def test_before_tls_no_login_is_offered_or_accepted(servers: DemoServers) -> None:
    door = servers.smtp_starttls
    with smtplib.SMTP(door.host, door.port, timeout=LIMIT_S) as client:
        client.ehlo()

        assert not client.has_extn("auth")
        assert client.has_extn("starttls")
        assert client.docmd("AUTH PLAIN AAAA")[0] == 530
        assert client.mail(str(servers.address))[0] == 530
    assert servers.account.refused == 0


def test_a_login_comes_before_a_message(
    servers: DemoServers, stranger: smtplib.SMTP
) -> None:
    code, text = stranger.mail(str(servers.address))

    assert (code, text[:5]) == (530, b"5.7.0")


def test_what_is_offered_after_tls(stranger: smtplib.SMTP) -> None:
    assert "PLAIN" in stranger.esmtp_features["auth"]
    assert int(stranger.esmtp_features["size"]) > 1_000_000
    assert stranger.has_extn("8bitmime")
    assert not stranger.has_extn("starttls")


def test_plain_takes_an_initial_response(
    servers: DemoServers, stranger: smtplib.SMTP
) -> None:
    text = f"\0{servers.login}\0{servers.password.reveal()}"
    response = base64.b64encode(text.encode()).decode()

    assert stranger.docmd(f"AUTH PLAIN {response}")[0] == 235


@pytest.mark.parametrize("password", ["wrong", "é", ""])
def test_a_wrong_password_is_refused_with_its_code(
    servers: DemoServers, stranger: smtplib.SMTP, password: str
) -> None:
    text = f"\0{servers.login}\0{password}".encode()
    response = base64.b64encode(text).decode()

    code, words = stranger.docmd(f"AUTH PLAIN {response}")

    assert (code, words[:5]) == (535, b"5.7.8")
    assert servers.account.refused == 1


def test_mail_to_others_is_refused(servers: DemoServers, client: smtplib.SMTP) -> None:
    client.mail(str(servers.address))

    code, text = client.rcpt("somebody@elsewhere.example")

    assert (code, text[:5]) == (550, b"5.1.1")
    assert client.rcpt(str(servers.address).upper())[0] == 250


def test_mail_from_others_is_refused(client: smtplib.SMTP) -> None:
    code, text = client.mail("somebody@elsewhere.example")

    assert (code, text[:5]) == (553, b"5.7.1")


def test_a_full_mailbox_takes_nothing_more(
    servers: DemoServers, client: smtplib.SMTP
) -> None:
    servers.mailbox.add("Trash", b"x" * (CAPACITY_BYTES - 100))

    with pytest.raises(smtplib.SMTPDataError, match=r"5\.2\.2"):
        client.send_message(to_oneself(servers))


def test_a_client_that_refuses_the_certificate_leaves_the_server_standing(
    servers: DemoServers,
) -> None:
    strict = ssl.create_default_context()
    door = servers.smtp_starttls
    with (
        socket.create_connection((door.host, door.port), timeout=LIMIT_S) as bare,
        bare.makefile("rb") as answers,
    ):
        answers.readline()
        bare.sendall(b"EHLO x\r\nSTARTTLS\r\n")
        while not answers.readline().startswith(b"220 "):
            pass
        with pytest.raises(ssl.SSLCertVerificationError):
            strict.wrap_socket(bare, server_hostname=door.host)

    with smtplib.SMTP(door.host, door.port, timeout=LIMIT_S) as client:
        assert client.noop()[0] == 250


def test_credentials_are_not_logged(
    servers: DemoServers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    password = servers.password.reveal()
    response = base64.b64encode(f"\0{servers.login}\0{password}".encode()).decode()
    door = servers.smtp
    with smtplib.SMTP_SSL(
        door.host, door.port, context=trusting(servers), timeout=LIMIT_S
    ) as client:
        client.login(servers.login, password)
        client.send_message(to_oneself(servers))

    for canary in (password, response, servers.login):
        assert canary not in caplog.text
