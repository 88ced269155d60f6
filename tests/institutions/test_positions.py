"""Lines of keys, which tomllib forgets."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from assistant.institutions.positions import key_lines, line_of
from tests.institutions.written import MINIMAL, line_with

TEXT = '''\
top = 1
dotted.key = 2
many = [
  "a = 1",  # ] not the end
  "b",
]
words = """
[not.a.table]
fake = 3
"""

[table]
a = '[x]'

[[rows]]
b = 1
[rows.inner]
c = 1
[[rows.list]]
d = 1
[[rows.list]]
d = 2

[[rows]]
b = 2
[[rows.list]]
d = 3
'''


def test_every_key_has_its_line() -> None:
    lines = key_lines(TEXT)

    assert lines["top",] == 1
    assert lines["dotted", "key"] == 2
    assert lines["many",] == 3
    assert lines["words",] == line_with(TEXT, "words")
    assert lines["table", "a"] == line_with(TEXT, "a = '[x]'")
    assert lines["rows", 0, "inner", "c"] == line_with(TEXT, "c = 1")
    assert lines["rows", 0, "list", 1, "d"] == line_with(TEXT, "d = 2")
    assert lines["rows", 1, "list", 0, "d"] == line_with(TEXT, "d = 3")


def test_what_only_looks_like_a_key_has_none() -> None:
    lines = key_lines(TEXT)

    assert ("fake",) not in lines
    assert not any("not" in path for path in lines)


def test_a_key_without_a_line_is_found_by_what_holds_it() -> None:
    lines = key_lines(TEXT)

    assert line_of(lines, ("many", 1)) == 3
    assert line_of(lines, ("rows", 1, "absent")) == line_with(TEXT, "b = 2") - 1
    assert line_of(lines, ("absent",)) is None


def test_every_key_of_a_profile_is_found() -> None:
    def paths(
        value: object, path: tuple[str | int, ...]
    ) -> list[tuple[str | int, ...]]:
        match value:
            case dict():
                inner = [paths(item, (*path, key)) for key, item in value.items()]
            case [dict(), *_]:
                inner = [paths(item, (*path, n)) for n, item in enumerate(value)]
            case _:
                return [path]
        return [one for several in inner for one in several]

    lines = key_lines(MINIMAL)

    assert {
        path for path in paths(tomllib.loads(MINIMAL), ()) if path not in lines
    } == (set())


@given(st.text(alphabet="ab[]{}=\"'#.\n\\ ", max_size=200))
def test_no_text_confuses_the_scan(text: str) -> None:
    number_of_lines = text.count("\n") + 1

    assert all(1 <= line <= number_of_lines for line in key_lines(text).values())
