"""Opening IMAP: up to the capabilities of a server whose name is proved.

Nothing here knows a login.
"""

from assistant.model.server import Endpoint, Service
from assistant.model.signal import Stage
from assistant.net.dial import Dialer
from assistant.net.entrance import enter
from assistant.net.greeting import TIME, expect_service, unless_tls
from assistant.net.imap import ImapSession
from assistant.net.imap_grammar import Condition, Status
from assistant.net.imap_mailbox import capabilities
from assistant.net.imap_talk import Answer, ImapTalk
from assistant.net.lines import Clear, LineConnection, S, Secure
from assistant.net.place import Place, TroubleError
from assistant.net.race import Departure
from assistant.net.tcp import TcpStream
from assistant.net.timings import Stopwatch
from assistant.net.transcript import Recorder


async def open_imap(
    dialer: Dialer, endpoint: Endpoint, departed: Departure
) -> ImapSession:
    """Return a session that has not logged in yet.

    Raises:
        TroubleError: whatever stood in the way; the connection is closed.
    """
    place = Place(Service.IMAP, endpoint)
    return await enter(
        dialer, place, departed, with_tls=_with_tls, with_starttls=_with_starttls
    )


async def _with_tls(
    dialer: Dialer, place: Place, tcp: TcpStream, watch: Stopwatch
) -> ImapSession:
    tls = await dialer.secure(tcp, place)
    watch.secured()
    lines: Secure = LineConnection(tls, place, dialer.limits, Recorder())
    talk = ImapTalk(lines)
    known = await _greeted(talk)
    watch.greeted()
    return ImapSession(talk, known or await _asked(talk), watch.timings())


async def _with_starttls(
    dialer: Dialer, place: Place, tcp: TcpStream, watch: Stopwatch
) -> ImapSession:
    recorder = Recorder()
    clear: Clear = LineConnection(tcp, place, dialer.limits, recorder)
    talk = ImapTalk(clear)
    known = await unless_tls(_greeted(talk), dialer, place)
    watch.greeted()
    await _starttls(talk, known or await _asked(talk))
    watch.begin()
    tls = await dialer.secure(tcp, place)
    watch.secured()
    recorder.note("TLS")
    lines: Secure = LineConnection(tls, place, dialer.limits, recorder)
    protected = ImapTalk(lines, commands=talk.commands)
    # What was said before TLS may have been anybody's words: RFC 3501, 6.2.1.
    return ImapSession(protected, await _asked(protected), watch.timings())


async def _starttls(talk: ImapTalk[TcpStream], known: frozenset[str]) -> None:
    place = talk.lines.place
    if "STARTTLS" not in known:
        offered = " ".join(sorted(known))
        raise place.trouble(Stage.STARTTLS, "mail:NO_STARTTLS", offered=offered)
    talk.stage = Stage.STARTTLS
    answer = await talk.command("STARTTLS")
    if not answer.is_ok:
        raise TroubleError(talk.signal(answer.status, answer.notices))
    if talk.lines.has_more:
        # Somebody on the way put words in the server's mouth: RFC 3501, 6.2.1;
        # CVE-2011-0411 and its family.
        raise place.trouble(Stage.STARTTLS, "mail:INJECTED")


async def _greeted(talk: ImapTalk[S]) -> frozenset[str]:
    lines = talk.lines
    await expect_service(lines)
    async with lines.place.within(lines.limits.reply_s, Stage.GREETING, TIME):
        status = await talk.response()
    if not isinstance(status, Status) or status.tag != "*":
        raise lines.malformed(Stage.GREETING, "no greeting")
    if status.condition is not Condition.OK:
        # PREAUTH too: it says that somebody is logged in already, which proves
        # nothing about this login, and makes STARTTLS impossible.
        raise TroubleError(talk.signal(status))
    return capabilities(Answer(status, (), ()))


async def _asked(talk: ImapTalk[S]) -> frozenset[str]:
    talk.stage = Stage.CAPABILITY
    answer = await talk.command("CAPABILITY")
    if not answer.is_ok:
        raise TroubleError(talk.signal(answer.status, answer.notices))
    return capabilities(answer)
