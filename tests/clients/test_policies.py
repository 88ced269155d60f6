"""What administrators forbid is read where Thunderbird reads it."""

from pathlib import Path

import pytest

from assistant.clients.thunderbird.policies import forbidding_policy
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import System
from tests.clients.scene import install

KEY = r"SOFTWARE\Policies\Mozilla\Thunderbird"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def host(tmp_path: Path) -> FakeHost:
    return FakeHost(System.LINUX, tmp_path)


@pytest.mark.parametrize(
    ("policy", "forbids"),
    [
        ('"PasswordManagerEnabled": false', "PasswordManagerEnabled"),
        ('"OfferToSaveLogins": false', "OfferToSaveLogins"),
        ('"PrimaryPassword": true', "PrimaryPassword"),
        ('"PasswordManagerEnabled": true', None),
        ('"OfferToSaveLogins": true', None),
        ('"PrimaryPassword": false', None),
        ('"PrimaryPassword": "true"', None),
        ('"DisableTelemetry": true', None),
    ],
)
def test_a_policy_counts_with_the_value_that_forbids(
    host: FakeHost, policy: str, forbids: str | None
) -> None:
    program = install(host)
    file = program / "distribution/policies.json"
    write(file, f'{{"policies": {{{policy}}}}}')

    assert forbidding_policy(host, program) == forbids


def test_linux_has_a_file_for_all_programs(host: FakeHost) -> None:
    file = host.at("/etc/thunderbird/policies/policies.json")
    write(file, '{"policies": {"OfferToSaveLogins": false}}')

    assert forbidding_policy(host, None) == "OfferToSaveLogins"


def test_a_macos_bundle_keeps_it_beside_its_programs(tmp_path: Path) -> None:
    host = FakeHost(System.MACOS, tmp_path)
    program = install(host)
    file = program.parent / "Resources/distribution/policies.json"
    write(file, '{"policies": {"PrimaryPassword": true}}')

    assert forbidding_policy(host, program) == "PrimaryPassword"


@pytest.mark.parametrize(
    ("name", "value", "forbids"),
    [
        ("PasswordManagerEnabled", "0", True),
        ("PasswordManagerEnabled", "1", False),
        ("PrimaryPassword", "1", True),
        ("PrimaryPassword", "0", False),
    ],
)
def test_windows_has_group_policy(
    tmp_path: Path, name: str, value: str, *, forbids: bool
) -> None:
    host = FakeHost(System.WINDOWS, tmp_path, registry={(KEY, name): (value,)})

    assert forbidding_policy(host, install(host)) == (name if forbids else None)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"policies": []}', "null", "[" * 100_000]
)
def test_a_file_thunderbird_ignores_forbids_nothing(host: FakeHost, text: str) -> None:
    write(host.at("/etc/thunderbird/policies/policies.json"), text)

    assert forbidding_policy(host, install(host)) is None


def test_without_files_nothing_is_forbidden(host: FakeHost) -> None:
    assert forbidding_policy(host, install(host)) is None
    assert forbidding_policy(host, None) is None
