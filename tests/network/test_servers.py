"""The servers of the tests answer as the tests rely on."""

import base64
import contextlib
import imaplib
import smtplib
import ssl
import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.network.accounts import ACCOUNTS, DOMAIN, Answer
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.fixtures import DovecotFactory, PostfixFactory
from tests.network.postfix import Postfix

CAN_READ = tuple(
    each.login
    for each in ACCOUNTS
    if each.answer
    in {
        Answer.ACCEPT,
        Answer.OVER_QUOTA,
        Answer.SMTP_REFUSES_LOGIN,
        Answer.SMTP_REFUSES_SENDER,
    }
)


@contextlib.contextmanager
def imap(server: Dovecot) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context(cafile=str(server.ca_file))
    with imaplib.IMAP4_SSL(
        server.imap.host, server.imap.port, ssl_context=context, timeout=10
    ) as client:
        yield client


@contextlib.contextmanager
def smtp(server: Postfix) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context(cafile=str(server.ca_file))
    with smtplib.SMTP_SSL(
        server.smtp.host, server.smtp.port, context=context, timeout=10
    ) as client:
        yield client


def imap_login(client: imaplib.IMAP4, login: str, password: str) -> str:
    answer = f"\0{login}\0{password}".encode()
    try:
        client.authenticate("PLAIN", lambda _: answer)
    except imaplib.IMAP4.error as error:
        return str(error.args[0])
    return "OK"


def smtp_login(client: smtplib.SMTP, login: str, password: str) -> str:
    client.ehlo()
    plain = base64.b64encode(f"\0{login}\0{password}".encode()).decode()
    code, text = client.docmd("AUTH", f"PLAIN {plain}")
    return f"{code} {text.decode()}"


@pytest.mark.parametrize("login", CAN_READ)
def test_dovecot_accepts_the_right_password(dovecot: Dovecot, login: str) -> None:
    before = dovecot.logins(login, "imap")

    with imap(dovecot) as client:
        answer = imap_login(client, login, dovecot.accounts[login])

    assert answer == "OK"
    assert dovecot.logins(login, "imap") == before + 1


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("blocked", "[CONTACTADMIN]"),
        ("expired", "[EXPIRED]"),
        ("disabled", "[AUTHENTICATIONFAILED]"),
        ("denied", "[AUTHENTICATIONFAILED]"),
        ("tempfail", "[UNAVAILABLE]"),
    ],
)
def test_dovecot_refuses_with_the_code_of_the_account(
    dovecot: Dovecot, login: str, code: str
) -> None:
    with imap(dovecot) as client:
        answer = imap_login(client, login, dovecot.accounts[login])

    assert code in answer


def test_a_wrong_password_is_counted_once_as_a_failure(dovecot: Dovecot) -> None:
    before = dovecot.failures("alice")

    with imap(dovecot) as client:
        answer = imap_login(client, "alice", "not-the-password")

    assert "[AUTHENTICATIONFAILED]" in answer
    assert dovecot.failures("alice") == before + 1


def test_no_password_is_written_to_any_log(dovecot: Dovecot, postfix: Postfix) -> None:
    with imap(dovecot) as client:
        imap_login(client, "alice", "canary-in-the-log")
    with smtp(postfix) as sender:
        smtp_login(sender, "alice", "canary-in-the-log")

    for folder in (dovecot.folder, postfix.folder):
        for path in folder.rglob("*"):
            if path.is_file():
                assert b"canary-in-the-log" not in path.read_bytes()


def test_special_folders_and_quota_are_announced(dovecot: Dovecot) -> None:
    with imap(dovecot) as client:
        imap_login(client, "full", dovecot.accounts["full"])
        _, folders = client.list('""', "*")
        _, (_, quota) = client.getquotaroot("INBOX")

    listed = b"\n".join(line for line in folders if isinstance(line, bytes)).decode()
    for use in ("Drafts", "Sent", "Trash", "Junk", "Archive"):
        assert f"\\{use}" in listed
    assert b"STORAGE 11" in quota[0]
    assert b" 100)" in quota[0]


