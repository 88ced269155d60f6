"""Messages: fetched, marked, searched, moved, removed."""

import imaplib
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.demo import DemoServers
from assistant.demo.imap import fetch
from assistant.demo.mailbox import INBOX, Mailbox, Message
from tests.demo.talk import CLOSED, Talk, trusting

ONE = b"From: Ana <ana@x.example>\r\nSubject: one\r\nMessage-ID: <1@x>\r\n\r\nfirst\r\n"
TWO = b"From: bob@x.example\r\nSubject: two\r\nMessage-ID: <2@x>\r\n\r\nsecond\r\n"
ITEMS = (
    *("UID", "FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"),
    *("BODYSTRUCTURE", "BODY[]", "BODY.PEEK[HEADER]", "BODY[TEXT]", "BODY[1]"),
    *("BODY[1.MIME]", "BODY[2.1.HEADER]", "BODY[1.1]", "RFC822", "RFC822.TEXT"),
)


@pytest.fixture
def filled(inbox: Talk) -> Talk:
    """A selected INBOX with two messages."""
    inbox.servers.mailbox.add(INBOX, ONE)
    inbox.servers.mailbox.add(INBOX, TWO)
    inbox.say("NOOP")
    return inbox


def subjects(talk: Talk, folder: str = INBOX) -> list[bytes]:
    return [
        message.content.partition(b"Subject: ")[2].partition(b"\r\n")[0]
        for message in talk.servers.mailbox.folders[folder]
    ]


def test_new_mail_is_told_at_the_next_occasion(inbox: Talk) -> None:
    inbox.servers.mailbox.add(INBOX, ONE)

    assert inbox.say("NOOP") == ["* 1 EXISTS", "OK NOOP completed"]


def test_idle_hears_of_new_mail_at_once(inbox: Talk) -> None:
    inbox.send(b"i IDLE\r\n")
    assert inbox.hear() == "+ Waiting"

    with Talk(inbox.servers) as other:
        other.log_in()
        other.append(INBOX, ONE)

    assert inbox.hear() == "* 1 EXISTS"
    inbox.send(b"DONE\r\n")
    assert inbox.hear() == "i OK IDLE completed"


def test_idle_ends_with_done_and_nothing_else(inbox: Talk) -> None:
    inbox.send(b"i IDLE\r\nNOOP\r\n")

    assert [inbox.hear(), inbox.hear()] == ["+ Waiting", "i BAD Expected DONE"]


def test_a_client_may_leave_while_it_idles(inbox: Talk) -> None:
    inbox.send(b"i IDLE\r\n")
    inbox.hear()
    inbox.__exit__(None, None, None)

    with Talk(inbox.servers) as other:
        assert other.log_in().append(INBOX, ONE).startswith("OK ")


def test_fetch_tells_the_plain_facts(filled: Talk) -> None:
    filled.servers.mailbox.flag(filled.servers.mailbox.folders[INBOX], 2, frozenset())

    line = filled.say("FETCH 1 (UID FLAGS RFC822.SIZE)")[0]

    assert line == f"* 1 FETCH (UID 2 FLAGS () RFC822.SIZE {len(ONE)})"


def test_uid_fetch_always_tells_the_uid(filled: Talk) -> None:
    assert filled.say("UID FETCH 3 FLAGS")[0] == "* 2 FETCH (UID 3 FLAGS ())"
    assert filled.say("UID FETCH 3 (UID)")[0] == "* 2 FETCH (UID 3)"
    assert filled.say("UID FETCH 99 (UID)") == ["OK FETCH completed"]


def test_reading_marks_as_seen_and_peeking_does_not(filled: Talk) -> None:
    filled.say("FETCH 1 (BODY.PEEK[] RFC822.HEADER)")
    assert filled.say("FETCH 1 FLAGS")[0] == "* 1 FETCH (FLAGS ())"

    lines = filled.say("FETCH 1 BODY[TEXT]")

    assert r"* 1 FETCH (UID 2 FLAGS (\Seen))" in lines
    assert filled.say("FETCH 1 FLAGS")[0] == r"* 1 FETCH (FLAGS (\Seen))"


def test_macros_stand_for_their_items(filled: Talk) -> None:
    fast = filled.say("FETCH 1 FAST")[0]
    everything = filled.say("FETCH 1 ALL")[0]

    assert fast.startswith("* 1 FETCH (FLAGS () INTERNALDATE ")
    assert "ENVELOPE" not in fast
    assert "ENVELOPE" in everything


