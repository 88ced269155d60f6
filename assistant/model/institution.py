"""What is known about one institution, each fact with its witness."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.model.server import Endpoint


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from; `unverified` is shown as « à vérifier »."""

    source: str
    checked: date
    unverified: bool = False


class SecretKind(StrEnum):
    """What a platform takes as a password."""

    PASSWORD = "password"  # noqa: S105  # a name, not a password
    APPLICATION_PASSWORD = "application-password"  # noqa: S105  # a name
    BROWSER = "browser"


class LoginForm(StrEnum):
    """What a platform takes as a login."""

    IDENTIFIER = "identifier"  # given by the institution, not derivable
    ADDRESS = "address"  # the full mail address
    LOCAL_PART = "local-part"


@dataclass(frozen=True, slots=True)
class LoginRule:
    """How a login looks: for suggestions and gentle warnings, never a refusal.

    Attributes:
        pattern: a regular expression of usual logins, None where nothing is known.
        suggestions: templates over ``{initial}`` ``{given}`` ``{family}``
            ``{digit}`` (the last empty or a digit), e.g. ``{initial}{family}{digit}``.
    """

    form: LoginForm
    pattern: str | None
    examples: tuple[str, ...]
    suggestions: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Door:
    """One endpoint of a platform with the witness for it."""

    endpoint: Endpoint
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to prepare before the first attempt, in both languages."""

    fr: str
    en: str
    link: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Platform:
    """One generation of servers; its doors stand in the order of preference.

    `smtp` is None where nobody knows the outgoing server, and empty never.
    """

    id: str
    name: str
    login: LoginRule
    secret: SecretKind
    imap: tuple[Door, ...]
    smtp: tuple[Door, ...] | None
    hints: tuple[Hint, ...] = ()


class LinkKind(StrEnum):
    """What a page of the institution is for."""

    WEBMAIL = "webmail"
    ACTIVATION = "activation"
    PASSWORD = "password"  # noqa: S105  # a name, not a password
    INTRANET = "intranet"
    IPROF = "iprof"
    ENT = "ent"
    STATUS = "status"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Link:
    """A page the program may open, or, where `url` is None, the way to walk there."""

    kind: LinkKind
    fr: str
    en: str
    url: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Contact:
    """An office that answers people.

    Attributes:
        serves: for what, e.g. ``numen`` (a lost NUMEN is a matter of staff
            administration, not of computing).
        who: whom it serves: degree, département or status, in words.
    """

    serves: str
    fr: str
    en: str
    department: str | None
    phones: tuple[str, ...]
    email: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class FolderNames:
    """Names the server gives to special folders, where known."""

    sent: str | None = None
    drafts: str | None = None
    trash: str | None = None
    junk: str | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """One profile, read and checked."""

    id: str
    name: str
    short_name: str
    domains: tuple[str, ...]
    address_examples: tuple[str, ...]
    platforms: tuple[Platform, ...]
    links: tuple[Link, ...]
    contacts: tuple[Contact, ...]
    folders: FolderNames
    minimum_tls: str
    control_hosts: tuple[Endpoint, ...]
    origin: str  # the file it was read from, or `bundled`

    def link(self, kind: LinkKind) -> Link | None:
        """Return the first link of that kind."""
        return next((link for link in self.links if link.kind is kind), None)
