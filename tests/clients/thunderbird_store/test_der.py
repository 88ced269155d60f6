import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients.thunderbird import der
from assistant.clients.thunderbird.der import DerError, Node

LEAVES = st.tuples(st.sampled_from([der.OCTETS, der.OBJECT]), st.binary(max_size=300))


@given(st.lists(LEAVES, max_size=6), st.integers(0, 2**80))
def test_what_is_encoded_is_decoded(
    leaves: list[tuple[int, bytes]], number: int
) -> None:
    parts = [der.encode(tag, content) for tag, content in leaves]

    node = der.decode(der.encode(der.SEQUENCE, *parts, der.encode_integer(number)))

    *found, last = node.sequence(len(leaves) + 1)
    assert [(part.tag, part.content) for part in found] == leaves
    assert last.integer() == number


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_a_der_error(data: bytes) -> None:
    try:
        node = der.decode(data)
    except DerError:
        return
    assert der.encode(node.tag, node.content) == data


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_value_cut_short_is_refused(content: bytes, data: st.DataObject) -> None:
    whole = der.encode(der.SEQUENCE, der.encode(der.OCTETS, content))

    short = whole[: data.draw(st.integers(0, len(whole) - 1))]

    with pytest.raises(DerError):
        der.decode(short)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0400 00",  # something follows
        "048100",  # a length of two octets where one does
        "0480",  # indefinite, which DER forbids
        "0485 0000000001 00",  # a length of five octets
        "30" * 40,
        "3003 0402 00",  # a member longer than its sequence
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(DerError):
        der.decode(bytes.fromhex(text))


def test_nesting_has_a_limit() -> None:
    data = b""
    for _ in range(40):
        data = der.encode(der.SEQUENCE, data)

    with pytest.raises(DerError):
        der.decode(data)


def test_names_are_encoded_as_the_standard_shows() -> None:
    # X.690, section 8.19.5
    assert der.oid("2.999.3") == bytes.fromhex("883703")
    assert der.oid("1.2.840.113549").hex() == "2a864886f70d"


@pytest.mark.parametrize(("number", "form"), [(0, "00"), (127, "7f"), (128, "0080")])
def test_numbers_take_as_few_octets_as_they_can(number: int, form: str) -> None:
    assert der.encode_integer(number) == der.encode(der.INTEGER, bytes.fromhex(form))


def test_a_value_of_another_type_is_refused() -> None:
    octets = Node(der.OCTETS, b"x")
    empty = Node(der.INTEGER, b"")
    negative = Node(der.INTEGER, b"\xff")

    for read in (octets.sequence, octets.object, octets.integer, empty.octets):
        with pytest.raises(DerError):
            read()
    for number in (empty, negative):
        with pytest.raises(DerError):
            number.integer()
    with pytest.raises(DerError):
        Node(der.SEQUENCE, b"").sequence(1)
