"""Messages taken apart without the loss of an octet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.demo.imap.parts import read, split
from assistant.demo.imap.section import section
from assistant.demo.imap.syntax import BadCommandError

HEAD = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
LINES = st.lists(st.binary(max_size=20).filter(lambda line: b"--b" not in line))


def multipart(*contents: bytes) -> bytes:
    return HEAD + b"".join(b"--b\r\n" + c + b"\r\n" for c in contents) + b"--b--\r\n"


@pytest.mark.parametrize(
    ("content", "head", "body"),
    [
        (b"A: b\r\n\r\nbody", b"A: b\r\n\r\n", b"body"),
        (b"A: b\n\nbody", b"A: b\n\n", b"body"),
        (b"\r\nbody", b"\r\n", b"body"),
        (b"A: b\r\n", b"A: b\r\n", b""),
        (b"", b"", b""),
        (b"A: b\r\n\r\none\r\n\r\ntwo", b"A: b\r\n\r\n", b"one\r\n\r\ntwo"),
    ],
)
def test_an_empty_line_ends_the_header(
    content: bytes, head: bytes, body: bytes
) -> None:
    assert split(content) == (head, body)


@given(st.binary(max_size=200))
def test_head_and_body_are_the_whole(content: bytes) -> None:
    part = read(content)

    assert part.head + part.body == content


@given(LINES)
def test_parts_come_out_as_they_went_in(contents: list[bytes]) -> None:
    part = read(multipart(*contents))

    assert [inside.head + inside.body for inside in part.inside] == contents


def test_what_stands_around_the_parts_is_in_none_of_them() -> None:
    part = read(HEAD + b"preamble\r\n--b\r\n\r\none\r\n--b--\r\nepilogue\r\n--b\r\nx")

    assert [inside.body for inside in part.inside] == [b"one"]


def test_a_missing_end_loses_nothing() -> None:
    part = read(HEAD + b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n")

    assert [inside.body for inside in part.inside] == [b"one", b"two\r\n"]


def test_a_longer_boundary_is_another_one() -> None:
    part = read(HEAD + b"--b\r\n\r\none\r\n--bb\r\ntwo\r\n--b--\r\n")

    assert [inside.body for inside in part.inside] == [b"one\r\n--bb\r\ntwo"]


def test_a_multipart_without_parts_is_a_body() -> None:
    part = read(HEAD + b"no delimiter")

    assert not part.is_multipart
    assert part.body == b"no delimiter"


def test_an_enclosed_message_is_no_multipart() -> None:
    part = read(b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner")

    assert not part.is_multipart
    assert part.enclosed is not None
    assert part.enclosed.body == b"inner"


def test_parts_within_parts_come_to_an_end() -> None:
    content = b"Content-Type: message/rfc822\r\n\r\n" * 200

    part, depth = read(content), 0
    while part.enclosed:
        part, depth = part.enclosed, depth + 1

    assert depth == 10


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("", multipart(b"A: b\r\n\r\none")),
        ("1", b"one"),
        ("1.MIME", b"A: b\r\n\r\n"),
        ("1.1", b"one"),
        ("HEADER", HEAD),
        ("HEADER.FIELDS (content-type)", HEAD),
        ('HEADER.FIELDS ("content-type" X)', HEAD),
        ("HEADER.FIELDS.NOT (content-type)", b"\r\n"),
        ("header.fields (none)", b"\r\n"),
        ("2", None),
        ("1.2", None),
        ("1.HEADER", None),
    ],
)
def test_a_section_is_found_by_its_name(name: str, octets: bytes | None) -> None:
    assert section(multipart(b"A: b\r\n\r\none"), name) == octets


@pytest.mark.parametrize(
    "name",
    ["0", "MIME", "HEADER.FIELDS", "HEADER (a)", "1..2", "X", "HEADER.FIELDS ()"],
)
def test_a_name_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(BadCommandError):
        section(b"", name)
