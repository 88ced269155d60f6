"""The bench's table says what is missed."""

import json

import pytest

from tests.bench.row import Row, as_json, table


@pytest.mark.parametrize(
    ("value", "bar", "is_missed"),
    [(0.4, 0.5, False), (0.5, 0.5, False), (0.6, 0.5, True), (9.0, None, False)],
)
def test_a_value_above_its_bar_is_missed(
    value: float, bar: float | None, *, is_missed: bool
) -> None:
    assert Row(name="x", value=value, bar=bar).is_missed is is_missed


def test_what_could_not_be_measured_is_missed_where_a_bar_stands() -> None:
    assert Row(name="x", value=None, bar=1).is_missed
    assert not Row(name="x", value=None).is_missed


def test_the_table_is_markdown_with_columns_of_one_width() -> None:
    rows = [
        Row(name="check", value=0.3651, bar=0.4025, wall_s=0.7),
        Row(name="window", value=3.21, unit="×", bar=3, note="slow"),
        Row(name="failed", value=1, unit="logins"),
    ]

    lines = table(rows).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert [cell.strip() for cell in lines[2].split("|")[1:-1]] == [
        *("check", "0.365 s", "0.403 s", "0.700 s", "ok", "")
    ]
    assert "3.2 ×" in lines[3]
    assert "MISSED" in lines[3]
    assert "1 logins" in lines[4]


def test_json_has_one_object_per_row() -> None:
    lines = as_json([Row(name="a", value=1.0), Row(name="b", value=2.0, bar=1.0)])

    read = [json.loads(line) for line in lines.splitlines()]

    assert [row["name"] for row in read] == ["a", "b"]
    assert [row["is_missed"] for row in read] == [False, True]
