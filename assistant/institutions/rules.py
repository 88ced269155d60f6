"""What a single value of a profile must look like, and what to write instead.

Each rule returns the value or raises a `ValueError` whose text is shown.
"""

import re
import string
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.model.address import BadAddressError, EmailAddress
from assistant.model.server import BadEndpointError, Endpoint, Security
from assistant.text import _

if TYPE_CHECKING:
    from pydantic import ValidationInfo

PHONE = re.compile(r"^(0[1-9]( [0-9]{2}){4}|\+[1-9][0-9]{0,3}( [0-9]{1,4}){1,6})$")
_IDENTIFIER = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_DEPARTMENT = re.compile(r"^([0-9]{2}|2[AB]|9[78][0-9])$")
_GAPS = frozenset({"initial", "given", "family", "digit"})


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule must know beyond the value it looks at.

    `today` is None when a profile is only read: a computer whose clock stands in
    the past must not lose its profiles over it.
    """

    domains: Container[object]
    today: date | None


def _context(info: "ValidationInfo") -> Context:
    context = info.context
    assert isinstance(context, Context)
    return context


def text(value: str) -> str:
    """Refuse what shows nothing or carries invisible ends."""
    if not value or value != value.strip():
        raise ValueError(_("Write some words, without blanks around them."))
    return value


def identifier(value: str) -> str:
    """Refuse what could not be a file name everywhere."""
    if not _IDENTIFIER.match(value):
        raise ValueError(_("Use small letters, digits and hyphens: ac-montpellier."))
    return value


def domain(value: str) -> str:
    """Refuse what cannot stand behind the @ of an address, in lower case."""
    try:
        # A domain is right when an address with it is, and stays as written.
        if EmailAddress.parse(f"x@{value}").domain == value:
            return value
    except BadAddressError:
        pass
    message = _("“{value}” is no domain; write it as in ac-montpellier.fr.")
    raise ValueError(message.format(value=value))


def host(value: str) -> str:
    """Refuse what is no host name or literal address, in lower case."""
    try:
        if Endpoint(value, 993, Security.TLS).host == value.lower():
            return value
    except BadEndpointError:
        pass
    message = _(
        "“{value}” is no host name; in small letters and alone: imap.example.org."
    )
    raise ValueError(message.format(value=value))


def endpoint(value: str) -> str:
    """Refuse what is no `HOST:PORT:tls|starttls`."""
    try:
        Endpoint.parse(value)
    except BadEndpointError as error:
        message = _("Write HOST:PORT:tls or HOST:PORT:starttls, not “{value}”.")
        raise ValueError(message.format(value=value)) from error
    return value


def url(value: str) -> str:
    """Refuse every address that is not an `https://` one with a host."""
    try:
        parts = urlsplit(value)
        # A user name before the host is how a foreign host hides behind a known one.
        if parts.scheme == "https" and parts.hostname and "@" not in parts.netloc:
            host(parts.hostname)
            return value
    except ValueError:
        pass
    message = _("“{value}” is no secure web address; write https://host/page.")
    raise ValueError(message.format(value=value))


def phone(value: str) -> str:
    """Refuse what could not be read aloud in pairs."""
    if not PHONE.match(value):
        message = _("Write a phone number as 04 67 00 00 00 or +687 26 00 00.")
        raise ValueError(message)
    return value


def department(value: str | None) -> str | None:
    """Refuse what is no number of a French département."""
    if value is not None and not _DEPARTMENT.match(value):
        raise ValueError(_("Write the number of the département: 34, 2A or 974."))
    return value


def pattern(value: str | None) -> str | None:
    """Refuse what is no regular expression."""
    try:
        re.compile(value or "")
    except (re.error, RecursionError, OverflowError) as error:
        message = _("Not a regular expression: {reason}.")
        raise ValueError(message.format(reason=error)) from error
    return value


def fit_the_pattern(values: list[str], info: "ValidationInfo") -> list[str]:
    """Refuse login examples that the rule's own pattern would warn of."""
    # Absent from `data` where the pattern itself is wrong, which is told already.
    usual = info.data.get("pattern")
    if not isinstance(usual, str):
        return values
    for value in values:
        if not re.search(usual, value):
            message = _("“{value}” does not fit the pattern of the same rule.")
            raise ValueError(message.format(value=value))
    return values


def template(value: str) -> str:
    """Refuse gaps that no suggestion can fill."""
    try:
        gaps = {name for _text, name, _spec, _how in string.Formatter().parse(value)}
    except ValueError:
        gaps = {""}
    if gaps - {None} <= _GAPS:
        return value
    raise ValueError(_("Use only {initial}, {given}, {family} and {digit}."))


def reference(value: str) -> str:
    """Refuse what is no `profile/platform`."""
    parts = value.split("/")
    if len(parts) == len(("profile", "platform")) and all(
        map(_IDENTIFIER.match, parts)
    ):
        return value
    raise ValueError(_("Write PROFILE/PLATFORM: education-nationale/national."))


def not_in_the_future(value: date, info: "ValidationInfo") -> date:
    """Refuse a day nobody can have looked on."""
    today = _context(info).today
    if today is not None and value > today:
        raise ValueError(_("This day has not come yet; write when you looked."))
    return value


def own_address(value: str, info: "ValidationInfo") -> str:
    """Refuse an address whose domain is not the institution's."""
    try:
        its_domain = EmailAddress.parse(value).domain
    except BadAddressError as error:
        message = _("“{value}” is no mail address.")
        raise ValueError(message.format(value=value)) from error
    if its_domain not in _context(info).domains:
        message = _("{domain} is not the institution’s; use one of its domains.")
        raise ValueError(message.format(domain=its_domain))
    return value


def contact_address(value: str | None, info: "ValidationInfo") -> str | None:
    """Refuse a foreign address, and an office that nobody can reach."""
    if value is not None:
        return own_address(value, info)
    # Absent from `data` means that the phones had a fault of their own.
    if info.data.get("phones") == []:
        raise ValueError(_("Give a phone number or an address to reach this office."))
    return value


def as_many_steps(values: list[str], info: "ValidationInfo") -> list[str]:
    """Refuse a walk that is longer in one language than in the other."""
    french = info.data.get("steps_fr")
    if isinstance(french, list) and len(french) != len(values):
        raise ValueError(_("Give as many steps in English as in French."))
    return values


def servers_or_unknown(value: object) -> object:
    """Refuse a word that is not `unknown`: servers are tables."""
    if isinstance(value, str) and value != "unknown":
        message = _("Write [[platforms.smtp]] tables, or smtp = “unknown”.")
        raise ValueError(message)
    return value
