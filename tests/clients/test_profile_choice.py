"""The profile Thunderbird would start with, by its own rules."""

from pathlib import Path

import pytest

from assistant.clients.thunderbird.installations import Installation, Kind
from assistant.clients.thunderbird.profile_choice import Choice, Condition, choose
from assistant.clients.thunderbird.profiles import ProfileList, listed, next_section
from assistant.clients.thunderbird.profiles_ini import Ini
from assistant.clients.writer import Adoption, Why
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import System

ROOT = Path("/home/anne/.thunderbird")
PROGRAM = "/usr/lib/thunderbird"
OTHER_PROGRAM = "/opt/thunderbird"
SEEN_AS = frozenset({PROGRAM})
MARKED = Condition(exists=True, has_compatibility=True)
UNMARKED = Condition(exists=True)
GONE = Condition(exists=False)


def program(*, dedicated: bool = True, directory: str = PROGRAM) -> Installation:
    return Installation(
        kind=Kind.DEB if dedicated else Kind.SNAP,
        directory=Path(directory),
        version="153.7.0",
        root=ROOT,
        uses_dedicated_profiles=dedicated,
        hashed=directory,
    )


OURS = program().hash
OTHERS = program(directory=OTHER_PROGRAM).hash


def entry(number: int, path: str, *, default: bool = False) -> str:
    mark = "Default=1\n" if default else ""
    return f"[Profile{number}]\nName={path}\nIsRelative=1\nPath={path}\n{mark}\n"


def install(name: str, path: str, *, locked: bool = False) -> str:
    lock = "Locked=1\n" if locked else ""
    return f"[Install{name}]\nDefault={path}\n{lock}\n"


@pytest.fixture
def host(tmp_path: Path) -> FakeHost:
    return FakeHost(System.LINUX, tmp_path)


class Desk:
    """Asks for the choice over a list of profiles written down here."""

    def __init__(self, host: FakeHost) -> None:
        self._host = host

    def profiles(self, text: str, backup: str = "", version: str = "2") -> ProfileList:
        general = f"[General]\nVersion={version}\n" if version else ""
        ini, spare = Ini.parse((general + text).encode()), Ini.parse(backup.encode())
        assert isinstance(ini, Ini)
        assert isinstance(spare, Ini)
        return listed(ini, spare, ROOT, self._host)

    def choice(
        self,
        text: str,
        installation: Installation | None,
        conditions: dict[str, Condition],
        **ini: str,
    ) -> Choice:
        found = {ROOT / path: condition for path, condition in conditions.items()}
        return choose(self.profiles(text, **ini), found, installation, SEEN_AS)


@pytest.fixture
def desk(host: FakeHost) -> Desk:
    return Desk(host)


def path_of(choice: Choice) -> str | None:
    return choice.profile.descriptor if choice.profile else None


def test_the_installations_own_profile_comes_before_the_default(desk: Desk) -> None:
    text = install(OURS, "b") + entry(0, "a", default=True) + entry(1, "b")

    choice = desk.choice(text, program(), {"a": MARKED, "b": UNMARKED})

    assert path_of(choice) == "b"
    assert choice.why is Why.INSTALLATION
    assert choice.adoption is Adoption.AS_IT_IS


def test_another_installations_profile_is_not_ours(desk: Desk) -> None:
    text = install(OTHERS, "b") + entry(0, "a", default=True) + entry(1, "b")

    choice = desk.choice(text, program(), {"a": MARKED, "b": MARKED})

    assert (path_of(choice), choice.why) == ("a", Why.DEFAULT)


def test_a_first_run_takes_the_marked_default(desk: Desk) -> None:
    choice = desk.choice(entry(0, "a", default=True), program(), {"a": MARKED})

    assert (path_of(choice), choice.why) == ("a", Why.DEFAULT)


