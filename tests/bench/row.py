"""One measured line of the bench, and the table of them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """What was measured, and the bar it must not exceed (None: for comparison)."""

    name: str
    value: float | None  # None: it could not be measured, `note` says why
    unit: str = "s"
    bar: float | None = None
    wall_s: float | None = None
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Say whether there is a bar and the value is above it or absent."""
        return self.bar is not None and (self.value is None or self.value > self.bar)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table, which a terminal shows well too."""
    lines = [("what", "measured", "bar", "wall", "", "note")]
    lines += [_cells(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = [_line(line, widths) for line in lines]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


def as_json(rows: Sequence[Row]) -> str:
    """Return one JSON object per row."""
    return "\n".join(
        json.dumps({**asdict(row), "is_missed": row.is_missed}) for row in rows
    )


def _cells(row: Row) -> tuple[str, str, str, str, str, str]:
    return (
        row.name,
        _number(row.value, row.unit),
        _number(row.bar, row.unit),
        _number(row.wall_s, "s"),
        _mark(row),
        row.note,
    )


def _line(words: Sequence[str], widths: Sequence[int]) -> str:
    padded = (word.ljust(width) for word, width in zip(words, widths, strict=True))
    return "| " + " | ".join(padded) + " |"


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "logins":
        return f"{value:.0f} {unit}"
    return f"{value:.1f} {unit}" if unit == "×" else f"{value:.3f} {unit}"


def _mark(row: Row) -> str:
    if row.bar is None:
        return ""
    return "MISSED" if row.is_missed else "ok"
