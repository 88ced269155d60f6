"""Proves a login: both servers at once up to the greeting, then IMAP, then SMTP."""

import asyncio

from assistant.engine.answers import Answers
from assistant.engine.login import log_in
from assistant.engine.ready import Connections, Proof
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.model.candidate import Candidate, Route
from assistant.model.event import LoginState, StepState
from assistant.model.server import Endpoint, Service
from assistant.model.signal import Signal, Stage
from assistant.net import Folder, ImapSession, Net, Opened, Quota, SmtpSession

_FULL_PERCENT = 100


async def verify(
    net: Net,
    route: Route,
    answers: Answers,
    *,
    tally: Tally,
    report: Reporter,
    connections: Connections,
) -> Proof | None:
    """Return what is proven, or None with the reasons in `tally`.

    SMTP is asked only once IMAP has accepted: a wrong password then costs one
    attempt, and IMAP's answer explains what SMTP's would not. Without a
    password both conversations end before authentication.
    """
    sending = asyncio.ensure_future(_open_smtp(net, route, tally, report))
    try:
        if not await _open_imap(net, route, tally, report, connections):
            await sending
            return None
        if answers.secret and not await _log_in(answers, tally, report, connections):
            report.skip("smtp.login", because="imap.login")
            return None
        (folders, quota), ready = await asyncio.gather(
            _look_around(answers, connections, report, tally),
            _ready_to_send(sending, answers, tally, report, connections),
        )
        tally.settle()
        if not ready:
            return None
        return _proof(connections, folders, quota)
    finally:
        await _let_go(sending, connections)


async def _open_imap(
    net: Net, route: Route, tally: Tally, report: Reporter, connections: Connections
) -> bool:
    report.start("imap.connect")
    opened = await net.open_imap(_endpoints(route.imap))
    connections.imap = opened.session
    return _reached(Service.IMAP, opened, tally, report)


async def _open_smtp(
    net: Net, route: Route, tally: Tally, report: Reporter
) -> SmtpSession | None:
    if route.is_receive_only:
        tally.states[Service.SMTP] = LoginState.UNKNOWN
        return None
    report.start("smtp.connect")
    opened = await net.open_smtp(_endpoints(route.smtp))
    _reached(Service.SMTP, opened, tally, report)
    return opened.session


def _reached(
    service: Service,
    opened: Opened[ImapSession] | Opened[SmtpSession],
    tally: Tally,
    report: Reporter,
) -> bool:
    step = f"{service}.connect"
    tally.left(opened.started_at)
    tally.signals.extend(opened.signals)
    if opened.session is None:
        report.end(step, StepState.FAILED)
        return False
    tally.opened.add(service)
    # What another door of the same server said is worth a word, no more.
    report.end(step, StepState.WARNED if opened.signals else StepState.OK)
    return True


def _endpoints(candidates: tuple[Candidate, ...]) -> list[Endpoint]:
    return [candidate.endpoint for candidate in candidates]


async def _log_in(
    answers: Answers, tally: Tally, report: Reporter, connections: Connections
) -> bool:
    assert connections.imap is not None
    return await log_in(connections.imap, Service.IMAP, answers, tally, report)


async def _ready_to_send(
    sending: "asyncio.Future[SmtpSession | None]",
    answers: Answers,
    tally: Tally,
    report: Reporter,
    connections: Connections,
) -> bool:
    connections.smtp = await sending
    if connections.smtp is None:
        # Not knowing an outgoing server is no failure; not reaching one is.
        return tally.states.get(Service.SMTP) is LoginState.UNKNOWN
    if not answers.secret:
        return True
    return await log_in(connections.smtp, Service.SMTP, answers, tally, report)


async def _look_around(
    answers: Answers, connections: Connections, report: Reporter, tally: Tally
) -> tuple[tuple[Folder, ...], Quota | None]:
    """Folders and quota, asked while SMTP is still on its way."""
    imap = connections.imap
    if not answers.secret or imap is None:
        return (), None
    report.start("mailbox")
    found = await imap.look_around()
    # A login that finds nothing is still a login.
    folders, quota = (
        ((), None) if isinstance(found, Signal) else (found.folders, found.quota)
    )
    is_full = quota is not None and quota.percent >= _FULL_PERCENT
    if is_full:
        tally.warnings.append(
            Signal(Stage.MAILBOX, "imap:OVERQUOTA", Service.IMAP, imap.endpoint)
        )
    report.end("mailbox", StepState.WARNED if is_full else StepState.OK)
    return folders, quota


def _proof(
    connections: Connections, folders: tuple[Folder, ...], quota: Quota | None
) -> Proof:
    imap, smtp = connections.imap, connections.smtp
    assert imap is not None
    sessions = (imap,) if smtp is None else (imap, smtp)
    chains = (session.chain for session in sessions)
    roots = {one.root_pem for one in chains if one and not one.is_public_root}
    return Proof(
        imap=imap.endpoint,
        smtp=None if smtp is None else smtp.endpoint,
        private_roots=tuple(sorted(roots)),
        folders=folders,
        quota=quota,
    )


async def _let_go(
    sending: "asyncio.Future[SmtpSession | None]", connections: Connections
) -> None:
    """Leave no connection behind that nobody holds."""
    if not sending.done():
        sending.cancel()
        await asyncio.wait([sending])
    elif (
        connections.smtp is None
        and not sending.cancelled()
        and sending.exception() is None
        and (unused := sending.result()) is not None
    ):
        await unused.close()
