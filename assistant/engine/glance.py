"""What can be said of an address at once, before anything is sent."""

from dataclasses import dataclass

from assistant.discovery import suggest_domain, suggest_logins
from assistant.engine.answers import Answers
from assistant.engine.routes import ways_for
from assistant.engine.world import World
from assistant.model.address import EmailAddress
from assistant.model.candidate import Route
from assistant.model.institution import Institution, Link, LinkKind


@dataclass(frozen=True, slots=True)
class Glance:
    """One address as the profiles see it.

    Attributes:
        meant: the address with the known domain that was probably meant, None
            where the domain is known or nobody is near.
        login: the login that follows from the address, None where it is asked for.
        logins: what a login looks like here: examples to show, never to try.
        route: the preferred way in, None where no servers are known.
        institution: whose profile it is, None where nobody's.
    """

    address: EmailAddress
    meant: EmailAddress | None
    login: str | None
    logins: tuple[str, ...]
    route: Route | None
    institution: Institution | None

    @property
    def is_known(self) -> bool:
        """Whether both servers are known without being given any."""
        return self.route is not None and not self.route.is_receive_only

    def link(self, kind: LinkKind) -> Link | None:
        """Return the institution's page of that kind, the used platform's first."""
        platform = self.route.platform if self.route else None
        if kind is LinkKind.WEBMAIL and platform and platform.webmail:
            return platform.webmail
        return self.institution.link(kind) if self.institution else None


def glance(world: World, address: EmailAddress) -> Glance:
    """Look an address up in the profiles; asks nobody outside."""
    ways = ways_for(world, Answers(address))
    domain = suggest_domain(address.domain, world.institutions.domains())
    rule = ways.login_rule
    return Glance(
        address=address,
        # A profile that was named serves every domain: nothing is misspelt there.
        meant=EmailAddress(address.local, domain)
        if domain and not ways.institution
        else None,
        login=ways.username,
        logins=suggest_logins(rule, address) if rule else (),
        route=ways.routes[0] if ways.routes else None,
        institution=ways.institution,
    )
