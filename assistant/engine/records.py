"""Values as JSON's own types, for results."""

from dataclasses import asdict
from typing import Any

from assistant import __version__
from assistant.clients import ExistingAccount
from assistant.model.candidate import Candidate
from assistant.model.event import Result
from assistant.model.institution import Institution
from assistant.model.server import Endpoint
from assistant.net import Quota
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


def existing_record(account: ExistingAccount) -> dict[str, Any]:
    """An account that is already in the mail program, and how it differs."""
    return {
        "title": account.title,
        "relation": account.relation,
        "differences": [asdict(one) for one in account.differences],
    }


def servers_record(imap: Endpoint, smtp: Endpoint | None) -> dict[str, str | None]:
    """The two servers that were verified, as options take them."""
    return {"imap": str(imap), "smtp": str(smtp) if smtp else None}


def quota_record(quota: Quota | None) -> dict[str, int] | None:
    """How full the mailbox is, None where the server does not say."""
    if quota is None:
        return None
    return {
        "used_bytes": quota.used_bytes,
        "limit_bytes": quota.limit_bytes,
        "percent": quota.percent,
    }


def action_of(result: Result) -> Action:
    """What the log keeps of an operation."""
    verdict = result.diagnosis.verdict if result.diagnosis else None
    client = result.details.get("client")
    institution = result.details.get("institution")
    return Action(
        command=result.command,
        exit=result.exit,
        elapsed_s=result.elapsed_s,
        verdict=verdict.id if verdict else None,
        code=verdict.evidence[0].code if verdict and verdict.evidence else None,
        client=client["name"] if client else None,
        institution=institution["id"] if institution else None,
        entry=result.details.get("undo_id"),
        attempts=result.attempts.imap + result.attempts.smtp,
        version=__version__,
    )
