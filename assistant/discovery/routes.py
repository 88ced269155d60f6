"""Ways in: from a profile, and from what the user typed."""

from dataclasses import replace

from assistant.model.address import EmailAddress
from assistant.model.candidate import Candidate, Hop, Route, Source, Trust
from assistant.model.institution import Door, Institution, LoginForm, Platform
from assistant.model.server import Endpoint, Service
from assistant.text import _


def from_institution(
    institution: Institution, address: EmailAddress
) -> tuple[Route, ...]:
    """Return one route for each platform of the profile, in its order.

    A login that is not derivable from the address stays None: it is asked for,
    never guessed, because every wrong guess costs an attempt.
    """
    return tuple(
        _route(institution, platform, _username(platform.login.form, address))
        for platform in institution.platforms
    )


def from_manual(imap: Endpoint, smtp: Endpoint | None = None) -> Route:
    """Return the route over the servers the user named."""
    outgoing = (_typed(Service.SMTP, smtp, None),) if smtp else ()
    return Route(_("Manual settings"), (_typed(Service.IMAP, imap, None),), outgoing)


def with_manual(
    route: Route, *, imap: Endpoint | None = None, smtp: Endpoint | None = None
) -> Route:
    """Return the route with what the user named instead of what was found.

    The login stays as the platform wants it; so an outgoing server can be added
    where the profile knows none.
    """
    username = next((candidate.username for candidate in route.imap), None)
    # All doors go, not only the first: the user's word is not one more alternative.
    if imap:
        route = replace(route, imap=(_typed(Service.IMAP, imap, username),))
    if smtp:
        route = replace(route, smtp=(_typed(Service.SMTP, smtp, username),))
    return route


def _route(institution: Institution, platform: Platform, username: str | None) -> Route:
    def candidates(service: Service, doors: tuple[Door, ...]) -> tuple[Candidate, ...]:
        question = f"profile {institution.id}, platform {platform.id}"
        return tuple(
            Candidate(
                service=service,
                endpoint=door.endpoint,
                username=username,
                source=Source.INSTITUTION,
                trust=Trust.INSTITUTION,
                hops=(Hop(question, str(door.endpoint)),),
                provenance=door.provenance,
            )
            for door in doors
        )

    return Route(
        title=platform.name,
        imap=candidates(Service.IMAP, platform.imap),
        # Unknown stays empty: no outgoing server is derived from the incoming one.
        smtp=candidates(Service.SMTP, platform.smtp or ()),
        platform=platform,
    )


def _username(form: LoginForm, address: EmailAddress) -> str | None:
    match form:
        case LoginForm.IDENTIFIER:
            return None
        case LoginForm.ADDRESS:
            return str(address)
        case LoginForm.LOCAL_PART:
            return address.local


def _typed(service: Service, endpoint: Endpoint, username: str | None) -> Candidate:
    return Candidate(service, endpoint, username, Source.MANUAL, Trust.USER)
