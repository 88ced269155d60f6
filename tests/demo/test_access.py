"""Coming in: capabilities, TLS, logins, and what is refused on the way."""

import base64
import imaplib
import ssl

import pytest

from assistant.demo import DemoServers
from tests.demo.talk import CLOSED, Talk, plain_response, trusting


def test_the_greeting_carries_the_capabilities(stranger: Talk) -> None:
    assert stranger.greeting.startswith("* OK [CAPABILITY IMAP4rev1 ")
    assert "AUTH=PLAIN" in stranger.greeting
    assert "SASL-IR" in stranger.greeting
    assert "STARTTLS" not in stranger.greeting


def test_before_tls_no_login_is_offered_or_accepted(servers: DemoServers) -> None:
    with Talk(servers, servers.imap_starttls) as talk:
        assert "LOGINDISABLED" in talk.greeting
        assert "STARTTLS" in talk.greeting
        assert "AUTH=PLAIN" not in talk.greeting
        assert talk.answer("LOGIN cdemo1 secret").startswith("NO [PRIVACYREQUIRED]")
        assert talk.answer("AUTHENTICATE PLAIN").startswith("NO [PRIVACYREQUIRED]")
    assert servers.account.refused == 0


def test_starttls_leads_to_other_capabilities(servers: DemoServers) -> None:
    with Talk(servers, servers.imap_starttls) as talk:
        assert talk.answer("STARTTLS") == "OK Begin TLS now"
        talk.secure()

        assert "AUTH=PLAIN" in talk.say("CAPABILITY")[0]
        assert talk.answer("STARTTLS").startswith("BAD ")
        talk.log_in()


def test_what_is_sent_ahead_of_tls_is_forgotten(servers: DemoServers) -> None:
    with Talk(servers, servers.imap_starttls) as talk:
        talk.send(b"x1 STARTTLS\r\nx2 LOGOUT\r\n")
        assert talk.hear() == "x1 OK Begin TLS now"
        talk.secure()

        assert talk.say("NOOP") == ["OK NOOP completed"]


def test_a_client_that_refuses_the_certificate_leaves_the_server_standing(
    servers: DemoServers,
) -> None:
    strict = ssl.create_default_context()
    with Talk(servers, servers.imap_starttls) as talk:
        talk.say("STARTTLS")
        with pytest.raises(ssl.SSLCertVerificationError):
            talk.secure(strict)

    with Talk(servers, servers.imap_starttls) as talk:
        assert talk.answer("NOOP").startswith("OK")


def test_plain_with_an_initial_response_logs_in(stranger: Talk) -> None:
    answer = stranger.answer(f"AUTHENTICATE PLAIN {plain_response(stranger.servers)}")

    assert answer.startswith("OK [CAPABILITY ")
    assert "SPECIAL-USE" in answer
    assert stranger.servers.account.accepted == 1


def test_plain_with_a_continuation_logs_in(stranger: Talk) -> None:
    stranger.send(b"a AUTHENTICATE PLAIN\r\n")
    assert stranger.hear() == "+ "
    stranger.send(plain_response(stranger.servers).encode() + b"\r\n")

    assert stranger.hear().startswith("a OK ")


def test_a_cancelled_exchange_spends_no_attempt(stranger: Talk) -> None:
    stranger.send(b"a AUTHENTICATE PLAIN\r\n")
    stranger.hear()
    stranger.send(b"*\r\n")

    assert stranger.hear() == "a BAD Cancelled"
    assert stranger.servers.account.refused == 0


@pytest.mark.parametrize("spelling", ['cdemo1 "{}"', "{{6+}}\r\ncdemo1 {}"])
def test_login_takes_strings_and_literals(stranger: Talk, spelling: str) -> None:
    password = stranger.servers.password.reveal()

    assert stranger.answer("LOGIN " + spelling.format(password)).startswith("OK ")


def test_a_literal_waits_for_leave(stranger: Talk) -> None:
    stranger.send(b"a LOGIN {6}\r\n")
    assert stranger.hear() == "+ Go ahead"
    password = stranger.servers.password.reveal()
    stranger.send(f'cdemo1 "{password}"\r\n'.encode())

    assert stranger.hear().startswith("a OK ")


