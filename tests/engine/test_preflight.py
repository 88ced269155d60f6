from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.diagnosis import decide, words
from assistant.discovery import suggest_domain
from assistant.engine.preflight import Field, Finding, Kind, inspect
from assistant.model.hygiene import TextFlaw, cleaned, flaws
from assistant.model.institution import LoginForm, LoginRule, Provenance
from assistant.model.secret import Secret
from assistant.model.signal import Stage
from assistant.text import use_language

ADDRESS = "florent.durand@ac-montpellier.fr"
LOGIN = "fdurand1"
PASSWORD = Secret("cheval correct agrafe")
SEEN = Provenance("test", date(2026, 11, 23))
NO_BREAK, ZERO_WIDTH, BOM, SOFT_HYPHEN = "\u00a0", "\u200b", "\ufeff", "\u00ad"
INVISIBLE = [NO_BREAK, ZERO_WIDTH, BOM, SOFT_HYPHEN, "\u202f", "\u2060", "\u200e"]


def rule(form: LoginForm, pattern: str | None = None) -> LoginRule:
    return LoginRule(form, pattern, (LOGIN,), (), SEEN)


IDENTIFIER = rule(LoginForm.IDENTIFIER, r"[a-z]+\d?")


def near(domain: str) -> str | None:
    return suggest_domain(domain, ("ac-montpellier.fr", "education.gouv.fr"))


def only(findings: tuple[Finding, ...]) -> Finding:
    (finding,) = findings
    return finding


def test_clean_answers_are_passed_over_in_silence() -> None:
    found = inspect(ADDRESS, LOGIN, PASSWORD, rule=IDENTIFIER, suggest_domain=near)

    assert found == ()


def test_answers_not_given_yet_are_passed_over() -> None:
    assert inspect(ADDRESS, "", Secret(""), rule=IDENTIFIER) == ()


