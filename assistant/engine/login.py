"""One password to one server, counted before it leaves."""

import asyncio

from assistant.engine.answers import Answers
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.model.event import LoginState, StepState
from assistant.model.server import Service
from assistant.net import Accepted, ImapSession, Refused, SmtpSession, Unanswered
from assistant.vault import Granted, Spent, Uncounted


async def log_in(
    session: ImapSession | SmtpSession,
    service: Service,
    answers: Answers,
    tally: Tally,
    report: Reporter,
) -> bool:
    """Send the password once and return whether it was accepted.

    The attempt is taken from the budget before the password leaves and given
    back only for an answer that is no definite refusal, so that a crash in
    between still counts.
    """
    step = f"{service}.login"
    report.start(step)
    granted = await _taken(tally)
    if not isinstance(granted, Granted):
        tally.ungranted(granted)
        report.end(step, StepState.FAILED)
        return False
    tally.count(service)
    outcome = await session.authenticate(answers.login, answers.secret)
    match outcome:
        case Accepted():
            settle = granted.accepted
            tally.states[service] = LoginState.PROVEN
            report.end(step, StepState.OK)
        case Refused(signal, is_definite, was_sent):
            settle = granted.refused if is_definite else granted.temporary
            if was_sent:
                tally.states[service] = LoginState.REFUSED
            else:
                tally.uncount(service)
            tally.signals.append(signal)
            report.end(step, StepState.FAILED)
        case Unanswered(signal):
            settle = granted.unanswered
            tally.states[service] = LoginState.UNKNOWN
            tally.signals.append(signal)
            report.end(step, StepState.FAILED)
    # Its end comes in any case: a cancellation stops no thread.
    await asyncio.to_thread(settle)
    tally.budget = await asyncio.to_thread(tally.world.budget.left, tally.account)
    return isinstance(outcome, Accepted)


async def _taken(tally: Tally) -> Granted | Spent | Uncounted:
    """Take one attempt; one that a cancellation overtakes is given back unused."""
    take = tally.world.budget.take
    taking = asyncio.ensure_future(asyncio.to_thread(take, tally.account))
    try:
        return await asyncio.shield(taking)
    except asyncio.CancelledError:
        await asyncio.wait([taking])
        if isinstance(granted := taking.result(), Granted):
            await asyncio.to_thread(granted.temporary)
        raise
