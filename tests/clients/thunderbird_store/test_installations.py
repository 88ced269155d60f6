from pathlib import Path

import pytest

from assistant.clients.thunderbird import installations
from assistant.clients.thunderbird.installations import Installation, Kind
from assistant.platforms import System, current
from assistant.platforms.fake import FakeHost
from tests.network.programs import lacking

INI = "[App]\nVendor=\nName=Thunderbird\nVersion={}\nBuildID=20261110162734\n"
MOZILLA_KEY = r"SOFTWARE\Mozilla\Mozilla Thunderbird"


def installed(directory: Path, version: str = "153.7.0") -> Path:
    directory.mkdir(parents=True)
    (directory / "application.ini").write_text(INI.format(version))
    return directory


def only(host: FakeHost) -> Installation:
    (found,) = installations.find(host)
    return found


@pytest.fixture
def linux(tmp_path: Path) -> FakeHost:
    return FakeHost(System.LINUX, tmp_path)


@pytest.fixture
def windows(tmp_path: Path) -> FakeHost:
    return FakeHost(System.WINDOWS, tmp_path)


@pytest.mark.parametrize("system", System)
def test_a_computer_without_thunderbird_has_none(
    system: System, tmp_path: Path
) -> None:
    assert installations.find(FakeHost(system, tmp_path)) == ()


def test_the_distribution_s_thunderbird_is_found(linux: FakeHost) -> None:
    directory = installed(linux.at("/usr/lib/thunderbird"))

    assert only(linux) == Installation(
        kind=Kind.DEB,
        directory=directory,
        version="153.7.0",
        root=linux.home / ".thunderbird",
        uses_dedicated_profiles=True,
        hashed="/usr/lib/thunderbird",
    )
    assert only(linux).hash == "FDC34C9F024745EB"


@pytest.mark.parametrize("place", ["/opt/thunderbird", "/home/anne/thunderbird"])
def test_an_unpacked_archive_is_found(linux: FakeHost, place: str) -> None:
    installed(linux.at(place), "140.5.0")

    found = only(linux)

    assert (found.kind, found.version, found.hashed) == (Kind.TARBALL, "140.5.0", place)
    assert found.root == linux.home / ".thunderbird"


def test_an_archive_is_found_through_the_command(tmp_path: Path) -> None:
    command = tmp_path / "home/anne/bin/thunderbird"
    host = FakeHost(System.LINUX, tmp_path, programs={"thunderbird": command})
    program = installed(host.at("/srv/mail/thunderbird-153")) / "thunderbird"
    program.touch()
    command.parent.mkdir(parents=True)
    command.symlink_to(program)

    assert only(host).hashed == "/srv/mail/thunderbird-153"


def test_debian_s_wrapper_is_no_installation_of_its_own(tmp_path: Path) -> None:
    wrapper = tmp_path / "usr/bin/thunderbird"
    host = FakeHost(System.LINUX, tmp_path, programs={"thunderbird": wrapper})
    installed(host.at("/usr/lib/thunderbird"))
    wrapper.parent.mkdir()
    wrapper.write_text("#!/bin/sh\n")

    assert only(host).kind is Kind.DEB


def test_one_directory_under_two_names_is_one_installation(tmp_path: Path) -> None:
    link = tmp_path / "usr/bin/thunderbird"
    host = FakeHost(System.LINUX, tmp_path, programs={"thunderbird": link})
    program = installed(host.at("/usr/lib/thunderbird")) / "thunderbird"
    program.touch()
    link.parent.mkdir()
    link.symlink_to(program)
    host.at("/opt").mkdir()
    host.at("/opt/thunderbird").symlink_to(program.parent, target_is_directory=True)

    assert only(host).kind is Kind.DEB


@pytest.mark.parametrize("inside", ["usr/lib/thunderbird", ""])
def test_the_snap_keeps_its_profiles_to_itself(linux: FakeHost, inside: str) -> None:
    revision = linux.at("/snap/thunderbird/123")
    installed(revision / inside)
    linux.at("/snap/thunderbird/current").symlink_to(revision)

    found = only(linux)

    assert found.kind is Kind.SNAP
    assert found.root == linux.home / "snap/thunderbird/common/.thunderbird"
    assert not found.uses_dedicated_profiles


@pytest.mark.parametrize("store", ["/var/lib", "/home/anne/.local/share"])
@pytest.mark.parametrize("name", ["org.mozilla.Thunderbird", "org.mozilla.thunderbird"])
def test_the_flatpak_keeps_its_profiles_to_itself(
    linux: FakeHost, store: str, name: str
) -> None:
    place = f"{store}/flatpak/app/{name}/current/active/files/lib/thunderbird"
    installed(linux.at(place))

    found = only(linux)

    assert found.kind is Kind.FLATPAK
    assert found.root == linux.home / ".var/app" / name / ".thunderbird"
    assert found.hashed == "/app/lib/thunderbird"


