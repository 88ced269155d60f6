"""The wheel carries its profiles and words, and works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with nothing but what the wheel brings."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run(
        [*build, "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    site = folder / "site"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    return site


def run(installed: Path, home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(installed),
    }
    # Outside the checkout, and ahead of the editable install in `sys.path`.
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        cwd=home,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_profiles_and_translations_travel_in_the_wheel(
    installed: Path, tmp_path: Path
) -> None:
    found = run(installed, tmp_path, "discover", "anne.prof@ac-montpellier.fr")

    assert "courrier.ac-montpellier.fr:993:tls" in found.stdout
    assert "Serveurs de cette adresse" in found.stdout


def test_the_wheel_says_that_it_is_complete(installed: Path, tmp_path: Path) -> None:
    tested = run(installed, tmp_path, "self-test", "--json")

    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert '"missing": []' in tested.stdout


def test_tests_and_build_files_stay_at_home(installed: Path) -> None:
    brought = {path.name for path in installed.iterdir()}

    assert brought == {"assistant", next(p.name for p in installed.glob("*.dist-info"))}