def test_a_wrong_password_is_refused_with_its_code(stranger: Talk) -> None:
    response = plain_response(stranger.servers, "wrong é")

    for command in (f"AUTHENTICATE PLAIN {response}", "LOGIN cdemo1 wrong"):
        assert stranger.answer(command).startswith("NO [AUTHENTICATIONFAILED]")
    assert stranger.servers.account.refused == 2
    assert stranger.servers.account.accepted == 0


def test_the_address_is_not_the_login(stranger: Talk) -> None:
    servers = stranger.servers
    command = f'LOGIN {servers.address} "{servers.password.reveal()}"'

    assert stranger.answer(command).startswith("NO [AUTHENTICATIONFAILED]")


@pytest.mark.parametrize("response", ["=", "x", "YQ==", "AGEAYgBj", "é"])
def test_a_broken_plain_response_is_malformed_not_wrong(
    stranger: Talk, response: str
) -> None:
    assert stranger.answer(f"AUTHENTICATE PLAIN {response}").startswith("BAD ")
    assert stranger.servers.account.refused == 0


def test_nobody_acts_for_somebody_else(stranger: Talk) -> None:
    secret = stranger.servers.password.reveal()
    response = base64.b64encode(f"boss\0cdemo1\0{secret}".encode()).decode()

    answer = stranger.answer(f"AUTHENTICATE PLAIN {response}")

    assert answer.startswith("NO [AUTHORIZATIONFAILED]")


def test_other_mechanisms_are_not_spoken(stranger: Talk) -> None:
    assert stranger.answer("AUTHENTICATE XOAUTH2 abc").startswith("NO [CANNOT]")


def test_nobody_logs_in_twice(known: Talk) -> None:
    assert known.answer("LOGIN cdemo1 x") == "BAD Logged in already"


def test_commands_wait_for_their_state(stranger: Talk) -> None:
    assert stranger.answer("SELECT INBOX") == "BAD Not now"
    stranger.log_in()
    assert stranger.answer("FETCH 1 FLAGS") == "BAD Not now"
    stranger.say("SELECT INBOX")
    assert stranger.answer("FETCH 1 FLAGS").startswith("OK ")
    assert stranger.answer("UNSELECT").startswith("OK ")
    assert stranger.answer("UID FETCH 1 FLAGS") == "BAD Not now"


def test_an_unknown_command_is_told_so(stranger: Talk) -> None:
    assert stranger.answer("XFORWARD") == "BAD Unknown command"
    assert stranger.answer("UID LOGOUT") == "BAD Unknown command"
    assert stranger.answer("NOOP now") == "BAD Unexpected argument"


def test_the_server_says_who_it_is(stranger: Talk) -> None:
    lines = stranger.say('ID ("name" "test")')

    assert lines[0] == '* ID ("name" "Assistant Messagerie demo")'
    assert stranger.answer("ID NIL").startswith("OK ")


def test_logout_says_goodbye_and_hangs_up(stranger: Talk) -> None:
    assert stranger.say("LOGOUT") == ["* BYE See you soon", "OK LOGOUT completed"]
    assert stranger.hear() == CLOSED


def test_the_standard_library_logs_in_both_ways(servers: DemoServers) -> None:
    password = servers.password.reveal()
    with imaplib.IMAP4_SSL(
        servers.imap.host, servers.imap.port, ssl_context=trusting(servers)
    ) as client:
        assert client.login(servers.login, password)[0] == "OK"
    with imaplib.IMAP4(servers.imap.host, servers.imap_starttls.port) as client:
        client.starttls(trusting(servers))
        assert client.login(servers.login, password)[0] == "OK"


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost"])
def test_the_certificate_names_every_way_to_this_computer(
    servers: DemoServers, address: str
) -> None:
    with imaplib.IMAP4_SSL(
        address, servers.imap.port, ssl_context=trusting(servers)
    ) as client:
        assert client.noop()[0] == "OK"
