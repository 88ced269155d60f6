"""The one door to the network."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant.model.server import Endpoint, Service
from assistant.model.signal import Signal
from assistant.net.addresses import Addresses
from assistant.net.dial import Dialer
from assistant.net.imap import ImapSession
from assistant.net.limits import Limits
from assistant.net.open_imap import open_imap
from assistant.net.open_smtp import open_smtp
from assistant.net.place import TroubleError
from assistant.net.race import Opened, Opener, S, race
from assistant.net.records import MailExchanger, ResolverConfig, ServiceRecord
from assistant.net.resolve import Resolver
from assistant.net.smtp import SmtpSession
from assistant.net.trust import Trust


class Net:
    """Names, and sessions with servers that have proved theirs.

    It holds the TLS context and what was just resolved, no connection: sessions
    belong to whoever opened them. Expected trouble comes back as `Signal`s.
    """

    def __init__(
        self,
        *,
        resolver_config: ResolverConfig | None = None,
        limits: Limits | None = None,
        authorities: Path | None = None,
    ) -> None:
        """Use the system's resolvers and authorities unless told otherwise."""
        self._limits = limits or Limits()
        self._resolver = Resolver(self._limits, resolver_config)
        self._dialer = Dialer(self._resolver, Trust(authorities), self._limits)

    async def resolve(self, name: str) -> Addresses | Signal:
        """Return all addresses of `name`: hosts file first, A and AAAA in one go."""
        try:
            return await self._resolver.addresses(name)
        except TroubleError as trouble:
            return trouble.signal

    async def mx(self, domain: str) -> tuple[MailExchanger, ...] | Signal:
        """Return who takes mail for `domain`, the preferred first."""
        try:
            return await self._resolver.mx(domain)
        except TroubleError as trouble:
            return trouble.signal

    async def srv(self, name: str) -> tuple[ServiceRecord, ...] | Signal:
        """Return the services under `name`, in the order of RFC 2782."""
        try:
            return await self._resolver.srv(name)
        except TroubleError as trouble:
            return trouble.signal

    async def open_imap(self, endpoints: Sequence[Endpoint]) -> Opened[ImapSession]:
        """Open the most preferred endpoint that works, up to its capabilities.

        The session has not logged in. Close it, also after a failed login.
        """
        return await self._race(
            Service.IMAP, endpoints, partial(open_imap, self._dialer)
        )

    async def open_smtp(self, endpoints: Sequence[Endpoint]) -> Opened[SmtpSession]:
        """Open the most preferred endpoint that works, up to its extensions.

        The session has not logged in. Close it, also after a failed login.
        """
        return await self._race(
            Service.SMTP, endpoints, partial(open_smtp, self._dialer)
        )

    async def _race(
        self, service: Service, endpoints: Sequence[Endpoint], opener: Opener[S]
    ) -> Opened[S]:
        # The trust store is read while the first packets are on their way.
        trust = asyncio.ensure_future(self._dialer.trust.ready())
        try:
            return await race(service, endpoints, opener, self._limits)
        finally:
            trust.cancel()
