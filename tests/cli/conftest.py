"""A home of the test's own, and the command line in it."""

from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tests.network.certificates import Authority


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def cli(home: Path, authority: Authority) -> CommandLine:
    return CommandLine(home, {"SSL_CERT_FILE": str(authority.ca_file)})
