"""Thunderbird's NSS, and an older one, each over an empty profile."""

from pathlib import Path

import pytest

from tests.clients.thunderbird_store.nss import SYSTEM, THUNDERBIRD, Nss, require


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    folder = tmp_path / "profile"
    folder.mkdir()
    return folder


@pytest.fixture
def nss(profile: Path) -> Nss:
    """The library of the Thunderbird that is installed."""
    return require(THUNDERBIRD, profile)


@pytest.fixture
def old_nss(profile: Path) -> Nss:
    """A library from before Thunderbird 144."""
    return require(SYSTEM, profile)


@pytest.fixture
def locked_nss(profile: Path) -> Nss:
    """The library over a profile with a primary password."""
    return require(THUNDERBIRD, profile, "Mot de passe principal é")
