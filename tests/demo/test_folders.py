"""Folders: listed, described, made, filled."""

import imaplib
from datetime import UTC, datetime

import pytest

from assistant.demo.mailbox import CAPACITY_BYTES
from tests.demo.talk import Talk, trusting

MESSAGE = b"From: a@ac-demo.example\r\nSubject: one\r\n\r\nbody\r\n"


def names(lines: list[str]) -> list[str]:
    return [line.rsplit(" ", 1)[1].strip('"') for line in lines[:-1]]


def test_special_folders_say_what_they_are_for(known: Talk) -> None:
    lines = known.say('LIST "" "*"')

    assert lines[0] == r'* LIST (\HasNoChildren) "/" "INBOX"'
    assert r'* LIST (\HasNoChildren \Sent) "/" "Sent"' in lines
    assert r'* LIST (\HasNoChildren \Drafts) "/" "Drafts"' in lines
    assert r'* LIST (\HasNoChildren \Trash) "/" "Trash"' in lines
    assert r'* LIST (\HasNoChildren \Junk) "/" "Junk"' in lines
    assert lines[-1] == "OK LIST completed"


def test_only_special_folders_are_listed_when_asked_for(known: Talk) -> None:
    special = known.say('LIST (SPECIAL-USE) "" "*"')
    returned = known.say('LIST "" "*" RETURN (SPECIAL-USE)')

    assert names(special) == ["Sent", "Drafts", "Trash", "Junk"]
    assert names(returned) == ["INBOX", "Sent", "Drafts", "Trash", "Junk"]


@pytest.mark.parametrize(
    ("reference", "pattern", "found"),
    [
        ("", "%", ["INBOX", "Sent", "Drafts", "Trash", "Junk", "Work"]),
        ("", "*", ["INBOX", "Sent", "Drafts", "Trash", "Junk", "Work", "Work/2026"]),
        ("", "inbox", ["INBOX"]),
        ("", "S*", ["Sent"]),
        ("", "Work/%", ["Work/2026"]),
        ("Work/", "*", ["Work/2026"]),
        ("", "%/%", ["Work/2026"]),
        ("", "S.nt", []),
        ("", "*" * 60 + "x", []),  # answered at once, however many wildcards
    ],
)
def test_patterns_choose_folders(
    known: Talk, reference: str, pattern: str, found: list[str]
) -> None:
    known.say("CREATE Work")
    known.say("CREATE Work/2026")

    assert names(known.say(f'LIST "{reference}" "{pattern}"')) == found


def test_an_empty_pattern_asks_for_the_delimiter(known: Talk) -> None:
    assert known.say('LIST "" ""')[0] == r'* LIST (\Noselect) "/" ""'


def test_a_parent_says_that_it_has_children(known: Talk) -> None:
    known.say("CREATE Work/2026")
    known.say("CREATE Work")

    assert r'* LIST (\HasChildren) "/" "Work"' in known.say('LIST "" "Work"')


def test_a_made_folder_can_be_unsubscribed_and_deleted(known: Talk) -> None:
    assert known.answer("CREATE Work/").startswith("OK ")
    assert known.answer("CREATE Work").startswith("NO [ALREADYEXISTS]")
    assert known.answer("UNSUBSCRIBE Work").startswith("OK ")
    assert "Work" not in names(known.say('LSUB "" "*"'))
    assert known.answer("SUBSCRIBE Work").startswith("OK ")
    assert "Work" in names(known.say('LSUB "" "*"'))
    assert known.answer("DELETE Work").startswith("OK ")
    assert "Work" not in names(known.say('LIST "" "*"'))


@pytest.mark.parametrize(
    "command",
    [
        *("SELECT", "EXAMINE", "DELETE", "SUBSCRIBE", "UNSUBSCRIBE", "GETQUOTAROOT"),
        "STATUS {} (MESSAGES)",
    ],
)
def test_a_folder_that_is_not_there_is_told_so(known: Talk, command: str) -> None:
    sentence = command.format("Nowhere") if "{}" in command else f"{command} Nowhere"

    assert known.answer(sentence).startswith("NO [NONEXISTENT]")


def test_inbox_cannot_be_deleted(known: Talk) -> None:
    assert known.answer("DELETE inbox").startswith("NO [CANNOT]")


def test_a_folder_made_anew_is_not_taken_for_the_old_one(known: Talk) -> None:
    known.say("CREATE Work")
    old = known.say("STATUS Work (UIDVALIDITY)")[0]
    known.say("DELETE Work")
    known.say("CREATE Work")

    assert known.say("STATUS Work (UIDVALIDITY)")[0] != old


def test_status_counts(known: Talk) -> None:
    known.append("Sent", MESSAGE, r"(\Seen) ")
    known.append("Sent", MESSAGE)

    line = known.say("STATUS Sent (MESSAGES UNSEEN UIDNEXT RECENT SIZE)")[0]

    size = 2 * len(MESSAGE)
    counted = f"MESSAGES 2 UNSEEN 1 UIDNEXT 3 RECENT 0 SIZE {size}"
    assert line == f'* STATUS "Sent" ({counted})'
    assert known.answer("STATUS Sent (WEIGHT)") == "BAD Unknown status item"


