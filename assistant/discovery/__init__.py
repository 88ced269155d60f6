"""From an address to the servers that may serve it, and how to sign in there."""

from assistant.discovery.logins import suggest_logins
from assistant.discovery.routes import from_institution, from_manual, with_manual
from assistant.discovery.spelling import suggest_domain

__all__ = [
    "from_institution",
    "from_manual",
    "suggest_domain",
    "suggest_logins",
    "with_manual",
]
