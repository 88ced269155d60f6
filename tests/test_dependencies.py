"""`docs/dependencies.md`, kept true."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
IMPORT_NAMES = {"dnspython": "dns", "PySide6-Essentials": "PySide6"}


def names(requirements: list[str]) -> list[str]:
    return [re.split(r"[><=~! ]", requirement)[0] for requirement in requirements]


def rows() -> dict[str, str]:
    """The table of what the program needs: library, modules around it."""
    table = TEXT.split("\n## ")[1]
    found = re.findall(
        r"^\| \[([^\]]+)\]\([^)]*\) \|[^|]*\|([^|]*)\|", table, re.MULTILINE
    )
    return dict(found)


@pytest.mark.parametrize("name", names(PYPROJECT["project"]["dependencies"]))
def test_every_dependency_is_accounted_for(name: str) -> None:
    assert f"**{name}.**" in TEXT


@pytest.mark.parametrize("name", names(PYPROJECT["dependency-groups"]["dev"]))
def test_every_tool_is_named(name: str) -> None:
    assert name.lower() in TEXT.lower()


@pytest.mark.parametrize("name", sorted(rows()))
def test_the_module_around_a_library_imports_it(name: str) -> None:
    first = re.findall(r"`([^`]+)`", rows()[name])[0]
    place = ROOT / "assistant" / first
    modules = [place] if place.is_file() else sorted(place.rglob("*.py"))
    wanted = re.compile(
        rf"^\s*(import|from) {IMPORT_NAMES.get(name, name)}\b", re.MULTILINE
    )

    assert any(wanted.search(path.read_text("utf-8")) for path in modules)
