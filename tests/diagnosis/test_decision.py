import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.diagnosis import CATALOGUE, Context, decide, notes
from assistant.diagnosis.rules import RULES
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Who
from tests.diagnosis.told import IMAP, IMAPS, imap, smtp, typed


def test_no_signal_is_no_failure() -> None:
    assert decide([]) is None
    assert notes([]) == ()


def test_receiving_explains_what_sending_hides() -> None:
    # Dovecot: the reason stands in IMAP's answer, submission says 535 to all.
    signals = [
        smtp(Stage.AUTHENTICATE, "smtp:5.7.8", reply=535),
        imap(Stage.AUTHENTICATE, "imap:EXPIRED"),
    ]

    diagnosis = decide(signals)

    assert diagnosis is not None
    assert diagnosis.verdict.id == "AUTH-09"
    assert diagnosis.verdict.evidence == (signals[1], signals[0])


def test_the_conversation_that_came_furthest_decides() -> None:
    signals = [
        imap(Stage.CONNECT, "time:CONNECT", IMAPS),
        imap(Stage.CAPABILITY, "mail:NO_STARTTLS", IMAP),
    ]

    diagnosis = decide(signals)

    assert diagnosis is not None
    assert diagnosis.verdict.id == "NET-10"


@pytest.mark.parametrize("code", ["time:CONNECT", "mail:PASSED_OVER"])
def test_a_closed_entrance_beside_an_open_one_is_a_note_and_no_failure(
    code: str,
) -> None:
    signals = [imap(Stage.CONNECT, code, IMAPS)]
    opened = Context(opened=frozenset({Service.IMAP}))

    assert decide(signals, opened) is None
    (note,) = notes(signals, opened)
    assert note.id == "NET-08"
    assert note.who is Who.PROGRAM
    assert note.evidence == tuple(signals)


def test_a_closed_entrance_does_not_hide_the_refused_login() -> None:
    signals = [
        imap(Stage.CONNECT, "time:CONNECT", IMAPS),
        imap(Stage.AUTHENTICATE, "imap:AUTHENTICATIONFAILED", IMAP),
    ]
    opened = Context(opened=frozenset({Service.IMAP}))

    diagnosis = decide(signals, opened)

    assert diagnosis is not None
    assert diagnosis.verdict.id == "AUTH-01"
    assert diagnosis.verdict.evidence == (signals[1],)


def test_a_proven_login_leaves_only_what_came_after_it() -> None:
    proven = Context(proven=frozenset({Service.IMAP}))
    signals = [imap(Stage.AUTHENTICATE, "imap:NO")]

    assert decide(signals, proven) is None


def test_what_was_typed_never_replaces_a_servers_answer() -> None:
    diagnosis = decide([typed("numen"), imap(Stage.TLS, "tls:verify:10")])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "TLS-01"


def test_the_order_of_signals_does_not_matter() -> None:
    signals = [
        imap(Stage.CONNECT, "time:CONNECT", IMAPS),
        imap(Stage.CONNECT, "errno:ECONNREFUSED", IMAP),
        smtp(Stage.CONNECT, "errno:ENETUNREACH"),
    ]

    forth, back = decide(signals), decide(reversed(signals))

    assert forth is not None
    assert back is not None
    assert forth.verdict.id == back.verdict.id


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("service", [None, *Service])
def test_an_unforeseen_signal_still_gets_a_name_and_little_confidence(
    stage: Stage, service: Service | None
) -> None:
    diagnosis = decide([Signal(stage, "new:THING", service)])

    assert diagnosis is not None
    assert diagnosis.verdict.confidence <= 0.3


CODES = st.sampled_from(sorted({code for rule in RULES for code in rule.codes}))
SIGNALS = st.builds(
    Signal, st.sampled_from(Stage), CODES, st.sampled_from([None, *Service])
)


@given(st.lists(SIGNALS, min_size=1, max_size=6))
def test_every_set_of_signals_gets_one_sound_diagnosis(signals: list[Signal]) -> None:
    diagnosis = decide(signals)

    assert diagnosis is not None
    verdict, second = diagnosis.verdict, diagnosis.runner_up
    assert verdict.id in CATALOGUE
    assert verdict.evidence
    assert verdict.who is CATALOGUE[verdict.id].who
    if second is not None:
        assert second.id != verdict.id
        assert second.confidence < verdict.confidence
