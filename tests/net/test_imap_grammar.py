"""IMAP taken apart, and put through the mill."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.net.imap_grammar import (
    BadGrammarError,
    Condition,
    Continuation,
    Data,
    Status,
    Value,
    literal_size,
    parse,
)
from assistant.net.imap_mailbox import (
    Folder,
    Quota,
    SpecialUse,
    appended_uid,
    body,
    capabilities,
    folders,
    quota,
    selected,
    server_id,
    uids,
)
from assistant.net.imap_names import decode_name, encode_name, quoted
from assistant.net.imap_talk import Answer

OK = Status("A1", Condition.OK, "", "", "done")


def answer(*lines: bytes, status: Status = OK) -> Answer:
    responses = [parse(line) for line in lines]
    return Answer(
        status,
        tuple(each for each in responses if isinstance(each, Data)),
        tuple(each for each in responses if isinstance(each, Status)),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"* OK hi", Status("*", Condition.OK, "", "", "hi")),
        (b"* ok", Status("*", Condition.OK, "", "", "")),
        (b"A1 NO [EXPIRED] old", Status("A1", Condition.NO, "EXPIRED", "", "old")),
        (b"A1 NO [expired]", Status("A1", Condition.NO, "EXPIRED", "", "")),
        (b"A1 BAD [ what", Status("A1", Condition.BAD, "", "", "[ what")),
        (b"* BYE [LIMIT] x", Status("*", Condition.BYE, "LIMIT", "", "x")),
        (
            b"* OK [CAPABILITY A B=C] x",
            Status("*", Condition.OK, "CAPABILITY", "A B=C", "x"),
        ),
        (b"+ go on", Continuation("go on")),
        (b"+", Continuation("")),
        (b"+ ", Continuation("")),
    ],
)
def test_a_status_is_read(line: bytes, expected: Status | Continuation) -> None:
    assert parse(line) == expected


@pytest.mark.parametrize(
    ("line", "name", "number", "values"),
    [
        (b"* 12 EXISTS", "EXISTS", 12, ()),
        (b"* SEARCH", "SEARCH", None, ()),
        (b"* search 1 22", "SEARCH", None, ("1", "22")),
        (b'* LIST (\\A \\B) "/" x', "LIST", None, (("\\A", "\\B"), "/", "x")),
        (b"* LIST () NIL {3}\r\na b", "LIST", None, ((), None, b"a b")),
        (b'* X "a \\"b\\" \\\\"', "X", None, ('a "b" \\',)),
        (b"* X ((a (b)) nil) ()", "X", None, ((("a", ("b",)), None), ())),
        (b"* X {0}\r\n", "X", None, (b"",)),
        (
            b"* 1 FETCH (BODY[HEADER.FIELDS (A B)]<0> {2}\r\n)) UID 7)",
            "FETCH",
            1,
            (("BODY[HEADER.FIELDS (A B)]<0>", b"))", "UID", "7"),),
        ),
    ],
)
def test_data_is_read(
    line: bytes, name: str, number: int | None, values: tuple[Value, ...]
) -> None:
    assert parse(line) == Data(name, number, values)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" ",
        b"*",
        b"* ",
        b"* 12",
        b"* (a)",
        b"A1 LIST",
        b"* X (",
        b"* X )",
        b'* X "a',
        b"* X {5}\r\nabc",
        b"* X {5}",
        b"* X " + b"(" * 100 + b")" * 100,
    ],
)
def test_what_is_no_imap_is_called_so(line: bytes) -> None:
    with pytest.raises(BadGrammarError):
        parse(line)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_parser(line: bytes) -> None:
    with contextlib.suppress(BadGrammarError):
        parse(line)
    size = literal_size(line)
    assert size is None or size >= 0


PIECES = (
    b'* ( ) " \\ [ ] {1}\r\n {9} a NIL 12 OK <0> \xff \r + '
    b"FETCH BODY[ LIST QUOTA SEARCH"
)
IMAP_BYTES = st.lists(st.sampled_from([b" ", *PIECES.split(b" ")]), max_size=25).map(
    b"".join
)


@given(IMAP_BYTES)
def test_no_near_imap_breaks_the_parser(rest: bytes) -> None:
    for line in (rest, b"* " + rest, b"* X " + rest):
        try:
            found = parse(line)
        except BadGrammarError:
            continue
        if isinstance(found, Data):
            taken = answer(line)
            # Whatever a server sends, taking it apart further must not fail either.
            folders(taken), quota(taken), uids(taken), body(taken, 1)
            server_id(taken), capabilities(taken), selected(taken)


ATOMS = st.text("abcXYZ019.\\$%&+-", min_size=1, max_size=8).filter(
    lambda atom: atom.upper() != "NIL"
)
VALUES = st.recursive(
    st.one_of(ATOMS, st.none(), st.binary(max_size=20)),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=12,
)


def written(value: Value) -> bytes:
    match value:
        case None:
            return b"NIL"
        case bytes():
            return b"{%d}\r\n%b" % (len(value), value)
        case str():
            return value.encode()
        case tuple():
            return b"(" + b" ".join(map(written, value)) + b")"


@given(st.lists(VALUES, max_size=5).map(tuple))
def test_what_is_written_is_read_again(values: tuple[Value, ...]) -> None:
    line = b" ".join([b"*", b"NAME", *map(written, values)])

    assert parse(line) == Data("NAME", None, values)


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_mailbox_name_survives_modified_utf_7(name: str) -> None:
    wire = encode_name(name)

    assert wire.isascii()
    assert wire.isprintable()
    assert decode_name(wire) == name


def test_mailbox_names_look_as_the_standard_shows() -> None:
    # RFC 3501 section 5.1.3.
    assert encode_name("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
    assert decode_name("Entw&APw-rfe") == "Entwürfe"
    assert encode_name("a & b") == "a &- b"
    assert quoted('a"b\\c') == '"a\\"b\\\\c"'


@pytest.mark.parametrize("wire", ["&", "&x", "&!!-", "&AA-", "a&2D0-"])
def test_a_broken_name_stays_as_it_is(wire: str) -> None:
    assert decode_name(wire) == wire


def test_folders_are_read_in_every_spelling() -> None:
    found = folders(
        answer(
            b'* LIST (\\HasNoChildren \\Sent) "/" "Envoy&AOk-s"',
            b"* LIST (\\noselect) NIL {3}\r\nTop",
            b"* LIST (\\TRASH) . Corbeille",
            b"* LIST nonsense",
        )
    )

    assert found == (
        Folder("Envoyés", "/", SpecialUse.SENT, is_selectable=True),
        Folder("Top", None, None, is_selectable=False),
        Folder("Corbeille", ".", SpecialUse.TRASH, is_selectable=True),
    )


def test_of_several_quotas_the_fullest_counts() -> None:
    found = quota(
        answer(
            b'* QUOTAROOT INBOX "one" "two"',
            b'* QUOTA "one" (STORAGE 10 100 MESSAGE 99 100)',
            b'* QUOTA "two" (MESSAGE 1 2 STORAGE 90 100)',
            b'* QUOTA "three" (STORAGE what 100)',
            b"* QUOTA",
        )
    )

    assert found == Quota(90 * 1024, 100 * 1024)
    assert found.percent == 90
    assert quota(answer(b'* QUOTA "" ()')) is None
    assert Quota(1, 0).percent == 100


def test_the_right_message_is_taken_from_a_fetch() -> None:
    taken = answer(
        b"* 3 FETCH (FLAGS (\\Seen))",
        b"* 4 FETCH (UID 8 BODY[] {2}\r\nno)",
        b'* 5 FETCH (BODY[] "yes" UID 9)',
    )

    assert body(taken, 9) == b"yes"
    assert body(taken, 8) == b"no"
    assert body(taken, 7) is None


def test_an_opened_mailbox_tells_its_state() -> None:
    read_only = Status("A1", Condition.OK, "READ-ONLY", "", "")
    found = selected(
        answer(b"* 2 EXISTS", b"* OK [UIDVALIDITY 77] x", status=read_only)
    )

    assert (found.messages, found.uid_validity, found.is_read_only) == (2, 77, True)
    assert selected(answer()).uid_validity is None


def test_an_appended_message_is_found_by_its_uid() -> None:
    told = Status("A1", Condition.OK, "APPENDUID", "1795424596 12", "")

    assert appended_uid(Answer(told, (), ())) == 12
    assert appended_uid(answer()) is None


def test_capabilities_come_in_three_ways() -> None:
    code = Status("A1", Condition.OK, "CAPABILITY", "a B", "")

    assert capabilities(Answer(code, (), ())) == {"A", "B"}
    assert capabilities(answer(b"* OK [CAPABILITY x] hi")) == {"X"}
    assert capabilities(answer(b"* CAPABILITY IMAP4rev1 auth=plain")) == {
        "IMAP4REV1",
        "AUTH=PLAIN",
    }
    assert capabilities(answer()) == frozenset()


def test_a_servers_name_is_read() -> None:
    assert server_id(answer(b'* ID ("Name" "x" "v" NIL)')) == {"name": "x", "v": ""}
    assert server_id(answer(b"* ID NIL")) == {}


@pytest.mark.parametrize(
    "line",
    [
        b"* OK [A" + b" " * 60_000,
        b"* OK [A" + b" {1000000}\r\n" + b" " * 1_000_000,
        b"* X " + b"a[ " * 100_000,
        b"* X " + b"[ " * 100_000,
        b"* X " + b"a[] " * 50_000 + b"a[ " * 50_000,
        b'* X "' + b"\\a" * 30_000,
        b"* X " + b"a" * 60_000 + b"[",
    ],
)
def test_the_time_for_a_line_grows_with_its_length_only(line: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(BadGrammarError):
        parse(line)

    # Trying every way to divide such a line takes tens of seconds.
    assert time.process_time() - began < 2


def test_a_number_beyond_all_bounds_is_no_number() -> None:
    digits = b"9" * 10_000

    assert uids(answer(b"* SEARCH 1 " + digits)) == (1,)
    assert parse(b"* " + digits + b" EXISTS") == Data(
        digits.decode(), None, ("EXISTS",)
    )


@pytest.mark.parametrize("text", ["a\r\nb", "a\0", "é"])
def test_only_what_a_quoted_string_can_hold_is_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="quoted"):
        quoted(text)
