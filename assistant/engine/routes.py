"""Which servers an operation uses."""

from dataclasses import dataclass

from assistant.discovery import from_institution, from_manual, with_manual
from assistant.engine.answers import Answers
from assistant.engine.world import World
from assistant.model.candidate import Route
from assistant.model.institution import Institution, LoginRule


@dataclass(frozen=True, slots=True)
class Ways:
    """The routes for an address, most preferred first, and who named them."""

    routes: tuple[Route, ...]
    institution: Institution | None

    @property
    def login_rule(self) -> LoginRule | None:
        """How logins look on the preferred route, where somebody knows."""
        platform = self.routes[0].platform if self.routes else None
        return platform.login if platform else None

    @property
    def username(self) -> str | None:
        """The login that follows from the address, None where it is to be asked."""
        return self.routes[0].imap[0].username if self.routes else None


def ways_for(world: World, answers: Answers) -> Ways:
    """Return every known way in; servers given by hand win over all others."""
    institutions = world.institutions.for_domain(answers.address.domain)
    institution = institutions[0] if institutions else None
    if institution is None:
        by_hand = answers.imap and from_manual(answers.imap, answers.smtp)
        return Ways((by_hand,) if by_hand else (), None)
    routes = (
        with_manual(route, imap=answers.imap, smtp=answers.smtp)
        for route in from_institution(institution, answers.address)
        if route.imap or answers.imap
    )
    return Ways(tuple(routes), institution)
