"""Opening SMTP: up to the extensions of a server whose name is proved.

Nothing here knows a login.
"""

import ipaddress
from collections.abc import Mapping

from assistant.model.server import Endpoint, Service
from assistant.model.signal import Stage
from assistant.net.dial import Dialer
from assistant.net.entrance import enter
from assistant.net.greeting import TIME, expect_service, unless_tls
from assistant.net.lines import Clear, LineConnection, S, Secure
from assistant.net.place import Place
from assistant.net.race import Departure
from assistant.net.smtp import SmtpSession, extensions_of
from assistant.net.smtp_talk import SmtpTalk
from assistant.net.tcp import TcpStream
from assistant.net.timings import Stopwatch
from assistant.net.transcript import Recorder

_READY = 220


async def open_smtp(
    dialer: Dialer, endpoint: Endpoint, departed: Departure
) -> SmtpSession:
    """Return a session that has not logged in yet.

    Raises:
        TroubleError: whatever stood in the way; the connection is closed.
    """
    place = Place(Service.SMTP, endpoint)
    return await enter(
        dialer, place, departed, with_tls=_with_tls, with_starttls=_with_starttls
    )


async def _with_tls(
    dialer: Dialer, place: Place, tcp: TcpStream, watch: Stopwatch
) -> SmtpSession:
    tls = await dialer.secure(tcp, place)
    watch.secured()
    lines: Secure = LineConnection(tls, place, dialer.limits, Recorder())
    await _greeted(lines)
    watch.greeted()
    return SmtpSession(lines, await _hello(lines), watch.timings())


async def _with_starttls(
    dialer: Dialer, place: Place, tcp: TcpStream, watch: Stopwatch
) -> SmtpSession:
    recorder = Recorder()
    clear: Clear = LineConnection(tcp, place, dialer.limits, recorder)
    await unless_tls(_greeted(clear), dialer, place)
    watch.greeted()
    await _starttls(clear, await _hello(clear))
    watch.begin()
    tls = await dialer.secure(tcp, place)
    watch.secured()
    recorder.note("TLS")
    lines: Secure = LineConnection(tls, place, dialer.limits, recorder)
    # What was said before TLS may have been anybody's words: RFC 3207, 4.2.
    return SmtpSession(lines, await _hello(lines), watch.timings())


async def _starttls(clear: Clear, known: Mapping[str, str]) -> None:
    place = clear.place
    if "STARTTLS" not in known:
        offered = " ".join(sorted(known))
        raise place.trouble(Stage.STARTTLS, "mail:NO_STARTTLS", offered=offered)
    talk = SmtpTalk(clear, Stage.STARTTLS)
    reply = await talk.command("STARTTLS")
    if reply.code != _READY:
        raise talk.trouble(reply)
    if clear.has_more:
        # Somebody on the way put words in the server's mouth: RFC 3207, section 6;
        # CVE-2011-0411 and its family.
        raise place.trouble(Stage.STARTTLS, "mail:INJECTED")


async def _greeted(lines: LineConnection[S]) -> None:
    await expect_service(lines)
    talk = SmtpTalk(lines, Stage.GREETING)
    async with lines.place.within(lines.limits.greeting_s, Stage.GREETING, TIME):
        reply = await talk.read()  # some greet in several lines over seconds
    if reply.code != _READY:
        raise talk.trouble(reply)


async def _hello(lines: LineConnection[S]) -> Mapping[str, str]:
    talk = SmtpTalk(lines, Stage.CAPABILITY)
    # An address literal is always a valid name and gives no host name away:
    # RFC 5321 section 4.1.3.
    own = ipaddress.ip_address(lines.stream.local_address.partition("%")[0])
    tag = "IPv6:" if own.version == 6 else ""  # noqa: PLR2004  # IP version
    reply = await talk.command(f"EHLO [{tag}{own}]")
    if not reply.is_ok:
        raise talk.trouble(reply)
    return extensions_of(reply)