@pytest.mark.parametrize("login", ["alice", "bob", "accents", "emoji", "long"])
def test_postfix_accepts_the_right_password(postfix: Postfix, login: str) -> None:
    with smtp(postfix) as client:
        answer = smtp_login(client, login, postfix.accounts[login])

    assert answer.startswith("235 2.7.0")
    assert postfix.dovecot.logins(login, "smtp") >= 1


def test_postfix_refuses_the_login_of_who_may_only_receive(postfix: Postfix) -> None:
    with smtp(postfix) as client:
        answer = smtp_login(client, "sendonly", postfix.accounts["sendonly"])

    assert answer.startswith("535 5.7.8")


def test_postfix_refuses_the_sender_who_may_not_send(postfix: Postfix) -> None:
    with smtp(postfix) as client:
        smtp_login(client, "nosend", postfix.accounts["nosend"])
        code, text = client.mail(f"nosend@{DOMAIN}")

    assert (code, text[:5]) == (550, b"5.7.1")


def test_a_message_to_oneself_arrives(dovecot: Dovecot, postfix: Postfix) -> None:
    message = EmailMessage()
    message["From"] = message["To"] = f"alice@{DOMAIN}"
    message["Message-ID"] = "<servers-of-the-tests@ac-rig.test>"
    message.set_content("Bonjour\n")

    with smtp(postfix) as client:
        smtp_login(client, "alice", postfix.accounts["alice"])
        client.send_message(message)

    query = ("HEADER", "Message-ID", "servers-of-the-tests@ac-rig.test")
    with imap(dovecot) as reader:
        imap_login(reader, "alice", dovecot.accounts["alice"])
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            reader.select("INBOX")
            if reader.search(None, *query)[1] != [b""]:
                break
        assert reader.search(None, *query)[1] != [b""]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("expired", 10),
        ("wrong_name", 62),
        ("self_signed", 18),
        ("other_authority", 20),
        ("missing_intermediate", 20),
    ],
)
def test_each_bad_certificate_fails_in_its_own_way(
    dovecot_factory: DovecotFactory, authority: Authority, kind: str, code: int
) -> None:
    server = dovecot_factory(certificate=getattr(authority, kind))

    with pytest.raises(ssl.SSLCertVerificationError) as caught, imap(server):
        pass

    assert caught.value.verify_code == code
    assert server.attempts() == ()


def test_a_name_in_the_subject_alone_is_seen_by_strict_clients(
    dovecot_factory: DovecotFactory, authority: Authority
) -> None:
    server = dovecot_factory(certificate=authority.common_name_only)
    strict = authority.client_context()
    strict.hostname_checks_common_name = False
    address = (server.imap.host, server.imap.port)

    with pytest.raises(ssl.SSLCertVerificationError) as caught:
        imaplib.IMAP4_SSL(*address, ssl_context=strict, timeout=10)

    assert caught.value.verify_code == 62


def test_a_dovecot_without_tls_offers_no_starttls(
    dovecot_factory: DovecotFactory,
) -> None:
    server = dovecot_factory(with_tls=False)

    with imaplib.IMAP4(server.imap_starttls.host, server.imap_starttls.port) as client:
        assert "STARTTLS" not in client.capabilities


def test_one_connection_per_user_is_the_limit_where_asked_for(
    dovecot_factory: DovecotFactory, authority: Authority
) -> None:
    server = dovecot_factory(connections_per_user=1)

    with imap(server) as first:
        imap_login(first, "alice", server.accounts["alice"])
        second = imaplib.IMAP4_SSL(
            server.imap.host,
            server.imap.port,
            ssl_context=authority.client_context(),
            timeout=10,
        )
        answer = imap_login(second, "alice", server.accounts["alice"])
        second.shutdown()

    # Dovecot 2.3 says either, by its patch level.
    assert "[LIMIT]" in answer or "[UNAVAILABLE]" in answer
    assert "Maximum number of connections" in answer


def test_a_postfix_of_its_own_shows_the_given_certificate(
    dovecot: Dovecot, postfix_factory: PostfixFactory, authority: Authority
) -> None:
    server = postfix_factory(dovecot, certificate=authority.expired)

    with pytest.raises(ssl.SSLCertVerificationError) as caught, smtp(server):
        pass

    assert caught.value.verify_code == 10
