"""What can be seen in the answers before anything is sent.

Every finding spares an attempt. Nothing is changed here: for the address and the
login a better value is offered; a password is only pointed at, since it may be
meant as it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from assistant.diagnosis import LoginFit, login_fit
from assistant.model.address import BadAddressError, EmailAddress
from assistant.model.hygiene import TextFlaw, cleaned, flaws
from assistant.model.institution import LoginForm, LoginRule
from assistant.model.secret import Secret
from assistant.model.signal import Signal, Stage

SuggestDomain = Callable[[str], str | None]


class Kind(StrEnum):
    """What was found; also the signal's code after ``input:``."""

    NEWLINE = TextFlaw.NEWLINE.value
    INVISIBLE = TextFlaw.INVISIBLE.value
    EDGE_BLANKS = TextFlaw.EDGE_BLANKS.value
    NOT_AN_ADDRESS = "not-an-address"
    DOMAIN_TYPO = "domain-typo"
    ADDRESS_AS_LOGIN = LoginFit.ADDRESS_AS_LOGIN.value
    LOGIN_NOT_ADDRESS = LoginFit.LOGIN_NOT_ADDRESS.value
    UNUSUAL_LOGIN = "unusual-login"
    NUMEN = "numen"


class Field(StrEnum):
    """Which answer it is about."""

    ADDRESS = "address"
    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105  # a name, not a password


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to point at.

    Attributes:
        suggestion: the whole better value of the field, None where there is none;
            never for a password.
        blocks: whether going on as it stands cannot work, or could send the
            password to a stranger. What does not block is a gentle warning.
    """

    kind: Kind
    field: Field
    suggestion: str | None
    blocks: bool

    @property
    def signal(self) -> Signal:
        """The fact for the diagnosis; it holds no text that was typed."""
        facts = {"field": str(self.field)}
        if self.kind is Kind.DOMAIN_TYPO and self.suggestion:
            facts["domain"] = self.suggestion.rpartition("@")[2]
        return Signal(
            Stage.PREFLIGHT, f"input:{self.kind}", facts=MappingProxyType(facts)
        )


def inspect(
    address: str,
    login: str,
    secret: Secret,
    *,
    rule: LoginRule | None = None,
    suggest_domain: SuggestDomain | None = None,
) -> tuple[Finding, ...]:
    """Return everything worth pointing at, address first, without any network.

    Args:
        address: as typed.
        login: as typed; empty where it is not asked yet.
        secret: as typed; empty where the person keeps it.
        rule: how the institution's logins look, None where nobody knows.
        suggest_domain: names the known domain that a domain was probably meant
            to be, None for a known or a foreign one. Leave it out where the
            servers are typed by hand.
    """
    return (
        *_address(address, suggest_domain),
        *_login(login, address, rule),
        *_password(secret),
    )


def _address(text: str, suggest_domain: SuggestDomain | None) -> Iterator[Finding]:
    clean = cleaned(text)
    for flaw in sorted(flaws(text)):
        # Blanks at the edges are no part of any address; reading it drops them.
        harmless = flaw is TextFlaw.EDGE_BLANKS
        yield Finding(Kind(flaw.value), Field.ADDRESS, clean, blocks=not harmless)
    try:
        address = EmailAddress.parse(clean)
    except BadAddressError:
        yield Finding(Kind.NOT_AN_ADDRESS, Field.ADDRESS, None, blocks=True)
        return
    if suggest_domain and (domain := suggest_domain(address.domain)):
        meant = f"{address.local}@{domain}"
        yield Finding(Kind.DOMAIN_TYPO, Field.ADDRESS, meant, blocks=True)


def _login(text: str, address: str, rule: LoginRule | None) -> Iterator[Finding]:
    clean = cleaned(text)
    for flaw in sorted(flaws(text)):
        yield Finding(Kind(flaw.value), Field.LOGIN, clean, blocks=True)
    match login_fit(clean, rule):
        case LoginFit.ADDRESS_AS_LOGIN:
            better = _local_part(clean) if _takes_local_part(rule) else None
            yield Finding(Kind.ADDRESS_AS_LOGIN, Field.LOGIN, better, blocks=False)
        case LoginFit.LOGIN_NOT_ADDRESS:
            better = cleaned(address) or None
            yield Finding(Kind.LOGIN_NOT_ADDRESS, Field.LOGIN, better, blocks=False)
        case LoginFit.UNUSUAL:
            yield Finding(Kind.UNUSUAL_LOGIN, Field.LOGIN, None, blocks=False)
        case LoginFit.FITS | LoginFit.UNKNOWN:
            pass


def _takes_local_part(rule: LoginRule | None) -> bool:
    # An identifier is given by the institution and cannot be derived.
    return rule is not None and rule.form is LoginForm.LOCAL_PART


def _local_part(login: str) -> str:
    return login.partition("@")[0]


def _password(secret: Secret) -> Iterator[Finding]:
    for flaw in sorted(secret.flaws()):
        # Blanks may belong to a password; a line break cannot have been typed.
        blocks = flaw is TextFlaw.NEWLINE
        yield Finding(Kind(flaw.value), Field.PASSWORD, None, blocks=blocks)
    if secret.looks_like_numen():
        yield Finding(Kind.NUMEN, Field.PASSWORD, None, blocks=False)
