"""What comes out of the program and what goes in, whatever the signs are."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command_line import SOURCE, CommandLine, ended

ADDRESS = "x@ac-montpellier.fr"
LATIN = os.fsdecode(b"\xe9t\xe9")
UNREADABLE = "Ce texte contient des caractères illisibles"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
def test_a_pipe_gets_utf8_whatever_the_system_would_give(
    cli: CommandLine, encoding: str
) -> None:
    other = CommandLine(cli.home, {"PYTHONIOENCODING": encoding})

    said = other.run("discover", ADDRESS)
    refused = other.run("discover", "nobody")

    assert said.exit == 0
    assert "✓ Serveurs de cette adresse" in said.out
    assert "Une adresse de courriel contient le signe @." in refused.err


def test_json_lines_are_ascii_also_with_a_path_that_is_not_utf8(
    cli: CommandLine, tmp_path: Path
) -> None:
    profile = tmp_path / f"{LATIN}.toml"
    profile.write_text("id = 3\n", "utf-8")

    with cli.start("profile", "lint", str(profile), "--json") as process:
        out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert out.isascii()
    assert json.loads(out)["findings"][0]["file"] == str(profile)
    assert err == b""


def test_a_path_that_is_not_utf8_is_no_trouble_for_people_either(
    cli: CommandLine, tmp_path: Path
) -> None:
    profile = tmp_path / f"{LATIN}.toml"
    profile.write_text("id = 3\n", "utf-8")

    said = cli.run("profile", "lint", str(profile))

    assert said.exit == 1
    assert "?t?.toml" in said.out


@pytest.mark.parametrize(
    "words",
    [
        ("check", ADDRESS, f"--login={LATIN}", "--no-password"),
        ("setup", ADDRESS, f"--name={LATIN}", "--no-password", "--dry-run"),
        ("discover", f"{LATIN}@ac-montpellier.fr"),
    ],
)
def test_text_that_is_not_utf8_is_refused_in_one_sentence(
    cli: CommandLine, words: tuple[str, ...]
) -> None:
    said = cli.json(*words)

    assert said.exit == 2
    assert UNREADABLE in said.result["message"]
    assert said.err == ""


@pytest.mark.parametrize("sign", ["\n", "\r", "\u202e", "\u2028", "\x1b"])
def test_a_name_that_would_turn_or_end_its_line_is_refused(
    cli: CommandLine, sign: str
) -> None:
    said = cli.json("setup", ADDRESS, f"--name=Florent{sign}DURAND", "--no-password")

    assert said.exit == 2
    assert "Écrivez le nom sur une seule ligne" in said.result["message"]


@pytest.mark.parametrize(
    "name", ["Florent DURAND", "Zoé d’Alès", "Jean\u00a0Noël", "محمد"]
)
def test_a_name_of_any_people_is_taken(cli: CommandLine, name: str) -> None:
    said = cli.json(
        *("setup", ADDRESS, "--login=x", f"--name={name}", "--receive-only"),
        *("--imap=127.0.0.1:1:tls", "--no-password", "--dry-run"),
    )

    assert said.exit == 1


def test_a_clone_without_compiled_words_speaks_english(
    cli: CommandLine, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    for folder in ("assistant", "resources", "profiles"):
        unwanted = shutil.ignore_patterns("*.mo", "__pycache__")
        shutil.copytree(SOURCE / folder, clone / folder, ignore=unwanted)

    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "discover", ADDRESS],
        env=cli.environ,
        cwd=clone,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        said = ended(process)

    assert said.exit == 0
    assert "Servers for this address" in said.out
    assert said.err == ""
