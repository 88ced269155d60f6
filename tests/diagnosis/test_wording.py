"""Free text never overrides a code."""

from collections.abc import Iterator

import pytest

from assistant.diagnosis import decide
from assistant.diagnosis.rule import LEAVES_ROOM, Rule, WordingDecidesError
from assistant.diagnosis.rules import RULES
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage

PHRASES = sorted({phrase for rule in RULES for phrase in rule.says})


def definite() -> Iterator[Signal]:
    """Every code that a rule knows and that says enough, at each of its stages."""
    for rule in RULES:
        for code in rule.codes:
            if code in LEAVES_ROOM or any(sign in code for sign in "*?["):
                continue
            for stage in rule.stages or Stage:
                service = Service.SMTP if code.startswith("smtp") else Service.IMAP
                yield Signal(stage, code, rule.service or service)


def test_there_are_definite_codes_and_phrases_to_try() -> None:
    assert len(list(definite())) > 100
    assert len(PHRASES) > 20


@pytest.mark.parametrize("phrase", PHRASES)
def test_no_wording_changes_what_a_definite_code_means(phrase: str) -> None:
    for signal in definite():
        facts = {"text": phrase.upper(), "notice": phrase}
        told = Signal(signal.stage, signal.code, signal.service, None, facts)

        plain, worded = decide([signal]), decide([told])

        assert plain is not None
        assert worded is not None
        if not signal.code.startswith("tls:WRONG_VERSION"):  # there it is a greeting
            assert worded.verdict.id == plain.verdict.id, signal


def test_a_rule_that_lets_wording_decide_cannot_be_written() -> None:
    with pytest.raises(WordingDecidesError):
        Rule("AUTH-09", 0.9, ("imap:AUTHENTICATIONFAILED",), says=("expired",))


def test_a_coded_refusal_stays_a_wrong_password_whatever_is_said() -> None:
    facts = {"text": "password expired, account locked, rate limit"}
    refused = Signal(
        Stage.AUTHENTICATE, "imap:AUTHENTICATIONFAILED", Service.IMAP, None, facts
    )

    diagnosis = decide([refused])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "AUTH-01"
