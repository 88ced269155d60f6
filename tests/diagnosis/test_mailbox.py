import pytest

from assistant.diagnosis import Context, decide
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from tests.diagnosis.told import imap, smtp

PROVEN = Context(opened=frozenset(Service), proven=frozenset(Service))
SEND = Stage.SEND


def cause(signal: Signal) -> str:
    diagnosis = decide([signal], PROVEN)
    assert diagnosis is not None
    return diagnosis.verdict.id


@pytest.mark.parametrize(
    "signal",
    [
        imap(Stage.MAILBOX, "imap:OVERQUOTA"),
        smtp(SEND, "smtp:5.2.2", reply=552),
        smtp(SEND, "smtp:4.2.2", reply=452),
    ],
)
def test_a_full_mailbox_is_named_whoever_tells(signal: Signal) -> None:
    assert cause(signal) == "BOX-01"


@pytest.mark.parametrize(
    ("code", "reply", "text", "expected"),
    [
        ("smtp:5.7.1", 553, "not owned by user anne", "BOX-05"),
        ("smtp:5.7.1", 550, "Sender address rejected: not owned by user", "BOX-05"),
        ("smtp:5.7.60", 550, "", "BOX-05"),
        ("smtp:5.7.1", 554, "Relay access denied", "BOX-06"),
        ("smtp:5.7.0", 530, "Authentication required", "BOX-06"),
        ("smtp:5.3.4", 552, "Message size exceeds fixed limit", "BOX-07"),
        ("smtp:552", 552, "", "BOX-07"),
        ("smtp:4.7.1", 450, "Error: too much mail from 192.0.2.1", "BOX-08"),
        ("smtp:4.5.3", 452, "Error: too many recipients", "BOX-08"),
        ("smtp:5.7.1", 554, "blocked using a list", "BOX-09"),
        ("smtp:5.6.7", 553, "", "BOX-13"),
        ("smtp:5.7.1", 554, "Your account is not authorized", "AUTH-11"),
        ("smtp:550", 550, "", "AUTH-11"),
        ("mail:TOO_BIG", 0, "", "BOX-07"),
        ("mail:NO_SMTPUTF8", 0, "", "BOX-13"),
        ("smtp:4.3.0", 451, "", "SRV-03"),
        ("smtp:500", 500, "", "SRV-11"),
    ],
)
def test_each_answer_to_a_message_names_its_cause(
    code: str, reply: int, text: str, expected: str
) -> None:
    assert cause(smtp(SEND, code, reply=reply, text=text)) == expected


def test_a_message_that_does_not_come_back_is_named() -> None:
    assert cause(imap(Stage.ARRIVE, "mail:NOT_ARRIVED")) == "BOX-11"
