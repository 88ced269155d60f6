"""Values as JSON's own types, for results."""

from dataclasses import asdict
from typing import Any

from assistant import __version__
from assistant.model.candidate import Candidate
from assistant.model.event import Result
from assistant.model.institution import Institution
from assistant.support import Action


def candidate_record(candidate: Candidate) -> dict[str, Any]:
    """One candidate as `discover` tells it."""
    provenance = candidate.provenance
    return {
        "protocol": candidate.service,
        "host": candidate.endpoint.host,
        "port": candidate.endpoint.port,
        "security": candidate.endpoint.security,
        "username": candidate.username,
        "source": candidate.source,
        "trust": candidate.trust.name.lower().replace("_", "-"),
        "unverified": provenance.unverified if provenance else None,
        "hops": [asdict(hop) for hop in candidate.hops],
    }


def institution_record(institution: Institution) -> dict[str, Any]:
    """Which profile it is; `profile show` tells what stands in it."""
    return {
        "id": institution.id,
        "name": institution.name,
        "origin": str(institution.origin),
    }


def action_of(result: Result) -> Action:
    """What the log keeps of an operation."""
    verdict = result.diagnosis.verdict if result.diagnosis else None
    return Action(
        command=result.command,
        exit=result.exit,
        elapsed_s=result.elapsed_s,
        verdict=verdict.id if verdict else None,
        code=verdict.evidence[0].code if verdict and verdict.evidence else None,
        entry=result.details.get("undo_id"),
        attempts=result.attempts.imap + result.attempts.smtp,
        version=__version__,
    )
