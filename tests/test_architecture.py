"""The picture in `docs/architecture.md`, kept true."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_archon import archrule

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "assistant"
TRADES = ("discovery", "diagnosis", "clients")
WORLD = ("net", "institutions", "changes", "vault", "platforms", "support")
LONGEST_MODULE = 400
BROAD_EXCEPTS = 3


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def inside(*rooms: str) -> list[str]:
    """Patterns for the rooms and all that is in them."""
    return [f"assistant.{name}{rest}" for name in rooms for rest in ("", ".*")]


def importers(pattern: str) -> set[str]:
    """Every room with a module that imports something matching `pattern`."""
    return {
        room(path)
        for path in modules()
        if any(re.fullmatch(pattern, name) for name in imports(path))
    }


def test_model_stands_on_the_standard_library_alone() -> None:
    (
        archrule("model is the ground floor")
        .match(*inside("model"))
        .should_not_import("assistant.[!m]*")
        .check("assistant", only_direct_imports=True)
    )
    foreign = {
        name.split(".")[0]
        for path in (PACKAGE / "model").rglob("*.py")
        for name in imports(path)
    } - {"assistant"}

    assert foreign <= stdlib_names()


def stdlib_names() -> frozenset[str]:
    import sys  # noqa: PLC0415  # this test alone asks for it

    return sys.stdlib_module_names


@pytest.mark.parametrize("floor", WORLD)
def test_the_world_does_not_look_up(floor: str) -> None:
    above = (*TRADES, "engine", "cli", "gui", "demo")

    (
        archrule(f"{floor} serves the floors above")
        .match(*inside(floor))
        .should_not_import(*inside(*above))
        .check("assistant", only_direct_imports=True)
    )


@pytest.mark.parametrize("trade", TRADES)
def test_trades_do_not_look_up_or_into_each_other(trade: str) -> None:
    above = inside("engine", "cli", "gui", "demo")
    insides = (f"assistant.{name}.*" for name in TRADES if name != trade)

    (
        archrule(f"{trade} minds its own")
        .match(*inside(trade))
        .should_not_import(*above, *insides)
        .check("assistant", only_direct_imports=True)
    )


@pytest.mark.parametrize(("face", "other"), [("gui", "cli"), ("cli", "gui")])
def test_faces_see_only_the_engine(face: str, other: str) -> None:
    behind = {*WORLD, *TRADES, other} | ({"demo"} if face == "gui" else set())

    (
        archrule(f"{face} shows and asks")
        .match(*inside(face))
        .should_not_import(*inside(*behind))
        .check("assistant", only_direct_imports=True)
    )


def test_qt_stays_in_gui() -> None:
    assert importers(r"PySide6(\..*)?") <= {"gui"}


def test_click_and_rich_stay_in_cli() -> None:
    assert importers(r"(click|rich)(\..*)?") <= {"cli"}


def test_only_net_opens_sockets() -> None:
    wire = r"(socket|ssl|dns|truststore|http|urllib\.request|smtplib|imaplib)(\..*)?"

    assert importers(wire) <= {"net", "demo"}


def test_only_platforms_asks_which_system_this_is() -> None:
    assert importers(r"(winreg|ctypes|platform|fcntl|msvcrt)(\..*)?") <= {"platforms"}
    asks = re.compile(r"\bsys\.platform\b|\bos\.name\b")
    rooms = {room(path) for path in modules() if asks.search(path.read_text("utf-8"))}

    assert rooms <= {"platforms"}


def test_secrets_are_revealed_in_few_places_only() -> None:
    """`net` says them, `vault` keeps them, `changes` and one writer store them.

    The demo types the password of its own throw-away user.
    """
    revealing = {
        path.relative_to(PACKAGE).parent.as_posix()
        for path in modules()
        if re.search(r"\.reveal\(\)", path.read_text("utf-8"))
    }

    assert revealing <= {"net", "vault", "changes", "clients/thunderbird", "demo"}


def test_modules_stay_small() -> None:
    too_long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in modules()
        if (lines := path.read_text("utf-8").count("\n")) > LONGEST_MODULE
    }

    assert not too_long


def is_broad(handler: ast.ExceptHandler) -> bool:
    """Whether it keeps what it did not expect: one that raises again does not."""
    names = {"Exception", "BaseException"}
    catches = handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in names
    )
    return catches and not isinstance(handler.body[-1], ast.Raise)


def test_broad_excepts_have_three_places() -> None:
    broad = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    ]

    assert len(broad) <= BROAD_EXCEPTS, broad


def test_no_pattern_is_possessive() -> None:
    """Python before 3.11.5 matches some of them wrongly (python/cpython#106052).

    Debian 12 has 3.11.2. A pattern with one way to match is quick without them.
    """
    possessive = re.compile(r"[*+?}]\+|\(\?>")
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in modules()
        if "re" in imports(path)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str | bytes)
        and possessive.search(_text(node.value))
    ]

    assert not found


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def test_no_module_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}

    assert not nothing & {path.stem for path in modules()}


def test_the_picture_names_every_room() -> None:
    picture = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert not {name for name in rooms if f"`assistant/{name}/`" not in picture}