def test_a_first_run_ignores_a_default_thunderbird_never_marked(desk: Desk) -> None:
    choice = desk.choice(entry(0, "a", default=True), program(), {"a": UNMARKED})

    assert path_of(choice) is None
    assert choice.adoption is Adoption.INSTALLATION


@pytest.mark.parametrize(
    ("last_program", "is_taken"),
    [
        (None, True),
        (PROGRAM, True),
        (OTHER_PROGRAM, False),
    ],
)
def test_a_first_run_takes_no_profile_another_program_used_last(
    desk: Desk, last_program: str | None, *, is_taken: bool
) -> None:
    condition = Condition(
        exists=True, has_compatibility=True, last_program=last_program
    )

    choice = desk.choice(entry(0, "a", default=True), program(), {"a": condition})

    assert (path_of(choice) == "a") is is_taken


def test_windows_programs_are_the_same_in_any_case_and_width(desk: Desk) -> None:
    condition = Condition(
        exists=True,
        has_compatibility=True,
        last_program=r"c:\Program Files (x86)\mozilla thunderbird",
    )
    found = {ROOT / "a": condition}
    seen_as = frozenset({r"C:\Program Files\Mozilla Thunderbird"})

    profiles = desk.profiles(entry(0, "a", default=True))
    choice = choose(profiles, found, program(), seen_as)

    assert path_of(choice) == "a"


@pytest.mark.parametrize("locked", [True, False])
def test_a_profile_locked_to_another_installation_is_not_taken(
    desk: Desk, *, locked: bool
) -> None:
    text = install(OTHERS, "a", locked=locked) + entry(0, "a", default=True)

    choice = desk.choice(text, program(), {"a": MARKED})

    assert path_of(choice) == (None if locked else "a")
    assert choice.adoption is (Adoption.INSTALLATION if locked else Adoption.AS_IT_IS)


def test_the_only_profile_is_the_default_even_unmarked_as_such(desk: Desk) -> None:
    assert path_of(desk.choice(entry(0, "a"), program(), {"a": MARKED})) == "a"


def test_two_profiles_without_a_default_are_left_alone(desk: Desk) -> None:
    text = entry(0, "a") + entry(1, "b")

    choice = desk.choice(text, program(), {"a": MARKED, "b": MARKED})

    assert path_of(choice) is None
    assert choice.adoption is Adoption.DEFAULT


def test_nothing_there_means_a_new_default(desk: Desk) -> None:
    choice = desk.choice("", program(), {})

    assert (path_of(choice), choice.why) == (None, Why.NONE_YET)
    assert choice.adoption is Adoption.DEFAULT


def test_an_installation_whose_profile_left_the_list_gets_a_new_one(desk: Desk) -> None:
    text = install(OURS, "gone") + entry(0, "a", default=True)

    choice = desk.choice(text, program(), {"a": MARKED})

    assert path_of(choice) is None
    assert choice.adoption is Adoption.INSTALLATION


def test_an_entry_whose_folder_is_gone_is_filled_again(desk: Desk) -> None:
    text = install(OURS, "a") + entry(0, "a", default=True)

    choice = desk.choice(text, program(), {"a": GONE})

    assert (path_of(choice), choice.why) == ("a", Why.MISSING)


def test_a_snap_goes_by_the_default_alone(desk: Desk) -> None:
    text = install(OURS, "b") + entry(0, "a", default=True) + entry(1, "b")

    choice = desk.choice(text, program(dedicated=False), {"a": UNMARKED, "b": MARKED})

    assert (path_of(choice), choice.why) == ("a", Why.DEFAULT)


def test_a_snap_without_a_default_gets_one(desk: Desk) -> None:
    choice = desk.choice("", program(dedicated=False), {})

    assert choice.adoption is Adoption.DEFAULT


