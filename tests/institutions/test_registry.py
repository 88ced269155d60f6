"""Which profile wins, and what a broken one may not do."""

from pathlib import Path

import pytest

from assistant.institutions import Findings, Registry
from assistant.model.institution import Institution
from tests.institutions.written import MINIMAL, spoilt


def put(folder: Path, content: str, name: str = "sample.toml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(content, "utf-8")
    return path


def named(name: str) -> str:
    return spoilt("Académie d’exemple", name)


def registry_of(folders: dict[str, Path], explicit: str | None = None) -> Registry:
    return Registry.from_folders(
        explicit, folders["machine"], folders["user"], folders["bundled"]
    )


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    return {name: tmp_path / name for name in ("machine", "user", "bundled")}


def test_the_machine_wins_over_the_user_over_the_bundle(
    folders: dict[str, Path],
) -> None:
    order = ["bundled", "user", "machine"]

    for place in order:
        put(folders[place], named(place))

        found = registry_of(folders).by_id("sample")

        assert found is not None
        assert found.name == place


def test_a_shadowed_profile_serves_no_domain(folders: dict[str, Path]) -> None:
    put(folders["bundled"], named("bundled"))
    put(folders["user"], named("user"))

    found = registry_of(folders).for_domain("example.org")

    assert [institution.name for institution in found] == ["user"]


def test_an_explicit_file_serves_every_address(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    put(folders["bundled"], named("bundled"))
    path = put(tmp_path, named("explicit"), "mine.toml")

    registry = registry_of(folders, str(path))

    assert isinstance(registry.explicit, Institution)
    assert registry.for_domain("elsewhere.example") == (registry.explicit,)
    assert registry.explicit.name == "explicit"


def test_an_explicit_id_is_looked_up_in_the_folders(folders: dict[str, Path]) -> None:
    put(folders["machine"], named("machine"))

    explicit = registry_of(folders, "sample").explicit

    assert isinstance(explicit, Institution)
    assert explicit.name == "machine"


def test_an_unknown_id_is_answered_with_the_nearest(folders: dict[str, Path]) -> None:
    put(folders["bundled"], MINIMAL)

    explicit = registry_of(folders, "simple").explicit

    assert isinstance(explicit, Findings)
    assert "sample" in explicit.findings[0].message


def test_an_id_cannot_leave_its_folder(folders: dict[str, Path]) -> None:
    put(folders["machine"], MINIMAL, "other.toml")

    registry = Registry.from_folders(bundled=folders["bundled"])

    assert registry.by_id("../machine/other") is None


def test_a_broken_explicit_file_gives_its_findings(tmp_path: Path) -> None:
    path = put(tmp_path, spoilt("port = 993", "port = 0"))

    explicit = Registry.from_folders(str(path)).explicit

    assert isinstance(explicit, Findings)
    assert explicit.findings[0].key == "platforms[0].imap[0].port"


def test_a_broken_file_of_the_user_is_told_and_passed_over(
    folders: dict[str, Path],
) -> None:
    put(folders["bundled"], named("bundled"))
    broken = put(folders["user"], spoilt("port = 993", "port = 0"))
    put(folders["user"], "not toml", "worse.toml")

    registry = registry_of(folders)

    (found,) = registry.for_domain("example.org")
    assert found.name == "bundled"
    assert {finding.file for finding in registry.findings} == {
        broken,
        folders["user"] / "worse.toml",
    }


def test_a_subdomain_counts_only_where_it_is_listed(folders: dict[str, Path]) -> None:
    listed = spoilt('["example.org"]', '["example.org", "eleves.example.org"]')
    put(folders["bundled"], listed)

    registry = registry_of(folders)

    assert len(registry.for_domain("eleves.example.org")) == 1
    assert len(registry.for_domain("EXAMPLE.ORG")) == 1
    assert registry.for_domain("profs.example.org") == ()
    assert registry.for_domain("org") == ()


def test_a_mended_national_profile_reaches_every_profile_that_uses_it(
    folders: dict[str, Path],
) -> None:
    using = MINIMAL + '\n[[platforms]]\nuse = "shared/main"\n'
    shared = MINIMAL.replace('"sample"', '"shared"').replace(
        'id = "main"\nname = "Messagerie"', 'id = "main"\nname = "{}"'
    )
    put(folders["bundled"], using.replace('id = "main"', 'id = "own"'))
    put(folders["bundled"], shared.replace("{}", "old"), "shared.toml")
    put(folders["machine"], shared.replace("{}", "new"), "shared.toml")

    found = registry_of(folders).by_id("sample")

    assert found is not None
    assert [platform.name for platform in found.platforms] == ["Messagerie", "new"]
    assert found.platform("main") == found.platforms[1]


def test_a_broken_shared_profile_gives_way_to_the_next_folder(
    folders: dict[str, Path],
) -> None:
    using = MINIMAL.replace('id = "main"', 'id = "own"')
    put(folders["bundled"], using + '\n[[platforms]]\nuse = "shared/main"\n')
    shared = MINIMAL.replace('"sample"', '"shared"')
    put(folders["bundled"], shared, "shared.toml")
    put(folders["machine"], shared.replace("993", "0"), "shared.toml")

    registry = registry_of(folders)

    found = registry.by_id("sample")
    assert found is not None
    assert len(found.platforms) == 2
    assert registry.findings


def test_a_template_is_no_profile(folders: dict[str, Path]) -> None:
    put(folders["bundled"], MINIMAL, "_template.toml")

    registry = registry_of(folders)

    assert registry.ids() == ()
    assert registry.for_domain("example.org") == ()


def test_the_bundle_is_known_by_id_and_domain() -> None:
    registry = Registry.from_folders()

    assert {"ac-montpellier", "education-nationale"} <= set(registry.ids())
    assert "ac-montpellier.fr" in registry.domains()
    assert registry.national is not None
    assert registry.national.origin == "bundled"
