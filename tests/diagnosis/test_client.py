import pytest

from assistant.diagnosis import decide, notes
from assistant.diagnosis.words import words
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Action, Who
from assistant.text import use_language
from tests.diagnosis.told import client


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("RUNNING", "CLI-01"),
        ("ALREADY_THERE", "CLI-02"),
        ("ENOSPC", "CLI-04"),
        ("EROFS", "CLI-04"),
        ("EACCES", "CLI-04"),
        ("EIO", "CLI-04"),
        ("PASSWORDS_UNKNOWN", "CLI-05"),
        ("PRIMARY_PASSWORD", "CLI-05"),
        ("POLICY_FORBIDS", "CLI-05"),
        ("POLICY", "CLI-06"),
        ("PREFS_DAMAGED", "CLI-10"),
        ("PROFILES_DAMAGED", "CLI-10"),
        ("CHANGED", "CLI-11"),
        ("READ_BACK", "CLI-11"),
        ("BUSY", "CLI-11"),
        ("PROFILE_GONE", "CLI-12"),
        ("WILL_ASK_CERTIFICATE", "CLI-13"),
        ("NOT_INSTALLED", "CLI-14"),
        ("NEWER_VERSION", "CLI-15"),
        ("SEVERAL_PROFILES", "CLI-16"),
        ("SOMETHING_NEW", "CLI-10"),
    ],
)
def test_each_code_of_a_mail_programs_files_names_its_cause(
    code: str, expected: str
) -> None:
    diagnosis = decide([client(code)])

    assert diagnosis is not None
    assert diagnosis.verdict.id == expected


def test_an_open_mail_program_is_closed_by_the_user() -> None:
    diagnosis = decide([client("RUNNING")])

    assert diagnosis is not None
    assert diagnosis.verdict.who is Who.YOU
    assert diagnosis.verdict.action is Action.CLOSE_CLIENT


def test_a_failure_about_the_files_is_not_told_twice() -> None:
    assert notes([client("RUNNING")]) == ()


def test_what_the_person_cancelled_is_no_failure() -> None:
    assert decide([client("CANCELLED")]) is None


def test_our_own_folder_that_cannot_be_written_has_a_name() -> None:
    use_language("en")
    diagnosis = decide([Signal(Stage.PREFLIGHT, "errno:EACCES")])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "CLI-04"
    assert words(diagnosis.verdict).title == "We cannot keep our own notes here"


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("ENOSPC", "The disk is full"),
        ("EACCES", "This folder is protected against writing"),
        ("EIO", "The settings could not be written"),
    ],
)
def test_the_words_follow_what_the_disk_said(code: str, title: str) -> None:
    use_language("en")
    diagnosis = decide([client(code)])

    assert diagnosis is not None
    assert words(diagnosis.verdict).title == title
