from datetime import date

import pytest

from assistant.diagnosis import LoginFit, login_fit
from assistant.model.institution import LoginForm, LoginRule, Provenance

SEEN = Provenance("test", date(2026, 11, 23))


def rule(form: LoginForm, pattern: str | None = None) -> LoginRule:
    return LoginRule(form, pattern, ("fdurand1",), (), SEEN)


IDENTIFIER = rule(LoginForm.IDENTIFIER, r"[a-z]{2,}\d?")


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("fdurand1", LoginFit.FITS),
        ("FDurand1", LoginFit.FITS),
        ("florent.durand@ac-montpellier.fr", LoginFit.ADDRESS_AS_LOGIN),
        ("florent durand", LoginFit.UNUSUAL),
        ("", LoginFit.UNKNOWN),
    ],
)
def test_an_identifier_is_compared_with_its_rule(
    login: str, expected: LoginFit
) -> None:
    assert login_fit(login, IDENTIFIER) is expected


def test_an_identifier_where_the_address_is_expected_is_seen() -> None:
    address = rule(LoginForm.ADDRESS)

    assert login_fit("fdurand1", address) is LoginFit.LOGIN_NOT_ADDRESS
    assert login_fit("f.durand@ac-x.fr", address) is LoginFit.UNKNOWN


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert login_fit("anything", None) is LoginFit.UNKNOWN
    assert login_fit("anything", rule(LoginForm.IDENTIFIER)) is LoginFit.UNKNOWN


@pytest.mark.parametrize("fit", LoginFit)
def test_only_a_wrong_kind_is_suspect(fit: LoginFit) -> None:
    wrong_kinds = {LoginFit.ADDRESS_AS_LOGIN, LoginFit.LOGIN_NOT_ADDRESS}

    assert fit.is_suspect == (fit in wrong_kinds)
