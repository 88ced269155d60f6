"""From an address to its servers, told one by one."""

from assistant.discovery import suggest_domain
from assistant.engine.answers import Answers
from assistant.engine.records import candidate_record, institution_record
from assistant.engine.routes import ways_for
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.model.address import EmailAddress
from assistant.model.event import Result, StepState
from assistant.model.exits import Exit
from assistant.text import _


def discover(address: EmailAddress, tally: Tally, report: Reporter) -> Result:
    """Tell every candidate, best first, and a better spelling of the domain."""
    report.start("servers")
    ways = ways_for(tally.world, Answers(address))
    candidates = [one for way in ways.routes for one in (*way.imap, *way.smtp)]
    for candidate in candidates:
        report.tell(candidate)
    meant = suggest_domain(address.domain, tally.world.institutions.domains())
    suggestion = f"{address.local}@{meant}" if meant else None
    tally.details.update(
        candidates=[candidate_record(one) for one in candidates],
        institution=institution_record(ways.institution) if ways.institution else None,
        suggestion=suggestion,
        conflicts=[],
    )
    report.end("servers", StepState.OK if candidates else StepState.FAILED)
    if candidates:
        return tally.fine()
    return tally.ended(Exit.PROBLEM, _unknown(suggestion))


def _unknown(suggestion: str | None) -> str:
    if suggestion:
        return _("Did you mean {address}?").format(address=suggestion)
    return _("No servers are known for this address. Give --imap and --smtp.")