@pytest.mark.parametrize(
    "items", ["", "(", "SIZE", "BODY[", "BODY[FOO]", "BODY[0]", "BODY[MIME]", '"UID"']
)
def test_an_unknown_item_is_refused_before_any_answer(filled: Talk, items: str) -> None:
    (answer,) = filled.say(f"FETCH 1:* {items}")

    assert answer.startswith("BAD ")


def test_another_session_taking_a_message_is_told_between_commands(
    filled: Talk,
) -> None:
    with Talk(filled.servers) as other:
        other.log_in().say("SELECT INBOX")
        other.say(r"STORE 1 +FLAGS.SILENT (\Deleted)")
        other.say("EXPUNGE")

    # Numbers stand still after FETCH by number (RFC 3501 section 7.4.1).
    assert filled.say("FETCH 1:2 UID") == ["* 2 FETCH (UID 3)", "OK FETCH completed"]
    assert filled.say("NOOP")[0] == "* 1 EXPUNGE"
    assert filled.say("FETCH 1:2 UID")[0] == "* 1 FETCH (UID 3)"


@pytest.mark.parametrize(
    ("command", "flags"),
    [
        (r"STORE 1 FLAGS (\Seen \Draft)", {r"\Seen", r"\Draft"}),
        (r"STORE 1 +FLAGS \Seen", {r"\Flagged", r"\Seen"}),
        (r"STORE 1 +FLAGS \Seen $Label1", {r"\Flagged", r"\Seen", "$Label1"}),
        (r"UID STORE 2 -FLAGS (\flagged)", set()),
        (r"STORE 1 FLAGS ()", set()),
    ],
)
def test_flags_are_set_added_and_taken(
    filled: Talk, command: str, flags: set[str]
) -> None:
    folder = filled.servers.mailbox.folders[INBOX]
    filled.servers.mailbox.flag(folder, 2, frozenset({r"\Flagged"}))
    filled.say("NOOP")

    lines = filled.say(command)

    assert folder.messages[2].flags == flags
    assert lines[0] == f"* 1 FETCH (UID 2 FLAGS ({' '.join(sorted(flags))}))"


def test_a_silent_change_is_told_to_others_only(filled: Talk) -> None:
    with Talk(filled.servers) as other:
        other.log_in().say("SELECT INBOX")

        assert filled.say(r"STORE 1 +FLAGS.SILENT (\Seen)") == ["OK STORE completed"]
        assert other.say("NOOP")[0] == r"* 1 FETCH (UID 2 FLAGS (\Seen))"


@pytest.mark.parametrize(
    "command",
    [
        r"STORE 1 +FLAGS (\Nonsense)",
        r"STORE 1 *FLAGS (\Seen)",
        r"STORE 1 +FLAGS.LOUD (\Seen)",
        r"STORE x +FLAGS (\Seen)",
        r"STORE 1 +FLAGS (())",
    ],
)
def test_a_wrong_store_is_refused(filled: Talk, command: str) -> None:
    assert filled.answer(command).startswith("BAD ")


def test_copy_and_move_say_where_to(filled: Talk) -> None:
    validity = filled.servers.mailbox.folders["Trash"].uid_validity

    copied = filled.answer("UID COPY 2:3 Trash")
    moved = filled.say("MOVE 1 Trash")

    assert copied == f"OK [COPYUID {validity} 2,3 1,2] COPY completed"
    assert moved == [
        f"* OK [COPYUID {validity} 2 3] Moved",
        "* 1 EXPUNGE",
        "OK MOVE completed",
    ]
    assert subjects(filled) == [b"two"]
    assert subjects(filled, "Trash") == [b"one", b"two", b"one"]


def test_nothing_to_copy_is_no_failure(filled: Talk) -> None:
    assert filled.say("UID COPY 99 Trash") == ["OK COPY completed"]
    assert filled.say("UID MOVE 99 Trash") == ["OK MOVE completed"]
    assert filled.answer("COPY 1 Nowhere").startswith("NO [TRYCREATE]")
    assert filled.answer("MOVE 1 Nowhere").startswith("NO [TRYCREATE]")


def test_expunge_removes_what_is_marked(filled: Talk) -> None:
    filled.say(r"STORE 1:2 +FLAGS.SILENT (\Deleted)")

    assert filled.say("UID EXPUNGE 3") == ["* 2 EXPUNGE", "OK EXPUNGE completed"]
    assert subjects(filled) == [b"one"]
    assert filled.say("EXPUNGE")[0] == "* 1 EXPUNGE"
    assert subjects(filled) == []


