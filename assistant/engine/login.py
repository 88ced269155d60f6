"""One password to one server, counted before it leaves."""

from assistant.engine.answers import Answers
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.model.event import LoginState, StepState
from assistant.model.server import Service
from assistant.net import Accepted, ImapSession, Refused, SmtpSession, Unanswered
from assistant.vault import Granted


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
    budget, key = tally.world.budget, tally.account
    report.start(step)
    granted = budget.take(key)
    if not isinstance(granted, Granted):
        tally.ungranted(granted)
        report.end(step, StepState.FAILED)
        return False
    tally.count(service)
    outcome = await session.authenticate(answers.login, answers.secret)
    match outcome:
        case Accepted():
            granted.accepted()
            tally.states[service] = LoginState.PROVEN
            report.end(step, StepState.OK)
        case Refused(signal, is_definite):
            granted.refused() if is_definite else granted.temporary()
            tally.states[service] = LoginState.REFUSED
            tally.signals.append(signal)
            report.end(step, StepState.FAILED)
        case Unanswered(signal):
            granted.unanswered()
            tally.states[service] = LoginState.UNKNOWN
            tally.signals.append(signal)
            report.end(step, StepState.FAILED)
    tally.budget = budget.left(key)
    return isinstance(outcome, Accepted)
