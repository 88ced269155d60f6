"""Names to addresses, mail exchangers and services."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.net.addresses import Addresses, from_hosts_file, hosts_file, literal
from assistant.net.limits import Limits
from assistant.net.records import MailExchanger, ResolverConfig, ServiceRecord

if TYPE_CHECKING:
    from assistant.net.question import Questions

# Long enough for the next endpoint of the same host, too short to outlive the
# network it was learnt on.
_REMEMBERED_S = 5.0


def _unwatched() -> None:
    """Nobody wants to know when the first packet leaves."""


class Resolver:
    """Asks this computer's hosts file first, its resolvers next."""

    def __init__(self, limits: Limits, config: ResolverConfig | None = None) -> None:
        self._limits = limits
        self._config = config  # None: the system's, read anew for each question
        self._known: dict[str, tuple[float, Addresses]] = {}

    async def addresses(
        self, name: str, departed: Callable[[], None] = _unwatched
    ) -> Addresses:
        """Return all addresses of `name`; literal ones are returned as they are.

        `departed` is called when a packet leaves.

        Raises:
            TroubleError: `dns:` codes; `errno:` when there is no way out.
        """
        if found := literal(name) or self._remembered(name):
            return found
        path = (self._config and self._config.hosts_file) or hosts_file()
        if found := from_hosts_file(name, path):
            return found
        found = await self._questions(departed).addresses(name)
        self._known[name] = (time.monotonic(), found)
        return found

    async def mx(self, domain: str) -> tuple[MailExchanger, ...]:
        """Return who takes mail for `domain`, the preferred first.

        Raises:
            TroubleError: as for `addresses`.
        """
        return await self._questions(_unwatched).mx(domain)

    async def srv(self, name: str) -> tuple[ServiceRecord, ...]:
        """Return the services under `name`, in the order of RFC 2782.

        Raises:
            TroubleError: as for `addresses`.
        """
        return await self._questions(_unwatched).srv(name)

    def _remembered(self, name: str) -> Addresses | None:
        when, found = self._known.get(name, (0.0, None))
        return found if time.monotonic() - when < _REMEMBERED_S else None

    def _questions(self, departed: Callable[[], None]) -> "Questions":
        # dnspython takes 100 ms to import; literal addresses do without.
        from assistant.net import question  # noqa: PLC0415

        config = self._config or question.system_config()
        return question.Questions(config, self._limits, departed)
