import pytest

from assistant.diagnosis import decide
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Who
from tests.diagnosis.told import imap, smtp, typed

FULL = "Maximum number of connections from user+IP exceeded"


def cause(signal: Signal) -> str:
    diagnosis = decide([signal])
    assert diagnosis is not None
    return diagnosis.verdict.id


@pytest.mark.parametrize(
    "signal",
    [
        imap(Stage.GREETING, "imap:BYE", text="Server shutting down."),
        imap(Stage.GREETING, "imap:UNAVAILABLE"),
        imap(Stage.GREETING, "mail:CLOSED"),
        imap(Stage.CAPABILITY, "time:REPLY"),
        smtp(Stage.GREETING, "smtp:421", reply=421),
        smtp(Stage.GREETING, "smtp:4.3.2", reply=421),
        smtp(Stage.GREETING, "smtp:4.7.0", reply=421),
        smtp(Stage.AUTHENTICATE, "smtp:421", reply=421),
        imap(Stage.AUTHENTICATE, "mail:CLOSED"),
    ],
)
def test_a_server_that_turns_away_at_the_door_is_a_matter_of_waiting(
    signal: Signal,
) -> None:
    diagnosis = decide([signal])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "SRV-03"
    assert diagnosis.verdict.who is Who.WAIT


@pytest.mark.parametrize(
    "signal",
    [
        imap(
            Stage.AUTHENTICATE,
            "imap:UNAVAILABLE",
            text="Temporary authentication failure. [host:2026-11-23 10:00:00]",
        ),
        smtp(Stage.AUTHENTICATE, "smtp:4.7.0", reply=454),
        smtp(Stage.AUTHENTICATE, "smtp:454", reply=454),
        imap(Stage.AUTHENTICATE, "time:REPLY"),
    ],
)
def test_a_server_that_cannot_check_passwords_does_not_blame_the_password(
    signal: Signal,
) -> None:
    assert cause(signal) == "SRV-04"


@pytest.mark.parametrize(
    "signal",
    [
        imap(Stage.AUTHENTICATE, "imap:LIMIT", text=FULL),
        imap(Stage.AUTHENTICATE, "imap:UNAVAILABLE", text=FULL),
        imap(Stage.GREETING, "imap:BYE", text="Too many connections from this host"),
        imap(
            Stage.AUTHENTICATE,
            "imap:ALERT",
            text="Too many simultaneous connections. (Failure)",
        ),
    ],
)
def test_too_many_connections_are_the_users_other_devices(signal: Signal) -> None:
    diagnosis = decide([signal])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "SRV-06"
    assert diagnosis.verdict.who is Who.YOU


@pytest.mark.parametrize(
    "signal",
    [
        imap(Stage.AUTHENTICATE, "imap:LIMIT", text="Rate limit hit"),
        imap(Stage.AUTHENTICATE, "imap:LIMIT"),
        smtp(
            Stage.AUTHENTICATE,
            "smtp:4.7.1",
            reply=450,
            text="Error: too many AUTH commands from unknown[192.0.2.1]",
        ),
        smtp(
            Stage.AUTHENTICATE,
            "smtp:4.7.0",
            reply=454,
            text="Too many login attempts, please try again later.",
        ),
    ],
)
def test_a_login_limit_is_a_matter_of_waiting(signal: Signal) -> None:
    assert cause(signal) == "SRV-07"


def test_our_own_pause_is_no_fault_of_a_server() -> None:
    diagnosis = decide([typed("BUDGET")])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "SRV-07"
    assert diagnosis.verdict.who is Who.WAIT


@pytest.mark.parametrize("code", ["imap:SERVERBUG", "imap:CORRUPTION"])
@pytest.mark.parametrize("stage", [Stage.AUTHENTICATE, Stage.MAILBOX])
def test_a_server_that_admits_a_fault_is_believed(code: str, stage: Stage) -> None:
    diagnosis = decide([imap(stage, code)])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "SRV-11"
    assert diagnosis.verdict.evidence[0].service is Service.IMAP


def test_a_network_that_is_turned_away_is_not_the_accounts_fault() -> None:
    assert cause(smtp(Stage.GREETING, "smtp:554", reply=554)) == "BOX-09"
