"""From the form of the file to the values of the model."""

from collections.abc import Callable, Iterable

from assistant.institutions import schema
from assistant.model.institution import (
    Contact,
    Door,
    FolderNames,
    Hint,
    Institution,
    Link,
    LinkKind,
    LoginRule,
    Platform,
    Provenance,
)
from assistant.model.server import Endpoint

Shared = Callable[[str], Platform]


def institution(profile: schema.Profile, *, origin: str, shared: Shared) -> Institution:
    """Return the institution; `shared` answers for each `use = "…"`."""
    folders = folder_names(profile)
    platforms = tuple(
        shared(table.use)
        if isinstance(table, schema.SharedPlatform)
        else platform(table, folders)
        for table in profile.platforms
    )
    # A webmail is a fact of its platform; as a page it is listed like the others.
    webmails = tuple(p.webmail for p in platforms if p.webmail is not None)
    return Institution(
        id=profile.id,
        name=profile.name,
        short_name=profile.short_name,
        domains=tuple(profile.domains),
        address_examples=tuple(profile.address_examples),
        platforms=platforms,
        links=webmails + tuple(_link(table) for table in profile.links),
        contacts=tuple(_contact(table) for table in profile.contacts),
        folders=folders,
        minimum_tls=profile.security.minimum_tls,
        control_hosts=tuple(Endpoint.parse(text) for text in profile.control_hosts),
        origin=origin,
        provenance=_provenance(profile),
    )


def platform(table: schema.PlatformTable, folders: FolderNames) -> Platform:
    """Return one platform that the profile holds itself."""
    return Platform(
        id=table.id,
        name=table.name,
        login=_login(table.login),
        secret=table.secret,
        imap=_doors(table.imap),
        smtp=None if table.smtp == "unknown" else _doors(table.smtp),
        hints=tuple(_hint(hint) for hint in table.hints),
        webmail=_webmail(table.webmail),
        folders=folders,
    )


def folder_names(profile: schema.Profile) -> FolderNames:
    """Return the names of the folders on every platform the profile itself holds."""
    table = profile.folders
    if table is None:
        return FolderNames()
    return FolderNames(
        sent=table.sent,
        drafts=table.drafts,
        trash=table.trash,
        junk=table.junk,
        provenance=_provenance(table),
    )


def _provenance(fact: schema.Fact) -> Provenance:
    return Provenance(fact.source, fact.checked, unverified=fact.unverified)


def _login(table: schema.Login) -> LoginRule:
    return LoginRule(
        form=table.form,
        pattern=table.pattern,
        examples=tuple(table.examples),
        suggestions=tuple(table.suggestions),
        provenance=_provenance(table),
    )


def _doors(servers: Iterable[schema.Server]) -> tuple[Door, ...]:
    return tuple(
        Door(
            Endpoint(server.host, server.port, server.security),
            _provenance(server),
        )
        for server in servers
    )


def _hint(table: schema.HintTable) -> Hint:
    return Hint(
        fr=table.fr,
        en=table.en,
        link=table.link,
        provenance=_provenance(table),
        kind=table.kind,
        steps_fr=tuple(table.steps_fr),
        steps_en=tuple(table.steps_en),
    )


def _webmail(table: schema.Webmail | None) -> Link | None:
    if table is None:
        return None
    return Link(LinkKind.WEBMAIL, table.fr, table.en, table.url, _provenance(table))


def _link(table: schema.LinkTable) -> Link:
    return Link(table.kind, table.fr, table.en, table.url, _provenance(table))


def _contact(table: schema.ContactTable) -> Contact:
    return Contact(
        serves=table.serves,
        fr=table.fr,
        en=table.en,
        department=table.department,
        phones=tuple(table.phones),
        email=table.email,
        provenance=_provenance(table),
        audience=table.audience,
        postal_address=table.postal_address,
    )