def test_an_old_list_takes_its_installations_from_the_backup(desk: Desk) -> None:
    text = entry(0, "a", default=True) + entry(1, "b")
    conditions = {"a": MARKED, "b": MARKED}
    backup = f"[{OURS}]\nDefault=b\nLocked=1\n"

    old = desk.choice(text, program(), conditions, backup=backup, version="")
    new = desk.choice(text, program(), conditions, backup=backup, version="2")

    assert (path_of(old), path_of(new)) == ("b", "a")


class TestWithoutInstallation:
    """Thunderbird is not installed yet, or where we do not look."""

    def test_the_one_profile_any_installation_uses_is_taken(self, desk: Desk) -> None:
        text = install(OTHERS, "b") + entry(0, "a", default=True) + entry(1, "b")

        choice = desk.choice(text, None, {"a": MARKED, "b": MARKED})

        assert (path_of(choice), choice.why) == ("b", Why.ONLY_INSTALLATION)

    def test_else_the_marked_default(self, desk: Desk) -> None:
        text = entry(0, "a", default=True) + entry(1, "b")

        choice = desk.choice(text, None, {"a": MARKED, "b": MARKED})

        assert (path_of(choice), choice.why) == ("a", Why.DEFAULT)

    def test_else_the_one_used_last(self, desk: Desk) -> None:
        text = entry(0, "a", default=True) + entry(1, "b") + entry(2, "c")
        used = {
            "a": Condition(exists=True, last_used=1.0),
            "b": Condition(exists=True, last_used=3.0),
            "c": Condition(exists=True, last_used=2.0),
        }

        choice = desk.choice(text, None, used)

        assert (path_of(choice), choice.why) == ("b", Why.NEWEST)

    def test_else_a_new_one(self, desk: Desk) -> None:
        assert desk.choice("", None, {}).adoption is Adoption.DEFAULT


def test_thunderbird_stops_reading_at_the_first_gap(desk: Desk) -> None:
    profiles = desk.profiles(entry(0, "a") + entry(2, "c"))

    assert [p.descriptor for p in profiles.profiles] == ["a"]


def test_an_entry_without_name_or_path_is_passed_over(desk: Desk) -> None:
    text = "[Profile0]\nIsRelative=1\nName=x\n[Profile1]\nIsRelative=1\nPath=y\n"

    profiles = desk.profiles(text + entry(2, "c"))

    assert [p.descriptor for p in profiles.profiles] == ["c"]


def test_of_several_defaults_the_last_counts(desk: Desk) -> None:
    profiles = desk.profiles(entry(0, "a", default=True) + entry(1, "b", default=True))

    assert profiles.default == profiles.profiles[1]


def test_a_profile_may_lie_anywhere(desk: Desk, host: FakeHost) -> None:
    text = "[Profile0]\nName=x\nIsRelative=0\nPath=/mnt/clé usb/profil\n"

    (profile,) = desk.profiles(text).profiles

    assert profile.directory == host.at("/mnt/clé usb/profil")


def test_a_windows_profile_elsewhere_is_found_by_its_drive(tmp_path: Path) -> None:
    text = "[Profile0]\nName=x\nIsRelative=0\nPath=D:\\Mes profils\\a\n"

    desk = Desk(FakeHost(System.WINDOWS, tmp_path))
    (profile,) = desk.profiles(text).profiles

    assert profile.directory == tmp_path.resolve() / "D" / "Mes profils" / "a"


def test_relative_paths_have_forward_slashes_everywhere(desk: Desk) -> None:
    (profile,) = desk.profiles(entry(0, "Profiles/a.default")).profiles

    assert profile.directory == ROOT / "Profiles" / "a.default"


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("", "Profile0"),
        (entry(0, "a") + entry(1, "b"), "Profile2"),
        (entry(0, "a") + entry(2, "c"), "Profile1"),
    ],
)
def test_a_new_profile_is_entered_where_thunderbird_reads_it(
    text: str, section: str
) -> None:
    ini = Ini.parse(text.encode())
    assert isinstance(ini, Ini)

    assert next_section(ini) == section
