"""What is known besides the signals."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.model.institution import LoginForm, LoginRule
from assistant.model.server import Service


class LoginFit(StrEnum):
    """How a typed login compares with the form an institution gives its logins."""

    UNKNOWN = "unknown"  # nothing is known about the form
    FITS = "fits"
    ADDRESS_AS_LOGIN = "address-as-login"
    LOGIN_NOT_ADDRESS = "login-not-address"
    UNUSUAL = "unusual"  # the right kind, but unlike the usual ones

    @property
    def is_suspect(self) -> bool:
        """Whether a refusal is better explained by the form than by the password."""
        return self in {LoginFit.ADDRESS_AS_LOGIN, LoginFit.LOGIN_NOT_ADDRESS}


class Control(StrEnum):
    """What a probe of another server told about the network, never with a login."""

    UNKNOWN = "unknown"
    REACHED = "reached"  # the same kind of entrance answers elsewhere
    BLOCKED = "blocked"  # it does not answer elsewhere either, the web does
    NOTHING = "nothing"  # nothing answers at all


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances a signal is read in.

    Attributes:
        opened: services of which some entrance answered, protected, in this run;
            what other entrances said before is then no cause of a failure.
        proven: services that accepted the login.
        login: how the typed login fits the expected form.
        control: the counter-probe; UNKNOWN until one was made.
        servers_typed: whether the person typed the servers, which makes an
            unknown name a matter of spelling.
    """

    opened: frozenset[Service] = frozenset()
    proven: frozenset[Service] = frozenset()
    login: LoginFit = LoginFit.UNKNOWN
    control: Control = Control.UNKNOWN
    servers_typed: bool = False


def login_fit(login: str, rule: LoginRule | None) -> LoginFit:
    """Compare a typed login with the institution's rule; a hint, never a refusal."""
    if rule is None or not login:
        return LoginFit.UNKNOWN
    is_address = "@" in login
    if rule.form is LoginForm.ADDRESS and not is_address:
        return LoginFit.LOGIN_NOT_ADDRESS
    if rule.form is not LoginForm.ADDRESS and is_address:
        return LoginFit.ADDRESS_AS_LOGIN
    if rule.pattern is None:
        return LoginFit.UNKNOWN
    usual = re.fullmatch(rule.pattern, login, re.IGNORECASE) is not None
    return LoginFit.FITS if usual else LoginFit.UNUSUAL
