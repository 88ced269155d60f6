"""Examples of logins, made from a name; nothing ever tries them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.discovery import suggest_logins
from assistant.model.address import EmailAddress
from assistant.model.institution import LoginForm, LoginRule, Provenance

RULE = LoginRule(
    form=LoginForm.IDENTIFIER,
    pattern="^[a-z][a-z-]+[0-9]*$",
    examples=("fdurand1",),
    suggestions=("{initial}{family}", "{initial}{family}{digit}"),
    provenance=Provenance("test", date(2026, 11, 1)),
)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Florent Durand", "fdurand"),
        ("Florent DURAND", "fdurand"),
        ("DURAND Florent", "fdurand"),
        ("Élodie Lefèvre", "elefevre"),
        ("Chloé ŒUVRARD", "coeuvrard"),
        ("Marie D’ORMESSON", "mdormesson"),
        ("Anne LE GOFF", "alegoff"),
        ("Jean de La Tour", "jdelatour"),
        ("  Florent   Durand ", "fdurand"),
    ],
)
def test_a_name_gives_the_likely_login_first(name: str, first: str) -> None:
    assert suggest_logins(RULE, name)[0] == first


def test_the_digit_of_namesakes_is_shown_as_well() -> None:
    assert suggest_logins(RULE, "Florent Durand") == ("fdurand", "fdurand1")


def test_a_composed_first_name_gives_both_initials() -> None:
    assert suggest_logins(RULE, "Anne-Marie DUPOND-MARTIN") == (
        "adupondmartin",
        "adupondmartin1",
        "amdupondmartin",
        "amdupondmartin1",
    )


@pytest.mark.parametrize(
    "address",
    [
        "florent.durand@ac-montpellier.fr",
        "Florent.Durand2@ac-montpellier.fr",
        "florent.durand+classe@ac-montpellier.fr",
    ],
)
def test_an_address_of_first_and_family_name_serves_too(address: str) -> None:
    made = suggest_logins(RULE, EmailAddress.parse(address))

    assert made == ("fdurand", "fdurand1")


@pytest.mark.parametrize("name", ["", "Durand", "42", "李 明"])
def test_without_a_usable_name_the_rules_own_examples_are_shown(name: str) -> None:
    assert suggest_logins(RULE, name) == RULE.examples


def test_an_address_without_a_dot_tells_nothing() -> None:
    address = EmailAddress.parse("durand1@ac-montpellier.fr")

    assert suggest_logins(RULE, address) == RULE.examples


@given(st.text(max_size=60))
def test_any_name_gives_a_few_examples_in_bare_letters(name: str) -> None:
    made = suggest_logins(RULE, name)

    assert 1 <= len(made) <= 4
    assert all(login.isascii() and login.isalnum() for login in made)
