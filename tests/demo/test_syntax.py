"""Command lines: what is read, what is refused, and that nothing else happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.demo.imap.arguments import Arguments
from assistant.demo.imap.sequence import SequenceSet, compact, is_sequence_set
from assistant.demo.imap.syntax import (
    Atom,
    BadCommandError,
    Command,
    Group,
    Text,
    Token,
    parse,
    tag_of,
)

ATOMS = st.from_regex(r"[A-Za-z0-9.:+\\-]{1,12}", fullmatch=True).map(Atom)
TEXTS = st.binary(max_size=20).map(Text)
TOKENS: st.SearchStrategy[Token] = st.recursive(
    ATOMS | TEXTS,
    lambda inner: st.lists(inner, max_size=3).map(lambda items: Group(tuple(items))),
    max_leaves=8,
)


def written(tokens: tuple[Token, ...]) -> list[bytes]:
    """Write tokens as a client would, every text as a literal."""
    pieces = [b""]
    for position, token in enumerate(tokens):
        pieces[-1] += b" " if position else b""
        match token:
            case Atom(text):
                pieces[-1] += text.encode()
            case Text(data):
                pieces += [data, b""]
            case Group(items):
                first, *rest = written(items)
                pieces[-1] += b"(" + first
                pieces += rest
                pieces[-1] += b")"
    return pieces


def test_a_command_is_a_tag_a_name_and_tokens() -> None:
    assert parse([b'a1 login cdemo1 "p w"']) == Command(
        "a1", "LOGIN", (Atom("cdemo1"), Text(b"p w"))
    )


def test_quotes_and_backslashes_are_unescaped() -> None:
    assert parse([rb'a X "a\"b\\c"']).arguments == (Text(rb'a"b\c'),)


def test_a_quoted_string_may_hold_accents_as_they_are() -> None:
    assert parse(['a LOGIN x "é"'.encode()]).arguments[1] == Text("é".encode())


def test_a_literal_stands_between_two_lines() -> None:
    command = parse([b"a APPEND Sent (\\Seen) ", b"From: x\r\n\r\n", b""])

    assert command.arguments == (
        Atom("Sent"),
        Group((Atom("\\Seen"),)),
        Text(b"From: x\r\n\r\n"),
    )


def test_a_section_with_blanks_and_parentheses_is_one_atom() -> None:
    command = parse([b"a FETCH 1 (UID BODY.PEEK[HEADER.FIELDS (From To)]<0.10>)"])

    assert command.arguments[1] == Group(
        (Atom("UID"), Atom("BODY.PEEK[HEADER.FIELDS (From To)]<0.10>"))
    )


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" ",
        b"a",
        b"a ",
        b"(a) NOOP",
        b"a (NOOP)",
        b'a "NOOP"',
        b'a X "open',
        b'a X "bad\\escape"',
        b"a X (open",
        b"a X close)",
        b"a X word(",
        b'a X word"text"',
        b"a X (a)(b)",
        b"a X \x01",
        b"a X \xe9",
        b"a X [open",
        b"a X " + b"(" * 40 + b")" * 40,
        b"\xff NOOP",
        b"a\n NOOP",
        b"*",
        b"* NOOP",
    ],
)
def test_a_malformed_line_is_refused(line: bytes) -> None:
    with pytest.raises(BadCommandError):
        parse([line])


@given(st.binary(max_size=200))
def test_any_octets_are_a_command_or_refused(line: bytes) -> None:
    try:
        command = parse([b"a NOOP " + line])
    except BadCommandError:
        return

    assert (command.tag, command.name) == ("a", "NOOP")


@given(st.lists(st.binary(max_size=30), min_size=1, max_size=5))
def test_any_pieces_are_a_command_or_refused(pieces: list[bytes]) -> None:
    try:
        command = parse(pieces)
    except BadCommandError:
        return

    assert tag_of(pieces[0]) == command.tag != "*"


@given(st.lists(TOKENS, max_size=5).map(tuple))
def test_what_a_client_writes_is_read_as_it_was_meant(
    tokens: tuple[Token, ...],
) -> None:
    pieces = written((Atom("NAME"), *tokens))

    command = parse([b"tag " + pieces[0], *pieces[1:]])

    assert command == Command("tag", "NAME", tokens)


def test_the_tag_is_known_even_of_a_line_that_is_refused() -> None:
    assert tag_of(b"a7 FETCH (") == "a7"
    assert tag_of(b"\x00\x01") == "*"


def test_arguments_are_taken_by_kind() -> None:
    arguments = Arguments(
        (Atom("word"), Text(b"text"), Group((Atom("a"), Atom("b"))), Atom("7"))
    )

    assert arguments.atom() == "WORD"
    assert arguments.string() == b"text"
    assert arguments.words() == ("a", "b")
    assert arguments.number() == 7
    assert arguments.is_done
    arguments.end()


@pytest.mark.parametrize(
    ("token", "method"),
    [
        (Text(b"x"), "atom"),
        (Group(()), "string"),
        (Atom("x"), "number"),
        (Atom("99999999999"), "number"),
        (Text("é".encode()), "folder"),
        (Text(b"a\tb"), "folder"),
        (Text(b"x"), "words"),
        (Group((Group(()),)), "words"),
        (Atom("x"), "end"),
    ],
)
def test_another_kind_of_argument_is_refused(token: Token, method: str) -> None:
    arguments = Arguments((token,))

    with pytest.raises(BadCommandError):
        getattr(arguments, method)()


def test_a_missing_argument_is_refused() -> None:
    with pytest.raises(BadCommandError):
        Arguments(()).atom()


def test_inbox_is_the_same_in_any_case() -> None:
    assert Arguments((Atom("iNbOx"),)).folder() == "INBOX"


def test_an_optional_group_is_left_where_it_is_not() -> None:
    arguments = Arguments((Atom("x"), Group(())))

    assert arguments.optional_group() is None
    assert arguments.atom() == "X"
    assert arguments.optional_group() == Group(())
    assert arguments.optional_group() is None


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("1", {1}),
        ("2:3", {2, 3}),
        ("3:2", {2, 3}),
        ("1,4", {1, 4}),
        ("*", {5}),
        ("4:*", {4, 5}),
        ("9:*", {5}),  # the last one is always in n:*
        ("*:4", {4, 5}),
        ("7", set()),
        ("1,1,1:1", {1}),
    ],
)
def test_a_set_chooses_among_what_there_is(text: str, chosen: set[int]) -> None:
    assert SequenceSet.parse(text).among(range(1, 6)) == chosen


@pytest.mark.parametrize("text", ["", "0", "1:", ":1", "1,,2", "a", "1:2:3", "-1"])
def test_what_is_no_set_is_refused(text: str) -> None:
    with pytest.raises(BadCommandError):
        SequenceSet.parse(text)


@given(st.sets(st.integers(1, 99), min_size=1))
def test_a_written_set_chooses_what_it_was_written_from(numbers: set[int]) -> None:
    text = compact(sorted(numbers))

    assert is_sequence_set(text)
    assert SequenceSet.parse(text).among(range(1, 100)) == numbers


def test_a_huge_range_costs_no_more_than_what_there_is() -> None:
    assert SequenceSet.parse("1:4294967295").among([2, 9]) == {2, 9}
