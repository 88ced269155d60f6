"""Lines and literals at their limits; clients that misbehave."""

import socket
import ssl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.demo import DemoServers
from assistant.demo.imap.wire import LARGEST_LITERAL, LONGEST_LINE
from tests.demo.talk import CLOSED, LIMIT_S, Talk

NAMES = [
    *("CAPABILITY", "ID", "LOGIN", "AUTHENTICATE", "LIST", "LSUB", "NAMESPACE"),
    *("STATUS", "SELECT", "EXAMINE", "CREATE", "DELETE", "SUBSCRIBE", "GETQUOTA"),
    *("UNSUBSCRIBE", "GETQUOTAROOT", "APPEND", "FETCH", "UID FETCH", "SEARCH"),
    *("UID SEARCH", "STORE", "UID STORE", "COPY", "UID COPY", "MOVE", "UID MOVE"),
    *("EXPUNGE", "UID EXPUNGE", "UNSELECT", "CLOSE", "CHECK", "UID", "NOOP"),
]
WORDS = st.sampled_from(
    [
        *("INBOX", "Sent", "1", "1:*", "0", "*", '""', '"*"', "%", "()", "(\\Seen)"),
        *("FLAGS", "+FLAGS", "-FLAGS.SILENT", "\\Seen", "(FLAGS UID)", "ENVELOPE"),
        *("BODY[]", "BODY[1.2.MIME]", "BODY[9]<5.5>", "BODYSTRUCTURE", "(MESSAGES)"),
        *("ALL", "NOT", "OR", "SINCE", '"1-Jan-2026"', '" 1-Jan-2026 00:00:00 +0000"'),
        *("HEADER", "Message-ID", "LARGER", "UID", "BODY[HEADER.FIELDS (To)]"),
        *("{0+}\r\n", "{3+}\r\nabc", "PLAIN", "99999999999", "{", "]", "((", '"'),
    ]
)


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_both_line_ends_are_understood(stranger: Talk, end: bytes) -> None:
    stranger.send(b"a NOOP" + end)

    assert stranger.hear() == "a OK NOOP completed"


def test_commands_sent_at_once_are_answered_in_turn(stranger: Talk) -> None:
    stranger.send(b"a NOOP\r\nb CAPABILITY\r\nc NOOP\r\n")

    heard = [stranger.hear() for _ in range(4)]

    assert [line.split()[0] for line in heard] == ["a", "*", "b", "c"]


def test_a_command_in_small_pieces_is_one_command(stranger: Talk) -> None:
    for octet in b"a NOOP\r\n":
        stranger.send(bytes([octet]))

    assert stranger.hear() == "a OK NOOP completed"


def test_a_malformed_line_gets_bad_with_its_tag(stranger: Talk) -> None:
    stranger.send(b'a7 LOGIN "open\r\n\x00\xff\r\n')

    assert stranger.hear().startswith("a7 BAD ")
    assert stranger.hear().startswith("* BAD ")
    assert stranger.answer("NOOP").startswith("OK ")


def test_a_line_without_end_is_cut_off(stranger: Talk) -> None:
    stranger.send(b"a" * (LONGEST_LINE + 10_000))

    assert stranger.hear() == "* BYE That is too much"
    assert stranger.hear() == CLOSED


def test_a_literal_beyond_the_limit_is_not_taken(stranger: Talk) -> None:
    stranger.send(f"a LOGIN {{{LARGEST_LITERAL + 1}}}\r\n".encode())

    assert stranger.hear() == "* BYE That is too much"


def test_a_large_literal_arrives_whole(known: Talk) -> None:
    content = b"Subject: large\r\n\r\n" + b"0123456789\r\n" * 200_000

    assert known.append("Sent", content).startswith("OK ")
    assert [m.content for m in known.servers.mailbox.folders["Sent"]] == [content]


def test_a_large_message_leaves_whole(inbox: Talk) -> None:
    content = b"Subject: large\r\n\r\n" + b"0123456789\r\n" * 200_000
    inbox.servers.mailbox.add("INBOX", content)
    inbox.say("NOOP")

    lines = inbox.say("FETCH 1 BODY.PEEK[]")

    assert lines[0].endswith(f"BODY[] {{{len(content)}}}")
    assert lines.count("0123456789") == 200_000


def test_a_client_that_leaves_in_a_literal_troubles_nobody(
    servers: DemoServers,
) -> None:
    with Talk(servers) as talk:
        talk.send(b"a LOGIN {500}\r\nhalf")
        talk.hear()
    with Talk(servers) as talk:
        assert talk.answer("NOOP").startswith("OK ")


def test_plain_text_at_the_tls_door_is_dropped(servers: DemoServers) -> None:
    with socket.create_connection(
        ("127.0.0.1", servers.imap.port), timeout=LIMIT_S
    ) as bare:
        bare.sendall(b"a NOOP\r\n")
        assert b"NOOP" not in bare.recv(4096)


def test_tls_at_the_starttls_door_fails_at_once(servers: DemoServers) -> None:
    context = ssl.create_default_context(cafile=servers.ca_file)
    with (
        socket.create_connection(
            ("127.0.0.1", servers.imap_starttls.port), timeout=LIMIT_S
        ) as bare,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(bare, server_hostname="localhost")


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=st.sampled_from(NAMES), words=st.lists(WORDS, max_size=5))
def test_any_command_with_any_arguments_gets_one_answer(
    known: Talk, name: str, words: list[str]
) -> None:
    known.say("SELECT INBOX")

    known.send(" ".join(["a", name, *words]).encode() + b"\r\n")
    # A word may have opened a string or asked for a continuation: end it.
    known.send(b"\r\nb NOOP\r\n")

    heard = [known.hear()]
    while not heard[-1].startswith("b OK "):
        assert heard[-1] != CLOSED, f"the server hung up after {heard}"
        heard.append(known.hear())
    answers = [line for line in heard if line.startswith("a ")]
    assert len(answers) == 1
    assert answers[0].split()[1] in {"OK", "NO", "BAD"}


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(line=st.binary(max_size=80).filter(lambda octets: b"\n" not in octets))
def test_any_octets_leave_the_conversation_alive(stranger: Talk, line: bytes) -> None:
    if line.rstrip(b"\r").endswith(b"}"):  # would be the start of a literal
        line += b"."

    stranger.send(line + b"\r\nlast NOOP\r\n")

    heard = [stranger.hear(), stranger.hear()]
    assert heard[-1] == "last OK NOOP completed", heard
