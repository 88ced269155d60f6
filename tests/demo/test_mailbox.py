"""The mailbox, and what a session believes about it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from assistant.demo.imap.sequence import SequenceSet
from assistant.demo.imap.view import Row, View
from assistant.demo.mailbox import CAPACITY_BYTES, INBOX, Mailbox

SEEN = frozenset({r"\Seen"})


def test_a_new_mailbox_has_the_special_folders_and_nothing_in_them() -> None:
    mailbox = Mailbox()

    assert list(mailbox.folders) == ["INBOX", "Sent", "Drafts", "Trash", "Junk"]
    assert mailbox.folders["Sent"].special_use == r"\Sent"
    assert mailbox.folders[INBOX].special_use is None
    assert mailbox.used_bytes == 0


def test_every_folder_has_a_validity_of_its_own() -> None:
    mailbox = Mailbox()
    validities = [folder.uid_validity for folder in mailbox.folders.values()]

    assert sorted(set(validities)) == validities
    assert mailbox.create("Sent").uid_validity > max(validities)


def test_a_message_keeps_what_it_was_added_with() -> None:
    mailbox = Mailbox()
    when = datetime(2026, 11, 23, tzinfo=UTC)

    message = mailbox.add(INBOX, b"x", flags=SEEN, received=when)

    assert (message.uid, message.flags, message.received) == (1, SEEN, when)
    assert list(mailbox.folders[INBOX]) == [message]


def test_the_quota_counts_every_folder() -> None:
    mailbox = Mailbox()
    mailbox.add(INBOX, b"x" * 10)
    mailbox.add("Trash", b"x" * 20)

    assert mailbox.used_bytes == 30
    assert mailbox.has_room_for(CAPACITY_BYTES - 30)
    assert not mailbox.has_room_for(CAPACITY_BYTES - 29)


def test_watchers_hear_of_every_change_while_they_watch() -> None:
    mailbox, heard = Mailbox(), []
    folder = mailbox.folders[INBOX]

    with mailbox.watched_by(lambda: heard.append(len(folder.messages))):
        mailbox.add(INBOX, b"x")
        mailbox.flag(folder, 1, SEEN)
        mailbox.remove(folder, 1)
    mailbox.add(INBOX, b"y")

    assert heard == [1, 1, 0]


def test_numbers_stand_until_the_session_is_told() -> None:
    mailbox = Mailbox()
    folder = mailbox.folders[INBOX]
    for _ in range(3):
        mailbox.add(INBOX, b"x")
    view = View(folder, is_read_only=False)
    mailbox.remove(folder, 2)

    assert view.by_number(SequenceSet.parse("3")) == (Row(3, 3),)
    assert view.by_number(SequenceSet.parse("2")) == ()
    assert view.news(with_expunged=False) == ()
    assert view.news(with_expunged=True) == ("2 EXPUNGE",)
    assert view.by_uid(SequenceSet.parse("3")) == (Row(2, 3),)


def test_expunged_messages_are_told_from_the_end() -> None:
    mailbox = Mailbox()
    folder = mailbox.folders[INBOX]
    for _ in range(3):
        mailbox.add(INBOX, b"x")
    view = View(folder, is_read_only=False)
    mailbox.remove(folder, 1)
    mailbox.remove(folder, 3)
    mailbox.add(INBOX, b"new")

    assert view.news(with_expunged=True) == ("3 EXPUNGE", "1 EXPUNGE", "2 EXISTS")


def test_changed_flags_are_told_once() -> None:
    mailbox = Mailbox()
    folder = mailbox.folders[INBOX]
    mailbox.add(INBOX, b"x")
    view = View(folder, is_read_only=False)
    mailbox.flag(folder, 1, SEEN)

    assert view.news(with_expunged=True) == (r"1 FETCH (UID 1 FLAGS (\Seen))",)
    assert view.news(with_expunged=True) == ()


CHANGES = st.lists(st.sampled_from(["add", "first", "last", "flag", "tell"]))


@given(CHANGES)
def test_a_session_that_was_told_everything_knows_everything(
    changes: list[str],
) -> None:
    mailbox = Mailbox()
    folder = mailbox.folders[INBOX]
    view = View(folder, is_read_only=False)
    believed = 0
    for change in [*changes, "tell"]:
        uids = list(folder.messages)
        match change:
            case "add":
                mailbox.add(INBOX, b"x")
            case "first" if uids:
                mailbox.remove(folder, uids[0])
            case "last" if uids:
                mailbox.remove(folder, uids[-1])
            case "flag" if uids:
                mailbox.flag(folder, uids[0], SEEN)
            case "tell":
                believed = told(believed, view.news(with_expunged=True))

    assert believed == len(folder.messages)
    assert [row.uid for row in view.rows()] == list(folder.messages)


def told(believed: int, lines: tuple[str, ...]) -> int:
    """How many messages a client believes in after these untagged lines."""
    for line in lines:
        number, word = line.split()[:2]
        if word == "EXPUNGE":
            assert 1 <= int(number) <= believed
            believed -= 1
        elif word == "EXISTS":
            assert int(number) > believed
            believed = int(number)
    return believed
