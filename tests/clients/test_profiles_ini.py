"""Lists of profiles are read as Gecko reads them and written back byte for byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients.thunderbird.profiles_ini import DamagedIni, Ini

WRITTEN_BY_THUNDERBIRD = (
    b"[InstallFDC34C9F024745EB]\nDefault=a5z536vx.default-release\n\n"
    b"[Profile0]\nName=default-release\nIsRelative=1\n"
    b"Path=a5z536vx.default-release\nDefault=1\n\n"
    b"[General]\nStartWithLastProfile=1\nVersion=2\n\n"
)
WORDS = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=20)


def read(data: bytes) -> Ini:
    ini = Ini.parse(data)
    assert isinstance(ini, Ini)
    return ini


@pytest.mark.parametrize(
    "data",
    [
        b"",
        WRITTEN_BY_THUNDERBIRD,
        WRITTEN_BY_THUNDERBIRD.replace(b"\n", b"\r\n"),
        b"[General]\nVersion=2",
        b"; comment\n# another\nrubbish\n[A]\n  Key = value \n",
        b"\xef\xbb\xbf[A]\nb=c\n",
        b"[A]\nPath=C:\\Utilisateurs\\\xc9l\xe9onore\n",
        "[A]\nName=a\u2028b\x0cc\n".encode(),
    ],
)
def test_a_list_comes_back_byte_for_byte(data: bytes) -> None:
    assert read(data).to_bytes() == data


def test_values_are_found_by_section_and_key() -> None:
    ini = read(WRITTEN_BY_THUNDERBIRD)

    assert ini.get("General", "Version") == "2"
    assert ini.get("Profile0", "Path") == "a5z536vx.default-release"
    assert ini.get("Profile0", "Missing") is None
    assert ini.get("Profile1", "Path") is None


def test_values_are_taken_as_gecko_takes_them() -> None:
    ini = read(b"Lost=1\n[A]\n  Key=a=b \nKey2=\n;No=1\n=No\n[A]\nKey=last\n")

    assert ini.sections == {"A": {"Key": "last", "Key2": ""}}
    assert read(b"[A]\n  Key=a=b \n").get("A", "Key") == "a=b "


def test_a_byte_order_mark_hides_no_section() -> None:
    assert read(b"\xef\xbb\xbf[A]\nb=c\n").get("A", "b") == "c"


def test_a_file_in_another_encoding_is_refused() -> None:
    assert Ini.parse("[A]\nb=c\n".encode("utf-16-le")) == DamagedIni(1)
    assert Ini.parse(b"[A]\nb=\0\n") == DamagedIni(2)


def test_a_new_section_stands_at_the_end_after_a_blank_line() -> None:
    ini = read(b"[A]\nb=c").with_section("D", {"e": "f", "g": "h"})

    assert ini.to_bytes() == b"[A]\nb=c\n\n[D]\ne=f\ng=h\n"
    assert Ini().with_section("A", {"b": "c"}).to_bytes() == b"[A]\nb=c\n"


def test_a_new_section_after_a_blank_line_adds_no_second_one() -> None:
    after = read(WRITTEN_BY_THUNDERBIRD).with_section("Profile1", {"Name": "x"})

    assert after.to_bytes() == WRITTEN_BY_THUNDERBIRD + b"[Profile1]\nName=x\n"


def test_a_section_that_is_there_is_changed_in_place() -> None:
    ini = read(b"[A]\nb=1\n\n[C]\nd=1\n").with_section("A", {"b": "2", "e": "3"})

    assert ini.to_bytes() == b"[A]\nb=2\ne=3\n\n[C]\nd=1\n"


def test_a_key_is_added_to_a_last_line_without_an_end() -> None:
    assert read(b"[A]\nb=1").with_section("A", {"c": "2"}).to_bytes() == (
        b"[A]\nb=1\nc=2\n"
    )


def test_windows_line_ends_are_kept_for_new_lines() -> None:
    ini = read(b"[A]\r\nb=1\r\n").with_section("A", {"b": "2"}).with_section("C", {})

    assert ini.to_bytes() == b"[A]\r\nb=2\r\n\r\n[C]\r\n"


@given(st.dictionaries(WORDS, st.dictionaries(WORDS, VALUES)))
def test_any_sections_come_back_as_they_were_written(
    sections: dict[str, dict[str, str]],
) -> None:
    ini = Ini()
    for name, values in sections.items():
        ini = ini.with_section(name, values)

    assert read(ini.to_bytes()).sections == sections


@given(st.binary(max_size=200))
def test_no_bytes_are_changed_by_reading(data: bytes) -> None:
    ini = Ini.parse(data)

    assert isinstance(ini, DamagedIni) or ini.to_bytes() == data
