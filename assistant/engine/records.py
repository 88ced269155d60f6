"""Values as JSON's own types, for results."""

from dataclasses import asdict
from typing import Any

from assistant.model.candidate import Candidate
from assistant.model.institution import Institution


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