def test_select_tells_what_a_client_must_know(known: Talk) -> None:
    lines = known.say("SELECT INBOX")

    assert "* 1 EXISTS" in lines
    assert "* OK [UIDNEXT 2] Predicted" in lines
    assert any(line.startswith("* OK [UIDVALIDITY ") for line in lines)
    permanent = [line for line in lines if "[PERMANENTFLAGS" in line]
    assert r"\Seen" in permanent[0]
    assert r"\*" in permanent[0]
    assert lines[-1] == "OK [READ-WRITE] Opened"


def test_examine_changes_nothing(known: Talk) -> None:
    assert known.answer("EXAMINE INBOX") == "OK [READ-ONLY] Opened"

    known.say("FETCH 1 BODY[]")

    assert known.answer("STORE 1 +FLAGS (\\Deleted)").startswith("NO [READ-ONLY]")
    assert known.answer("MOVE 1 Trash").startswith("NO [READ-ONLY]")
    assert known.answer("EXPUNGE").startswith("NO [READ-ONLY]")
    assert known.answer("CLOSE").startswith("OK ")
    assert [m.flags for m in known.servers.mailbox.folders["INBOX"]] == [frozenset()]


def test_a_failed_select_leaves_nothing_selected(inbox: Talk) -> None:
    inbox.say("SELECT Nowhere")

    assert inbox.answer("FETCH 1 FLAGS") == "BAD Not now"


def test_append_keeps_flags_date_and_octets(known: Talk) -> None:
    date = '"23-Nov-2026 10:00:00 +0200" '

    answer = known.append("Sent", MESSAGE, rf"(\Seen $Label1 \Recent) {date}")

    (message,) = known.servers.mailbox.folders["Sent"]
    validity = known.servers.mailbox.folders["Sent"].uid_validity
    assert answer == f"OK [APPENDUID {validity} 1] APPEND completed"
    assert message.content == MESSAGE
    assert message.flags == {r"\Seen", "$Label1"}
    assert message.received.astimezone(UTC) == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "before",
    [
        '"23-Nov-2026" ',
        '"31-Feb-2026 10:00:00 +0000" ',
        '"23-Foo-2026 10:00:00 +0000" ',
        '"23-Nov-2026 25:00:00 +0000" ',
        '"23-Nov-2026 10:00:00 +9900" ',
        r"(\Unknown) ",
        '("text") ',
        "word ",
        "() () ",
    ],
)
def test_append_refuses_what_it_cannot_keep(known: Talk, before: str) -> None:
    assert known.append("Sent", MESSAGE, before).startswith("BAD ")
    assert not known.servers.mailbox.folders["Sent"].messages


def test_append_wants_a_message(known: Talk) -> None:
    assert known.answer("APPEND Sent word") == "BAD Expected a message"


def test_append_to_a_missing_folder_proposes_to_make_it(known: Talk) -> None:
    assert known.append("Nowhere", MESSAGE).startswith("NO [TRYCREATE]")


def test_quota_is_told_in_kibibytes(known: Talk) -> None:
    known.append("Sent", b"x" * 10_240)

    assert known.say("GETQUOTAROOT INBOX") == [
        '* QUOTAROOT "INBOX" ""',
        f'* QUOTA "" (STORAGE 10 {CAPACITY_BYTES // 1024})',
        "OK GETQUOTAROOT completed",
    ]
    assert known.answer('GETQUOTA ""').startswith("OK ")
    assert known.answer("GETQUOTA other").startswith("NO [NONEXISTENT]")


def test_a_full_mailbox_takes_nothing_more(known: Talk) -> None:
    known.servers.mailbox.add("Trash", b"x" * (CAPACITY_BYTES - 10))

    assert known.append("Sent", MESSAGE).startswith("NO [OVERQUOTA]")
    known.say("SELECT Trash")
    assert known.answer("COPY 1 Sent").startswith("NO [OVERQUOTA]")
    assert known.answer("MOVE 1 Junk").startswith("OK ")  # needs no more room


def test_the_standard_library_reads_folders_and_quota() -> None:
    from assistant.demo import in_thread  # noqa: PLC0415  # a world of its own

    with (
        in_thread() as servers,
        imaplib.IMAP4_SSL(
            "localhost", servers.imap.port, ssl_context=trusting(servers)
        ) as client,
    ):
        client.login(servers.login, servers.password.reveal())

        assert client.namespace() == ("OK", [b'(("" "/")) NIL NIL'])
        assert client.getquotaroot("INBOX")[0] == "OK"
        assert client.append("Sent", "", "", MESSAGE)[0] == "OK"
        assert client.select("Sent") == ("OK", [b"1"])