def test_several_thunderbirds_are_all_found(linux: FakeHost) -> None:
    for place in (
        "/opt/thunderbird",
        "/usr/lib/thunderbird",
        "/snap/thunderbird/current",
    ):
        installed(linux.at(place))

    kinds = [found.kind for found in installations.find(linux)]

    assert kinds == [Kind.DEB, Kind.TARBALL, Kind.SNAP]


def test_windows_keeps_profiles_in_the_roaming_folder(windows: FakeHost) -> None:
    installed(windows.at(r"C:\Program Files\Mozilla Thunderbird"))

    found = only(windows)

    assert found.kind is Kind.WINDOWS
    assert windows.native(found.root) == r"C:\Users\anne\AppData\Roaming\Thunderbird"
    assert found.hash == "D78BF5DD33499EC2"
    assert found.uses_dedicated_profiles


def test_the_registry_leads_to_thunderbird_elsewhere(tmp_path: Path) -> None:
    place = r"D:\Outils\Courrier é"
    registry = {(MOZILLA_KEY, "Install Directory"): (place, r"C:\gone")}
    host = FakeHost(System.WINDOWS, tmp_path, registry=registry)
    installed(host.at(place))

    assert only(host).hashed == place


def test_a_user_s_own_installation_on_windows_is_found(windows: FakeHost) -> None:
    place = r"C:\Users\anne\AppData\Local\Mozilla Thunderbird"
    installed(windows.at(place))

    assert only(windows).hashed == place


def test_the_store_s_thunderbird_is_known_by_its_package(windows: FakeHost) -> None:
    package = (
        windows.home / "AppData/Local/Packages/MozillaThunderbird.MZLA_h5892qc0xkpca"
    )
    package.mkdir(parents=True)

    found = only(windows)

    assert (found.kind, found.version) == (Kind.STORE, None)
    assert found.root == package / "LocalCache/Roaming/Thunderbird"
    assert found.hashed == "MozillaThunderbird.MZLA_h5892qc0xkpca"


def test_a_policy_on_windows_switches_dedicated_profiles_off(tmp_path: Path) -> None:
    policy = (r"SOFTWARE\Policies\Mozilla\Thunderbird", "LegacyProfiles")
    host = FakeHost(System.WINDOWS, tmp_path, registry={policy: ("1",)})
    installed(host.at(r"C:\Program Files\Mozilla Thunderbird"))

    assert not only(host).uses_dedicated_profiles


@pytest.mark.parametrize("place", ["/Applications", "/Users/anne/Applications"])
def test_an_application_on_macos_is_found(tmp_path: Path, place: str) -> None:
    host = FakeHost(System.MACOS, tmp_path)
    bundle = host.at(f"{place}/Thunderbird.app/Contents")
    installed(bundle / "Resources")
    (bundle / "MacOS").mkdir()

    found = only(host)

    assert (found.kind, found.version) == (Kind.MACOS, "153.7.0")
    assert found.root == host.home / "Library/Thunderbird"
    assert found.hashed == f"{place}/Thunderbird.app/Contents/MacOS"


def test_the_environment_may_put_profiles_elsewhere(tmp_path: Path) -> None:
    environ = {"MOZ_APP_DATA": "/data/mail", "MOZ_LEGACY_PROFILES": "1"}
    host = FakeHost(System.LINUX, tmp_path, environ=environ)
    installed(host.at("/usr/lib/thunderbird"))

    assert only(host).root == host.at("/data/mail")
    assert not only(host).uses_dedicated_profiles


@pytest.mark.parametrize("text", ["", "[App]\nName=x\n", "no section\n", "\0\xff"])
def test_a_version_nobody_can_read_is_unknown(linux: FakeHost, text: str) -> None:
    directory = installed(linux.at("/usr/lib/thunderbird"))
    (directory / "application.ini").write_text(text, "latin-1")

    assert only(linux).version is None


def test_the_thunderbird_of_this_computer_is_found() -> None:
    if not Path("/usr/lib/thunderbird/application.ini").exists():
        lacking("thunderbird is not installed")

    found = {one.hash: one for one in installations.find(current())}

    debian = found["FDC34C9F024745EB"]
    assert debian.kind is Kind.DEB
    assert debian.version is not None
    assert debian.version[0].isdigit()
