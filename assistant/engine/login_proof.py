"""From answers to a proven login: what was typed, which servers, then the wire."""

import asyncio
from collections.abc import Callable

from assistant.diagnosis import login_fit
from assistant.discovery import suggest_domain
from assistant.engine.answers import Answers
from assistant.engine.preflight import inspect
from assistant.engine.ready import Connections, Proof
from assistant.engine.records import institution_record, quota_record, servers_record
from assistant.engine.routes import Ways, ways_for
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.engine.verify import verify
from assistant.engine.world import World
from assistant.model.event import Asked, Result, StepState
from assistant.text import _
from assistant.vault import Granted


async def prove_login(
    answers: Answers, tally: Tally, report: Reporter, connections: Connections
) -> Proof | Result:
    """Return what is proven, or the result that names what stands in the way."""
    ways = ways_for(tally.world, answers)
    institution = ways.institution and institution_record(ways.institution)
    tally.details.update(
        institution=institution, servers=None, quota=None, roundtrip_s=None
    )
    answers = answers.but(login=answers.login or ways.username or "")
    tally.known = (str(answers.address), answers.login)
    tally.login_fit = login_fit(answers.login, ways.login_rule)
    tally.servers_typed = answers.imap is not None
    if not _preflight(answers, ways, tally, report):
        return tally.failed()
    if (question := _open_question(answers, ways)) is not None:
        return tally.asks(question)
    route = ways.routes[0]
    host = route.imap[0].endpoint.host
    # In threads: another process may hold the count for a moment.
    budget = tally.world.budget
    tally.account = await asyncio.to_thread(budget.account_key, answers.login, host)
    tally.budget = await asyncio.to_thread(budget.left, tally.account)
    is_spent = answers.secret and tally.budget.left == 0
    if is_spent and not await asyncio.to_thread(_may_try, tally):
        return tally.failed()
    proof = await verify(
        tally.world.net,
        route,
        answers,
        tally=tally,
        report=report,
        connections=connections,
    )
    if proof is None:
        return tally.failed()
    tally.details["servers"] = servers_record(proof.imap, proof.smtp)
    tally.details["quota"] = quota_record(proof.quota)
    return proof


def _may_try(tally: Tally) -> bool:
    """Ask once more by taking an attempt: only that tells why there is none."""
    granted = tally.world.budget.take(tally.account)
    if isinstance(granted, Granted):
        granted.temporary()
        return True
    tally.ungranted(granted)
    return False


def _preflight(answers: Answers, ways: Ways, tally: Tally, report: Reporter) -> bool:
    """Look at what was typed before anything is sent."""
    report.start("preflight")
    findings = inspect(
        str(answers.address),
        answers.login,
        answers.secret,
        rule=ways.login_rule,
        suggest_domain=None if answers.imap else _speller(tally.world),
    )
    tally.signals.extend(finding.signal for finding in findings)
    tally.notes.extend(finding.signal for finding in findings if not finding.blocks)
    blocks = any(finding.blocks for finding in findings)
    state = StepState.WARNED if findings else StepState.OK
    report.end("preflight", StepState.FAILED if blocks else state)
    return not blocks


def _speller(world: World) -> Callable[[str], str | None]:
    """Name the known domain that a domain was probably meant to be."""
    return lambda domain: suggest_domain(domain, world.institutions.domains())


def login_question() -> Asked:
    """The question for a login that does not follow from the address."""
    return Asked(_("A login is needed. Give it with --login."), "--login")


def _open_question(answers: Answers, ways: Ways) -> Asked | None:
    """Return what is still to be answered, naming the option that answers it."""
    if not ways.routes:
        question = _("No servers are known for this address. Give --imap and --smtp.")
        return Asked(question, "--imap")
    if answers.secret and not answers.login:
        return login_question()
    return None