def test_close_removes_and_unselect_does_not(filled: Talk) -> None:
    filled.say(r"STORE 1 +FLAGS.SILENT (\Deleted)")
    filled.say("UNSELECT")
    assert subjects(filled) == [b"one", b"two"]

    filled.say("SELECT INBOX")
    assert filled.say("CLOSE") == ["OK CLOSE completed"]
    assert subjects(filled) == [b"two"]
    assert filled.answer("CHECK") == "BAD Not now"


def test_uids_are_never_given_twice(filled: Talk) -> None:
    filled.say(r"STORE 2 +FLAGS.SILENT (\Deleted)")
    filled.say("EXPUNGE")
    filled.append(INBOX, TWO)

    assert filled.say("FETCH 2 UID")[0] == "* 2 FETCH (UID 4)"


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("ALL", "1 2"),
        ("1", "1"),
        ("2:*", "2"),
        ("UID 3", "2"),
        ("SEEN", "1"),
        ("UNSEEN", "2"),
        ("NOT SEEN", "2"),
        ("NEW", ""),
        ("RECENT", ""),
        ("OLD", "1 2"),
        ("DELETED", ""),
        ("UNDELETED UNDRAFT UNANSWERED UNFLAGGED", "1 2"),
        ("KEYWORD $Label1", "1"),
        ("UNKEYWORD $Label1", "2"),
        ("HEADER Message-ID <2@x>", "2"),
        ('HEADER Message-ID ""', "1 2"),
        ("HEADER X-None x", ""),
        ("SUBJECT one", "1"),
        ("FROM ANA", "1"),
        ("TO ana", ""),
        ("BODY second", "2"),
        ("BODY subject", ""),
        ("TEXT subject", "1 2"),
        (f"LARGER {len(TWO)}", "1"),
        (f"SMALLER {len(ONE)}", "2"),
        ("OR SUBJECT one SUBJECT two", "1 2"),
        ("NOT (SUBJECT one SEEN)", "2"),
        ("OR 2 (1 UNSEEN)", "2"),
        ("CHARSET UTF-8 SUBJECT {3+}\r\ntwo", "2"),
        ("SINCE 1-Jan-2020", "1 2"),
        ("BEFORE 1-Jan-2020", ""),
        ("ON 1-Jan-2020", ""),
    ],
)
def test_search_finds(filled: Talk, keys: str, found: str) -> None:
    filled.say(r"STORE 1 FLAGS.SILENT (\Seen $Label1)")

    assert filled.say(f"SEARCH {keys}")[0].split() == ["*", "SEARCH", *found.split()]


@pytest.mark.parametrize(
    "keys",
    [
        *("", "FOO", "NOT", "OR SEEN", "HEADER Subject", "()", '"SEEN"', "UID x"),
        *("SINCE today", "SINCE 31-Feb-2026", "LARGER x", "NOT " * 60 + "ALL"),
    ],
)
def test_a_search_without_sense_is_refused(filled: Talk, keys: str) -> None:
    assert filled.answer(f"SEARCH {keys}").startswith("BAD ")


def test_uid_search_answers_uids(filled: Talk) -> None:
    assert filled.say("UID SEARCH ALL")[0] == "* SEARCH 2 3"


def letter() -> bytes:
    """A message with a text, an HTML twin, an attachment and an enclosed message."""
    message = EmailMessage()
    message["From"] = '"Ana, the \\"first\\"" <ana@x.example>'
    message["To"] = "bob@x.example, eve@x.example"
    message["Subject"] = "parts"
    message.set_content("plain")
    message.add_alternative("<p>html</p>", subtype="html")
    message.add_attachment(b"\x00\x01", maintype="image", subtype="png", filename="a b")
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("inside")
    message.add_attachment(inner)
    return message.as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture
def parts(inbox: Talk) -> Talk:
    inbox.servers.mailbox.add(INBOX, letter())
    inbox.say("NOOP")
    return inbox


def fetched(talk: Talk, section: str) -> str:
    """The octets of one section, as text."""
    answer = "\n".join(talk.say(f"FETCH 1 BODY.PEEK[{section}]")[:-1])
    return answer.partition("}\n")[2].removesuffix(")")


