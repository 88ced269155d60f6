"""What is known about one institution, each fact with its witness."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.model.server import Endpoint


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from; `unverified` is shown as « à vérifier ».

    `checked` is the day somebody last looked; how old the witness itself is
    stands in `source`.
    """

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


class HintKind(StrEnum):
    """When a hint is told."""

    PREPARE = "prepare"  # before the first attempt
    WARNING = "warning"  # together with what it warns of
    NOTE = "note"  # to whoever asks for more


@dataclass(frozen=True, slots=True)
class Hint:
    """Something worth knowing about a platform, in both languages.

    `steps_fr` and `steps_en` are the same walk, one deed per step, or empty.
    """

    fr: str
    en: str
    link: str | None
    provenance: Provenance
    kind: HintKind = HintKind.PREPARE
    steps_fr: tuple[str, ...] = ()
    steps_en: tuple[str, ...] = ()


class LinkKind(StrEnum):
    """What a page of the institution is for."""

    WEBMAIL = "webmail"
    ACTIVATION = "activation"
    PASSWORD = "password"  # noqa: S105  # a name, not a password
    INTRANET = "intranet"
    IPROF = "iprof"
    HR = "hr"
    ENT = "ent"
    SIGN_IN = "sign-in"  # where the institution is chosen before signing in
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
class FolderNames:
    """Names the server gives to special folders, where known."""

    sent: str | None = None
    drafts: str | None = None
    trash: str | None = None
    junk: str | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """One generation of servers; its doors stand in the order of preference.

    `smtp` is None where nobody knows the outgoing server, and empty never.
    `webmail` tells the generations apart: people know which page they read.
    """

    id: str
    name: str
    login: LoginRule
    secret: SecretKind
    imap: tuple[Door, ...]
    smtp: tuple[Door, ...] | None
    hints: tuple[Hint, ...] = ()
    webmail: Link | None = None
    folders: FolderNames = FolderNames()


class Purpose(StrEnum):
    """What an office answers."""

    NUMEN = "numen"  # a lost NUMEN is staff administration, never computing
    SWITCHBOARD = "switchboard"
    IT = "it"


class Audience(StrEnum):
    """Whom an office serves."""

    FIRST_DEGREE = "first-degree"
    SECOND_DEGREE = "second-degree"
    PRIVATE = "private"
    STAFF = "staff"  # administrative, technical and management staff


@dataclass(frozen=True, slots=True)
class Contact:
    """An office that answers people.

    Attributes:
        serves: for what.
        fr: whom it serves, or which office it is, in words.
        department: the number of the département, e.g. ``34`` or ``2A``.
        audience: None where it serves everybody.
    """

    serves: Purpose
    fr: str
    en: str
    department: str | None
    phones: tuple[str, ...]
    email: str | None
    provenance: Provenance
    audience: Audience | None = None
    postal_address: str | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """One profile, read and checked.

    Attributes:
        domains: exactly these; a sub-domain counts only where it is listed.
        platforms: in the order they are to be tried; one that several
            institutions share is stored once and stands here as well.
        folders: those of the institution's own platforms; a shared one has its own.
        links: the webmails of the platforms first, in their order.
        control_hosts: hosts that are no third party's, asked only to tell a
            dead server from a network that blocks mail; may be empty.
        origin: the file it was read from, or `bundled`.
    """

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
    origin: str
    provenance: Provenance | None = None

    def link(self, kind: LinkKind) -> Link | None:
        """Return the first link of that kind."""
        return next((link for link in self.links if link.kind is kind), None)

    def platform(self, identifier: str) -> Platform | None:
        """Return the platform of that id."""
        return next((p for p in self.platforms if p.id == identifier), None)
