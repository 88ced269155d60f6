"""The live list, and what stands under « Détails »."""

import pytest
from pytestqt.qtbot import QtBot

from assistant.gui.facts import facts, remarks
from assistant.gui.step_lines import StepLines
from assistant.model.event import Attempts, Budget, Result, Step, StepState
from assistant.model.exits import Exit
from assistant.model.server import Endpoint, Security
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Action, Diagnosis, Verdict, Who


@pytest.fixture
def lines(qtbot: QtBot) -> StepLines:
    made = StepLines()
    qtbot.addWidget(made)
    return made


def test_a_step_keeps_its_line_while_it_goes_on(lines: StepLines) -> None:
    lines.show_step(Step("imap.connect", StepState.STARTED))
    lines.show_step(Step("smtp.connect", StepState.STARTED))
    lines.show_step(Step("imap.connect", StepState.OK))

    first, second = lines.texts()
    assert first.startswith("✓ ")
    assert second.startswith("… ")


@pytest.mark.parametrize("state", StepState)
def test_no_state_is_told_by_its_sign_alone(lines: StepLines, state: StepState) -> None:
    lines.show_step(Step("mailbox", state))
    plain = lines.texts()[0].partition(" ")[2]

    spoken = lines.spoken()[0]

    assert plain in spoken
    assert spoken != plain
    assert not any(sign in spoken for sign in "✓✗…!–")


@pytest.mark.usefixtures("each_language")
def test_signs_and_spoken_words_differ_from_state_to_state(lines: StepLines) -> None:
    for number, state in enumerate(StepState):
        lines.show_step(Step(f"step-{number}", state))

    signs = {text.partition(" ")[0] for text in lines.texts()}
    words = {text.partition(": ")[2] for text in lines.spoken()}
    assert len(signs) == len(words) == len(StepState)


def test_what_was_broken_off_leaves_no_line(lines: StepLines) -> None:
    lines.show_step(Step("imap.connect", StepState.OK))
    lines.show_step(Step("smtp.connect", StepState.STARTED))

    lines.settle()

    assert len(lines.texts()) == 1


def test_a_new_list_begins_empty(lines: StepLines) -> None:
    lines.show_step(Step("imap.connect", StepState.OK))

    lines.clear()

    assert lines.texts() == []


def test_facts_tell_servers_codes_files_and_never_more() -> None:
    server = Endpoint("imap.example.fr", 993, Security.TLS)
    refused = Signal(
        Stage.AUTHENTICATE,
        "imap:AUTHENTICATIONFAILED",
        server=server,
        facts={"text": "no"},
    )
    result = Result(
        "setup",
        Exit.PROBLEM,
        diagnosis=Diagnosis(Verdict("AUTH-01", 0.9, Who.YOU, Action.EDIT, (refused,))),
        attempts=Attempts(1, 0),
        budget=Budget(left=2),
        details={
            "servers": {"imap": str(server), "smtp": None},
            "existing": [
                {"differences": [{"name": "port", "found": 143, "wanted": 993}]}
            ],
            "changes": [{"path": "/home/a/prefs.js", "kind": "modify"}],
        },
    )

    told = facts(result).splitlines()

    assert told[:3] == [
        "IMAP  imap.example.fr:993:tls",
        "SMTP  –",
        "AUTH-01",
    ]
    assert told[3] == (
        "authenticate imap.example.fr:993:tls imap:AUTHENTICATIONFAILED no"
    )
    assert "1" in told[4]
    assert "2" in told[4]
    assert told[5] == "port: 143 → 993"
    assert told[6].startswith("/home/a/prefs.js (")


def test_a_result_without_facts_says_nothing() -> None:
    assert facts(Result("setup", Exit.FINE, details={"servers": None})) == ""
    assert remarks(Result("setup", Exit.FINE)) == ""


def test_remarks_name_what_is_noted_and_what_stayed() -> None:
    note = Verdict("CLI-15", 0.9, Who.PROGRAM, Action.COPY, ())
    kept = [{"kind": "mail-cache", "what": "/home/a/ImapMail"}]

    lines = remarks(
        Result("undo", Exit.FINE, notes=(note,), details={"kept": kept})
    ).splitlines()

    assert len(lines) == 2
    assert lines[0].startswith("! ")
