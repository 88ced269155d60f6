import re
from typing import TYPE_CHECKING

import pytest

from assistant.diagnosis import CATALOGUE, Cause, words
from assistant.diagnosis.rules import RULES
from assistant.model.verdict import Action, Verdict, Who
from assistant.text import LANGUAGES, use_language

if TYPE_CHECKING:
    from assistant.diagnosis.cause import Variant

JARGON = re.compile(
    r"\b(imap|smtp|tls|ssl|starttls|dns|port|ports|sasl|tcp|ip)\b", re.IGNORECASE
)
LONGEST_TITLE = 8
LONGEST_ADVICE = 25
# Rows that no failing signal names: `notes` gives them.
NOTES = {"NET-08"}

every_cause = pytest.mark.parametrize("cause", CATALOGUE.values(), ids=CATALOGUE)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def sentences(cause: Cause) -> list[tuple[str, str, str]]:
    """Title, advice and warning of the row and of each of its variants."""
    rows: tuple[Cause | Variant, ...] = (cause, *cause.variants)
    return [(row.title, row.advice, row.avoid or cause.avoid) for row in rows]


def count(text: str) -> int:
    return len([word for word in text.split() if any(map(str.isalnum, word))])


def verdict(cause: Cause) -> Verdict:
    return Verdict(cause.id, 1.0, cause.who, cause.action, ())


def test_the_rows_of_the_main_job_are_all_there() -> None:
    wanted = {
        *(f"NET-{n:02}" for n in (1, 6, 7, 8, 10, 11, 12, 13, 15)),
        *(f"TLS-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13)),
        *(f"SRV-{n:02}" for n in (1, 2, 3, 4, 6, 7, 11)),
        *(f"AUTH-{n:02}" for n in (1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15)),
        *(f"AUTH-{n:02}" for n in (17, 18, 19, 20, 25)),
        *(f"BOX-{n:02}" for n in (1, 5, 6, 7, 11, 13)),
        *(f"CLI-{n:02}" for n in (1, 2, 4, 5, 6, 10)),
    }

    assert wanted <= set(CATALOGUE)


def test_every_row_is_reached_by_a_rule_and_every_rule_leads_to_a_row() -> None:
    assert {rule.cause for rule in RULES} == set(CATALOGUE) - NOTES
    seconds = {rule.runner_up for rule in RULES if rule.runner_up}
    assert seconds <= set(CATALOGUE)


@every_cause
def test_every_row_says_who_acts_and_how(cause: Cause) -> None:
    assert isinstance(cause.who, Who)
    assert isinstance(cause.action, Action)
    assert re.fullmatch(r"(NET|TLS|SRV|AUTH|BOX|CLI)-\d\d", cause.id)
    assert set(cause.runners_up) <= set(CATALOGUE)
    assert cause.id not in cause.runners_up


@every_cause
def test_waiting_is_asked_only_where_nobody_must_act(cause: Cause) -> None:
    if cause.action is Action.WAIT:
        assert cause.who is Who.WAIT
    if cause.action is Action.CONTACT:
        assert cause.who is Who.ACADEMIE


@every_language
@every_cause
def test_every_row_has_its_words(cause: Cause, language: str) -> None:
    use_language(language)

    spoken = words(verdict(cause), client="Thunderbird", institution="Montpellier")

    assert spoken.title
    assert spoken.advice
    assert spoken.avoid
    assert "{" not in spoken.title + spoken.advice + spoken.avoid


@every_language
@every_cause
def test_words_are_few_and_plain(cause: Cause, language: str) -> None:
    from assistant.text import _  # noqa: PLC0415  # the language is chosen here

    use_language(language)

    for title, advice, avoid in sentences(cause):
        assert count(_(title)) <= LONGEST_TITLE, _(title)
        assert count(_(advice)) <= LONGEST_ADVICE, _(advice)
        assert count(_(avoid)) <= LONGEST_ADVICE
        for text in (_(title), _(advice), _(avoid)):
            assert not JARGON.search(text), text
            assert "!" not in text


@every_language
@every_cause
def test_titles_are_statements_and_advice_is_sentences(
    cause: Cause, language: str
) -> None:
    from assistant.text import _  # noqa: PLC0415  # the language is chosen here

    use_language(language)

    for title, advice, avoid in sentences(cause):
        assert title[0].isupper()
        assert not _(title).endswith(".")
        assert _(advice).endswith(".")
        assert _(avoid).endswith(".")


@every_language
@every_cause
def test_advice_keeps_its_measure_with_long_names_in_it(
    cause: Cause, language: str
) -> None:
    use_language(language)

    spoken = words(verdict(cause), client="Thunderbird", institution="Montpellier")
    plain = words(verdict(cause))

    assert count(spoken.advice) <= LONGEST_ADVICE
    assert count(plain.advice) <= LONGEST_ADVICE