def test_the_structure_names_every_part(parts: Talk) -> None:
    structure = parts.say("FETCH 1 BODYSTRUCTURE")[0]

    assert structure.startswith('* 1 FETCH (BODYSTRUCTURE ((("text" "plain"')
    assert '"html"' in structure
    assert '"image" "png"' in structure
    assert '("attachment" ("filename" "a b"))' in structure
    assert '"message" "rfc822"' in structure
    assert structure.count("(") == structure.count(")")


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("1.1", "plain\n"),
        ("1.2", "<p>html</p>\n"),
        ("2", "AAE=\n"),
        ("3.1", "inside\n"),
        ("3.TEXT", "inside\n"),
        ("HEADER.FIELDS (Subject)", "Subject: parts\n\n"),
    ],
)
def test_parts_are_fetched_alone(parts: Talk, section: str, text: str) -> None:
    assert fetched(parts, section).replace("\r", "") == text


def test_headers_of_parts_and_enclosed_messages(parts: Talk) -> None:
    assert "image/png" in fetched(parts, "2.MIME")
    assert "Subject: inner" in fetched(parts, "3.HEADER")
    assert "Subject" not in fetched(parts, "HEADER.FIELDS.NOT (Subject)")
    assert "To: bob" in fetched(parts, "HEADER.FIELDS.NOT (Subject)")


@pytest.mark.parametrize("section", ["9", "1.9", "2.2", "1.1.HEADER"])
def test_a_part_that_is_not_there_is_nil(parts: Talk, section: str) -> None:
    line = parts.say(f"FETCH 1 BODY.PEEK[{section}]")[0]

    assert line == f"* 1 FETCH (BODY[{section}] NIL)"


def test_a_slice_is_a_slice(filled: Talk) -> None:
    lines = filled.say("FETCH 1 BODY.PEEK[]<6.3>")

    assert lines[:2] == ["* 1 FETCH (BODY[]<6> {3}", "Ana)"]
    assert filled.say("FETCH 1 BODY.PEEK[]<9999.9>")[0].endswith("<9999> {0}")


def test_the_envelope_quotes_what_needs_it(parts: Talk) -> None:
    envelope = parts.say("FETCH 1 ENVELOPE")[0]

    sender = r'(("Ana, the \"first\"" NIL "ana" "x.example"))'
    assert f'"parts" {sender} {sender} {sender}' in envelope
    assert '((NIL NIL "bob" "x.example")(NIL NIL "eve" "x.example"))' in envelope


@given(st.binary(max_size=300))
def test_whatever_was_received_can_be_described(content: bytes) -> None:
    message = Mailbox().add(INBOX, content)

    described = fetch.answer(message, fetch.items(ITEMS))

    assert described.startswith(b"(UID 1 FLAGS () INTERNALDATE ")
    assert content in described


@given(
    st.lists(
        st.sampled_from(
            [
                *("Content-Type: multipart/mixed; boundary=b", "Content-Type: text"),
                *("Content-Type: message/rfc822", "From: <", "To: a@b, \xe9", "", ""),
                *("--b", "--b--", "Subject: \xe9\xff", "\tfolded", "x: y", "text"),
                "Content-Disposition: attachment; filename*=utf-8''%e9",
                "Content-Type: multipart/digest; boundary=b",
                "Content-Transfer-Encoding: base64",
            ]
        ),
        max_size=14,
    )
)
def test_odd_structures_can_be_described(lines: list[str]) -> None:
    content = "\r\n".join(lines).encode("latin-1")
    message: Message = Mailbox().add(INBOX, content)

    assert fetch.answer(message, fetch.items(ITEMS)).endswith(b")")


def test_the_standard_library_works_with_messages(servers: DemoServers) -> None:
    with imaplib.IMAP4_SSL(
        "localhost", servers.imap.port, ssl_context=trusting(servers)
    ) as client:
        client.login(servers.login, servers.password.reveal())
        client.append(INBOX, r"\Seen", "", ONE)
        client.select()

        assert client.search(None, "HEADER", "Message-ID", "<1@x>") == ("OK", [b"2"])
        data = client.uid("FETCH", "2", "(BODY.PEEK[])")[1][0]
        assert isinstance(data, tuple)
        assert data[1] == ONE
        assert client.copy("2", "Trash")[0] == "OK"
        assert client.store("2", "+FLAGS", r"(\Deleted)")[0] == "OK"
        assert client.expunge() == ("OK", [b"2"])
        assert client.close()[0] == "OK"
    assert len(servers.mailbox.folders["Trash"].messages) == 1


def test_a_session_lives_through_the_loss_of_its_folder(filled: Talk) -> None:
    filled.say("CREATE Work")
    filled.say("UID COPY 2 Work")
    filled.say("SELECT Work")
    with Talk(filled.servers) as other:
        other.log_in().say("DELETE Work")

    assert filled.say("FETCH 1 UID")[-1].startswith("OK ")
    assert filled.answer("NOOP") != CLOSED
