"""Questions to DNS.

This module and `exchange` alone import dnspython, which takes a tenth of a second;
`resolve` imports them when the first name has to be asked for.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.IN.SRV import SRV

from assistant.model.signal import Signal, Stage
from assistant.net.addresses import Addresses, AddressSource
from assistant.net.exchange import exchange
from assistant.net.limits import Limits
from assistant.net.place import Place, TroubleError
from assistant.net.records import (
    MailExchanger,
    NameServer,
    ResolverConfig,
    ServiceRecord,
)

_CODES = {
    dns.rcode.NXDOMAIN: "dns:NXDOMAIN",
    dns.rcode.SERVFAIL: "dns:SERVFAIL",
    dns.rcode.REFUSED: "dns:REFUSED",
}
# When two questions about one name fail in two ways, the first of these is told.
_TELLING = ("dns:NXDOMAIN", "dns:SERVFAIL", "dns:REFUSED", "dns:TIMEOUT")


def system_config() -> ResolverConfig:
    """Return what this computer is set to: resolv.conf, registry, and so on."""
    try:
        system = dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        return ResolverConfig(())
    servers = tuple(
        NameServer(str(server), system.port) for server in system.nameservers
    )
    return ResolverConfig(servers, tuple(str(name) for name in system.search))


class Questions:
    """Asks the resolvers of one configuration."""

    def __init__(
        self, config: ResolverConfig, limits: Limits, departed: Callable[[], None]
    ) -> None:
        self._config = config
        self._limits = limits
        self._departed = departed

    async def addresses(self, name: str) -> Addresses:
        """Return the addresses of a host: A and AAAA are asked in one go.

        Raises:
            TroubleError: with the most telling `dns:` code.
        """
        # A name of one label is completed as this computer completes it.
        searched = self._config.search if "." not in name.rstrip(".") else ()
        names = [_parse(f"{name}.{suffix}") for suffix in searched]
        for candidate in names:
            try:
                return await self._both_families(name, candidate)
            except TroubleError as trouble:
                if trouble.signal.code not in ("dns:NXDOMAIN", "dns:NODATA"):
                    raise
        return await self._both_families(name, _parse(name))

    async def mx(self, domain: str) -> tuple[MailExchanger, ...]:
        """Return the MX records; a "null MX" (RFC 7505) has an empty host."""
        found = [
            MailExchanger(data.preference, _host(data.exchange))
            for data in await self._records(_parse(domain), RdataType.MX)
            if isinstance(data, MX)
        ]
        return tuple(sorted(found)) or _raise_no_data(domain)

    async def srv(self, name: str) -> tuple[ServiceRecord, ...]:
        """Return the SRV records, lowest priority and highest weight first."""
        found = [
            ServiceRecord(
                data.priority,
                data.weight,
                data.port,
                _host(data.target),
            )
            for data in await self._records(_parse(name), RdataType.SRV)
            if isinstance(data, SRV)
        ]
        found.sort(key=lambda record: (record.priority, -record.weight))
        return tuple(found) or _raise_no_data(name)

    async def _both_families(self, shown: str, name: dns.name.Name) -> Addresses:
        tasks = {
            kind: asyncio.create_task(self._records(name, kind))
            for kind in (RdataType.AAAA, RdataType.A)
        }
        try:
            await _wait_for_addresses(tuple(tasks.values()), self._limits.family_s)
        finally:
            for task in tasks.values():
                task.cancel()
        ipv6, ipv4 = (_texts(task) for task in tasks.values())
        if ipv6 or ipv4:
            return Addresses(shown, ipv6, ipv4, AddressSource.DNS)
        raise _most_telling(shown, tasks.values())

    async def _records(
        self, name: dns.name.Name, kind: RdataType
    ) -> tuple[dns.rdata.Rdata, ...]:
        answer = await self._ask(name, kind)
        return tuple(
            rdata for rrset in answer.answer if rrset.rdtype == kind for rdata in rrset
        )

    async def _ask(self, name: dns.name.Name, kind: RdataType) -> dns.message.Message:
        last = Place().signal(Stage.RESOLVE, "dns:NO_RESOLVER")
        for server, limit_s in self._tries():
            query = dns.message.make_query(name, kind, use_edns=0)
            try:
                answer = await exchange(query, server, limit_s, self._departed)
            except TroubleError as trouble:
                last = trouble.signal
                continue
            if answer.rcode() == dns.rcode.NOERROR:
                return answer
            last = _failure(name, server, answer)
            # Another resolver may know more, except about what does not exist;
            # the same one would say the same again.
            if last.code == "dns:NXDOMAIN" or len(self._config.servers) == 1:
                break
        raise TroubleError(last)

    def _tries(self) -> Iterator[tuple[NameServer, float]]:
        times = self._limits.question_s
        count = max(len(times), len(self._config.servers))
        # More resolvers than tries: the others get the shortest time.
        padded = times + times[:1] * count
        return zip(islice(cycle(self._config.servers), count), padded, strict=False)


def _parse(text: str) -> dns.name.Name:
    # An empty or too long label is a UnicodeError, which is no OSError.
    try:
        name = dns.name.from_text(text)
    except (UnicodeError, dns.exception.DNSException) as error:
        raise Place().trouble(Stage.RESOLVE, "dns:BADNAME", name=text) from error
    if name == dns.name.root:
        raise Place().trouble(Stage.RESOLVE, "dns:BADNAME", name=text)
    return name


def _host(name: dns.name.Name) -> str:
    # The root says "none": RFC 7505 section 3, RFC 2782.
    return "" if name == dns.name.root else name.to_text(omit_final_dot=True)


def _failure(
    name: dns.name.Name, server: NameServer, answer: dns.message.Message
) -> Signal:
    rcode = answer.rcode()
    return Place().signal(
        Stage.RESOLVE,
        _CODES.get(rcode, "dns:SERVFAIL"),
        name=name.to_text(omit_final_dot=True),
        resolver=server.address,
        rcode=dns.rcode.to_text(rcode),
    )


_Lookup = asyncio.Task[tuple[dns.rdata.Rdata, ...]]


async def _wait_for_addresses(tasks: tuple[_Lookup, ...], family_s: float) -> None:
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    if pending:
        # With addresses at hand, the other family is given a moment only: some
        # resolvers never answer AAAA.
        has_addresses = any(_texts(task) for task in done)
        await asyncio.wait(pending, timeout=family_s if has_addresses else None)


def _texts(task: _Lookup) -> tuple[str, ...]:
    if not task.done() or task.cancelled() or task.exception() is not None:
        return ()
    return tuple(rdata.to_text() for rdata in task.result())


def _most_telling(name: str, tasks: Iterable[_Lookup]) -> TroubleError:
    signals = []
    for task in tasks:
        error = task.exception()
        if isinstance(error, TroubleError):
            signals.append(error.signal)
        elif error is not None:
            raise error
    if len(signals) < 2:  # noqa: PLR2004  # one family answered: the name exists
        return Place().trouble(Stage.RESOLVE, "dns:NODATA", name=name)
    signals.sort(
        key=lambda s: _TELLING.index(s.code) if s.code in _TELLING else len(_TELLING)
    )
    return TroubleError(signals[0])


def _raise_no_data(name: str) -> tuple[()]:
    raise Place().trouble(Stage.RESOLVE, "dns:NODATA", name=name)
