"""`prefs.js` is read as Thunderbird reads it and written back byte for byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients.thunderbird.prefs import (
    DamagedPrefs,
    Prefs,
    PrefValue,
    difference,
)
from tests.clients.scene import DATA

NAMES = st.from_regex(r"[a-z]+(\.[a-z0-9]{1,6}){0,3}", fullmatch=True)
ANY_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
VALUES = TEXTS | st.integers(-(2**31), 2**31 - 1) | st.booleans()
SETTINGS = st.dictionaries(ANY_NAMES, VALUES, max_size=8)


def read(text: str | bytes) -> Prefs:
    prefs = Prefs.parse(text.encode() if isinstance(text, str) else text)
    assert isinstance(prefs, Prefs)
    return prefs


def damage(text: str | bytes) -> int:
    prefs = Prefs.parse(text.encode() if isinstance(text, str) else text)
    assert isinstance(prefs, DamagedPrefs)
    return prefs.line


GOLDEN = (DATA / "prefs-after-first-run.js").read_bytes()


def test_a_file_saved_by_thunderbird_comes_back_byte_for_byte() -> None:
    prefs = read(GOLDEN)

    assert prefs.to_bytes() == GOLDEN
    assert prefs.get("mail.server.server1.hostname") == "imap.ac-rig.test"
    assert prefs.get("mail.server.server1.port") == 993
    assert prefs.get("mail.server.server1.login_at_startup") is True
    assert len(prefs.values) == GOLDEN.count(b"\nuser_pref(")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "// only a comment",
        "# a hash\r\n/* several\r\nlines */\r\n",
        'user_pref("a", 1);',
        'user_pref("a", 1);\r\nuser_pref("b", true);\r\n',
        'user_pref("a", 1); user_pref("b", 2); // both\n',
        "\tuser_pref ( 'a' , /* why */ \"x\" ) ; \n",
        'user_pref("a",\n  "over\ntwo lines");\n',
        'user_pref("a", "user_pref(\\"b\\", 1);");\n',
        '\ufeffuser_pref("a", "BOM");\n',
    ],
)
def test_what_stands_around_settings_is_kept(text: str) -> None:
    assert read(text).to_bytes() == text.encode()


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (r'"\""', '"'),
        (r'"\\"', "\\"),
        (r'"\\n"', "\\n"),
        (r'"\n\r"', "\n\r"),
        (r"'it\'s'", "it's"),
        (r'"\x41\xe9"', "Aé"),
        (r'"\u00e9\u20AC"', "é€"),
        (r'"\ud83d\udd11"', "🔑"),
        (r'"\\ud83d"', "\\ud83d"),
        ('"été 🔑"', "été 🔑"),
        ('""', ""),
        ("0", 0),
        ("-1", -1),
        ("+7", 7),
        ("2147483647", 2147483647),
        ("-2147483648", -2147483648),
        ("true", True),
        ("false", False),
    ],
)
def test_every_form_of_value_is_understood(literal: str, value: PrefValue) -> None:
    prefs = read(f'user_pref("a", {literal});\n')

    assert prefs.get("a") == value
    assert type(prefs.get("a")) is type(value)


@pytest.mark.parametrize(
    "line",
    [
        'user_pref("a", 1)',
        'user_pref("a", 1',
        'user_pref("a", "unfinished',
        'user_pref("a" 1);',
        'user_pref("a", );',
        "user_pref(a, 1);",
        'user_pref("a", 1.5);',
        'user_pref("a", 0x10);',
        'user_pref("a", True);',
        'user_pref("a", 2147483648);',
        'user_pref("a", -2147483649);',
        f'user_pref("a", {"9" * 5000});',
        r'user_pref("a", "\q");',
        r'user_pref("a", "\x4");',
        r'user_pref("a", "\u12");',
        r'user_pref("a", "\ud83d");',
        r'user_pref("a", "\udd11 \ud83d");',
        r'user_pref("a", "\x00");',
        r'user_pref("a", "\u0000");',
        'user_pref("a", "\0");',
        'pref("a", 1);',
        "lockPref('a', 1);",
        "<<<<<<< HEAD",
        "/* never closed",
    ],
)
def test_a_line_that_does_not_parse_is_named(line: str) -> None:
    assert damage(f'// fine\nuser_pref("ok", 1);\n{line}\n') == 3


@pytest.mark.timeout(10)
@pytest.mark.parametrize("filling", ["/**/", "//   \n", "# # #\n", " \t\n", "/* // */"])
def test_a_hostile_file_is_refused_in_no_time(filling: str) -> None:
    assert damage("user_pref(" + filling * 5000 + "x") == 1
    assert damage('user_pref("' + filling * 5000) == 1


def test_bytes_that_are_no_utf_8_are_named() -> None:
    assert damage(b'user_pref("a", 1);\nuser_pref("b", "\xe9t\xe9");\n') == 2


def test_of_a_setting_that_stands_twice_the_last_counts_and_changes() -> None:
    prefs = read('user_pref("a", 1);\nuser_pref("a", 2);\n')

    assert prefs.get("a") == 2
    changed = prefs.with_values({"a": 3})
    assert changed.to_bytes() == b'user_pref("a", 1);\nuser_pref("a", 3);\n'
    assert changed.without(["a"]).to_bytes() == b""


def test_a_changed_value_keeps_the_spelling_around_it() -> None:
    prefs = read("user_pref( 'a' ,  'old' ) ; // why\n")

    assert prefs.with_values({"a": "new"}).to_bytes() == (
        b"user_pref( 'a' ,  \"new\" ) ; // why\n"
    )


def test_the_same_value_changes_no_byte() -> None:
    prefs = read(r"user_pref('a', '\x41');")

    assert prefs.with_values({"a": "A"}).to_bytes() == rb"user_pref('a', '\x41');"


def test_a_number_is_not_taken_for_a_truth() -> None:
    prefs = read('user_pref("a", 1);\n').with_values({"a": True})

    assert prefs.to_bytes() == b'user_pref("a", true);\n'


def test_new_settings_stand_where_thunderbird_would_put_them() -> None:
    prefs = read('// head\nuser_pref("b", 1);\nuser_pref("d", 1);\n')

    written = prefs.with_values({"e": 5, "a": "x", "c": False}).to_bytes()

    assert written == (
        b'// head\nuser_pref("a", "x");\nuser_pref("b", 1);\nuser_pref("c", false);\n'
        b'user_pref("d", 1);\nuser_pref("e", 5);\n'
    )


def test_windows_line_ends_are_kept_for_new_lines() -> None:
    prefs = read('user_pref("b", 1);\r\n').with_values({"a": 1, "c": 1})

    assert prefs.to_bytes().count(b"\r\n") == 3
    assert prefs.to_bytes().count(b"\n") == 3


def test_a_file_without_a_last_line_end_is_continued_on_a_new_line() -> None:
    prefs = read('user_pref("a", 1);').with_values({"b": 2})

    assert prefs.to_bytes() == b'user_pref("a", 1);\nuser_pref("b", 2);\n'


def test_removing_takes_whole_lines_and_nothing_else() -> None:
    prefs = read('// head\nuser_pref("a", 1);\n\n// of b\nuser_pref("b", 1);\n')

    assert prefs.without(["a", "missing"]).to_bytes() == (
        b'// head\n\n// of b\nuser_pref("b", 1);\n'
    )


@pytest.mark.parametrize("value", ["\0", "\ud83d", 2**31, -(2**31) - 1])
def test_what_no_file_can_hold_is_not_written(value: PrefValue) -> None:
    with pytest.raises(ValueError, match=r"NUL|surrogates|32 bits"):
        Prefs().with_values({"a": value})


def test_lists_are_read_with_their_blanks_removed() -> None:
    prefs = read('user_pref("a", " x, y,,z ");\nuser_pref("b", 1);\n')

    assert prefs.items("a") == ("x", "y", "z")
    assert prefs.items("b") == ()
    assert prefs.items("missing") == ()
    assert prefs.text("b") == ""


def test_difference_names_what_was_added_changed_and_removed() -> None:
    one = read('user_pref("a", 1);\nuser_pref("b", 1);\nuser_pref("c", true);\n')
    other = one.with_values({"b": 2, "c": 1, "d": 0}).without(["a"])

    assert difference(one, other) == ("a", "b", "c", "d")
    assert difference(one, one) == ()


@given(SETTINGS)
def test_any_settings_come_back_as_they_were_written(
    settings: dict[str, PrefValue],
) -> None:
    written = Prefs().with_values(settings).to_bytes()

    again = read(written)
    assert dict(again.values) == settings
    assert {n: type(v) for n, v in again.values.items()} == {
        n: type(v) for n, v in settings.items()
    }
    assert again.to_bytes() == written


@given(st.dictionaries(NAMES, VALUES), SETTINGS)
def test_taking_out_what_was_put_in_leaves_every_byte(
    old: dict[str, PrefValue], new: dict[str, PrefValue]
) -> None:
    before = Prefs().with_values(old)
    added = {name: value for name, value in new.items() if name not in old}

    after = read(before.with_values(added).to_bytes()).without(added)

    assert after.to_bytes() == before.to_bytes()


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_are_changed_by_reading(data: bytes) -> None:
    prefs = Prefs.parse(data)

    assert isinstance(prefs, DamagedPrefs) or prefs.to_bytes() == data