@pytest.mark.parametrize("character", INVISIBLE)
def test_an_invisible_character_is_found_in_every_field(character: str) -> None:
    found = inspect(
        f"florent.{character}durand@ac-montpellier.fr",
        f"fdu{character}rand1",
        Secret(f"secret{character}"),
    )

    assert [(f.kind, f.field, f.suggestion, f.blocks) for f in found] == [
        (Kind.INVISIBLE, Field.ADDRESS, ADDRESS, True),
        (Kind.INVISIBLE, Field.LOGIN, LOGIN, True),
        (Kind.INVISIBLE, Field.PASSWORD, None, False),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\u2028"])
def test_a_pasted_line_break_is_found_and_blocks(newline: str) -> None:
    found = inspect(ADDRESS + newline, LOGIN + newline, Secret("secret" + newline))

    assert {f.kind for f in found} == {Kind.NEWLINE}
    assert all(f.blocks for f in found)
    assert [f.suggestion for f in found] == [ADDRESS, LOGIN, None]


@pytest.mark.parametrize("login", [" fdurand1", "fdurand1 ", "\tfdurand1 "])
def test_blanks_around_a_login_are_offered_to_be_removed(login: str) -> None:
    finding = only(inspect(ADDRESS, login, PASSWORD))

    assert finding == Finding(Kind.EDGE_BLANKS, Field.LOGIN, LOGIN, blocks=True)


def test_blanks_around_an_address_do_no_harm() -> None:
    finding = only(inspect(f" {ADDRESS} ", LOGIN, PASSWORD))

    assert finding.kind is Kind.EDGE_BLANKS
    assert finding.suggestion == ADDRESS
    assert not finding.blocks


@pytest.mark.parametrize("text", [" secret", "secret ", "\tsecret"])
def test_blanks_around_a_password_are_pointed_at_and_left_alone(text: str) -> None:
    secret = Secret(text)

    finding = only(inspect(ADDRESS, LOGIN, secret))

    assert finding == Finding(Kind.EDGE_BLANKS, Field.PASSWORD, None, blocks=False)
    assert secret.reveal() == text


def test_blanks_inside_a_password_are_its_own() -> None:
    assert inspect(ADDRESS, LOGIN, Secret("cheval correct agrafe")) == ()


def test_an_address_where_an_identifier_is_expected_is_pointed_at() -> None:
    finding = only(inspect(ADDRESS, ADDRESS, PASSWORD, rule=IDENTIFIER))

    assert finding.kind is Kind.ADDRESS_AS_LOGIN
    assert finding.suggestion is None  # an identifier is not derivable
    assert not finding.blocks


def test_an_address_where_its_local_part_is_expected_is_shortened() -> None:
    local_part = rule(LoginForm.LOCAL_PART)

    finding = only(inspect(ADDRESS, ADDRESS, PASSWORD, rule=local_part))

    assert finding.suggestion == "florent.durand"


def test_an_identifier_where_an_address_is_expected_is_pointed_at() -> None:
    finding = only(inspect(ADDRESS, LOGIN, PASSWORD, rule=rule(LoginForm.ADDRESS)))

    assert finding.kind is Kind.LOGIN_NOT_ADDRESS
    assert finding.suggestion == ADDRESS


def test_an_unusual_login_is_a_gentle_warning() -> None:
    finding = only(inspect(ADDRESS, "durand-florent", PASSWORD, rule=IDENTIFIER))

    assert finding.kind is Kind.UNUSUAL_LOGIN
    assert not finding.blocks


@pytest.mark.parametrize(
    "typed", ["ac-montpelier.fr", "ac-montpellire.fr", "ac-montpellier.rf"]
)
def test_a_domain_with_a_letter_or_two_off_asks_before_anything_is_sent(
    typed: str,
) -> None:
    finding = only(
        inspect(f"florent.durand@{typed}", LOGIN, PASSWORD, suggest_domain=near)
    )

    assert finding == Finding(Kind.DOMAIN_TYPO, Field.ADDRESS, ADDRESS, blocks=True)


def test_the_domain_that_was_meant_is_told_in_words() -> None:
    use_language("fr")
    finding = only(
        inspect("anne@ac-montpelier.fr", LOGIN, PASSWORD, suggest_domain=near)
    )

    diagnosis = decide([finding.signal])

    assert diagnosis is not None
    advice = words(diagnosis.verdict).advice
    use_language(None)
    assert "@ac-montpellier.fr" in advice
    assert "anne" not in str(finding.signal)


@pytest.mark.parametrize("domain", ["example.org", "ac-toulouse.fr", "gmail.com"])
def test_a_foreign_domain_is_left_alone(domain: str) -> None:
    assert inspect(f"anne@{domain}", LOGIN, PASSWORD, suggest_domain=near) == ()


def test_servers_typed_by_hand_leave_the_domain_alone() -> None:
    assert inspect("anne@ac-montpelier.fr", LOGIN, PASSWORD) == ()


@pytest.mark.parametrize("text", ["", "florent", "a@b@c.fr", "@ac-montpellier.fr"])
def test_what_is_no_address_blocks(text: str) -> None:
    finding = only(inspect(text, LOGIN, PASSWORD))

    assert finding.kind is Kind.NOT_AN_ADDRESS
    assert finding.blocks


def test_a_pasted_display_form_is_an_address() -> None:
    assert inspect(f"Florent DURAND <{ADDRESS}>", LOGIN, PASSWORD) == ()


@pytest.mark.parametrize("text", ["34E0812345ABC", "34e0812345abc", " 34E0812345ABC"])
def test_a_numen_as_password_is_a_warning_only(text: str) -> None:
    found = inspect(ADDRESS, LOGIN, Secret(text))

    (numen,) = [f for f in found if f.kind is Kind.NUMEN]
    assert numen == Finding(Kind.NUMEN, Field.PASSWORD, None, blocks=False)


@pytest.mark.parametrize("text", ["34E081234ABCD", "34E0812345AB", "x34E0812345ABC"])
def test_another_shape_is_no_numen(text: str) -> None:
    assert inspect(ADDRESS, LOGIN, Secret(text)) == ()


def test_a_finding_becomes_a_signal_without_what_was_typed() -> None:
    canary = "Xq7!canari"

    for finding in inspect(f"{canary} ", f"{canary} ", Secret(f"{canary}\u00a0")):
        signal = finding.signal
        assert signal.stage is Stage.PREFLIGHT
        assert signal.code == f"input:{finding.kind}"
        assert signal.facts == {"field": str(finding.field)}


@given(st.text())
def test_no_finding_ever_holds_a_password(text: str) -> None:
    canary = f"canari{text}"

    found = inspect(ADDRESS, LOGIN, Secret(canary))

    assert all(f.suggestion is None for f in found if f.field is Field.PASSWORD)
    assert canary not in repr(found)


@given(st.text())
def test_cleaning_leaves_nothing_to_clean(text: str) -> None:
    clean = cleaned(text)

    assert flaws(clean) == frozenset()
    assert cleaned(clean) == clean


def test_accents_and_emoji_are_no_flaws() -> None:
    assert flaws("Élodie ça œuvre 🐴 «ok»") == frozenset()


def test_every_flaw_of_a_text_is_told() -> None:
    assert flaws("\u00a0a\n ") == set(TextFlaw)
