"""Findings are compared in English; the catalogue of French words has its own test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.text import use_language
from tests.institutions.written import MINIMAL

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _english() -> None:
    use_language("en")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a profile into a folder of its own and return the file."""

    def _write(content: str = MINIMAL, *, name: str = "sample.toml") -> Path:
        path = tmp_path / "profiles" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
        return path

    return _write
