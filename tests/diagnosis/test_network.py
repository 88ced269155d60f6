import pytest

from assistant.diagnosis import Context, Control, decide
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Who
from tests.diagnosis.told import IMAP, IMAPS, SMTPS, imap, smtp

NOTHING_KNOWN = Context()


def cause(*signals: Signal, context: Context = NOTHING_KNOWN) -> str:
    diagnosis = decide(signals, context)
    assert diagnosis is not None
    return diagnosis.verdict.id


@pytest.mark.parametrize("stage", [Stage.RESOLVE, Stage.CONNECT])
def test_no_way_out_is_no_network(stage: Stage) -> None:
    assert cause(imap(stage, "errno:ENETUNREACH")) == "NET-01"


def test_a_computer_without_resolver_has_no_network() -> None:
    assert cause(imap(Stage.RESOLVE, "dns:NO_RESOLVER")) == "NET-01"


def test_no_way_out_at_one_entrance_only_is_not_a_dead_network() -> None:
    diagnosis = decide(
        [
            imap(Stage.CONNECT, "errno:ENETUNREACH"),
            imap(Stage.CONNECT, "time:CONNECT", IMAP),
        ]
    )

    assert diagnosis is not None
    assert diagnosis.verdict.id == "NET-06"


def test_a_silent_resolver_is_not_the_mail_servers_fault() -> None:
    assert cause(imap(Stage.RESOLVE, "dns:TIMEOUT")) == "NET-11"
    assert cause(imap(Stage.RESOLVE, "errno:ECONNREFUSED")) == "NET-11"


def test_a_silent_resolver_where_nothing_answers_is_no_network() -> None:
    nothing = Context(control=Control.NOTHING)

    assert cause(imap(Stage.RESOLVE, "dns:TIMEOUT"), context=nothing) == "NET-01"


def test_an_unknown_domain_is_a_matter_of_spelling() -> None:
    assert cause(Signal(Stage.RESOLVE, "dns:NXDOMAIN")) == "NET-12"


def test_an_unknown_server_typed_by_hand_is_a_matter_of_spelling() -> None:
    by_hand = Context(servers_typed=True)

    assert cause(imap(Stage.RESOLVE, "dns:NXDOMAIN"), context=by_hand) == "NET-12"


@pytest.mark.parametrize("code", ["dns:NXDOMAIN", "dns:NODATA"])
def test_an_unknown_server_of_the_institution_has_a_new_name(code: str) -> None:
    diagnosis = decide([imap(Stage.RESOLVE, code)])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "NET-13"
    assert diagnosis.verdict.who is Who.ACADEMIE


def test_a_broken_zone_is_named() -> None:
    assert cause(imap(Stage.RESOLVE, "dns:SERVFAIL")) == "NET-15"


def test_a_resolver_that_refuses_is_named() -> None:
    assert cause(imap(Stage.RESOLVE, "dns:REFUSED")) == "NET-14"


def test_a_time_out_at_every_entrance_is_a_blocking_network() -> None:
    silent = [
        imap(Stage.CONNECT, "time:CONNECT", IMAPS),
        imap(Stage.CONNECT, "time:CONNECT", IMAP),
        smtp(Stage.CONNECT, "time:CONNECT", SMTPS),
    ]

    diagnosis = decide(silent)

    assert diagnosis is not None
    assert diagnosis.verdict.id == "NET-06"
    assert diagnosis.verdict.who is Who.SCHOOL
    assert diagnosis.runner_up is not None
    assert diagnosis.runner_up.id == "SRV-02"
    assert set(diagnosis.verdict.evidence) == set(silent)


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (Control.BLOCKED, "NET-06"),
        (Control.REACHED, "SRV-02"),
        (Control.NOTHING, "NET-01"),
    ],
)
def test_a_control_tells_a_blocked_way_from_a_server_that_is_down(
    control: Control, expected: str
) -> None:
    silence = imap(Stage.CONNECT, "time:CONNECT")

    diagnosis = decide([silence], Context(control=control))

    assert diagnosis is not None
    assert diagnosis.verdict.id == expected


def test_a_control_makes_the_verdict_more_certain() -> None:
    silence = imap(Stage.CONNECT, "time:CONNECT")

    alone = decide([silence])
    controlled = decide([silence], Context(control=Control.BLOCKED))

    assert alone is not None
    assert controlled is not None
    assert controlled.verdict.confidence > alone.verdict.confidence


def test_a_refused_connection_is_a_stopped_service() -> None:
    diagnosis = decide([imap(Stage.CONNECT, "errno:ECONNREFUSED")])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "SRV-01"
    assert diagnosis.verdict.who is Who.WAIT


def test_refusals_everywhere_are_the_networks() -> None:
    blocked = Context(control=Control.BLOCKED)

    assert cause(imap(Stage.CONNECT, "errno:ECONNREFUSED"), context=blocked) == "NET-07"
    assert cause(imap(Stage.CONNECT, "errno:EHOSTUNREACH"), context=blocked) == "NET-07"


def test_an_unreachable_host_is_a_refusing_network_until_a_control_answers() -> None:
    unreachable = imap(Stage.CONNECT, "errno:EHOSTUNREACH")
    reached = Context(control=Control.REACHED)

    assert cause(unreachable) == "NET-07"
    assert cause(unreachable, context=reached) == "SRV-02"


def test_a_silent_entrance_of_a_living_host_was_dropped_on_the_way() -> None:
    diagnosis = decide(
        [
            imap(Stage.CONNECT, "time:CONNECT", IMAPS),
            imap(Stage.CONNECT, "errno:ECONNREFUSED", IMAP),
        ]
    )

    assert diagnosis is not None
    assert diagnosis.verdict.id == "NET-06"
    assert diagnosis.runner_up is not None
    assert diagnosis.runner_up.id == "SRV-01"


@pytest.mark.parametrize("code", ["errno:EACCES", "errno:EPERM"])
def test_the_computer_itself_may_forbid_the_connection(code: str) -> None:
    assert cause(imap(Stage.CONNECT, code)) == "NET-18"


def test_sending_blocked_while_receiving_works_is_told_of_sending() -> None:
    receiving = Context(
        opened=frozenset({Service.IMAP}), proven=frozenset({Service.IMAP})
    )
    signals = [
        imap(Stage.CONNECT, "time:CONNECT"),
        smtp(Stage.CONNECT, "errno:ECONNREFUSED"),
    ]

    diagnosis = decide(signals, receiving)

    assert diagnosis is not None
    assert diagnosis.verdict.id == "SRV-01"
    assert diagnosis.verdict.evidence == (signals[1],)
