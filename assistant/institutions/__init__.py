"""Institution profiles: read, checked all at once, found by id and by domain.

Importing this package is cheap; pydantic is loaded with the first profile.
"""

from assistant.institutions.finding import Finding, Findings
from assistant.institutions.registry import Registry
from assistant.institutions.shelf import load

__all__ = ["Finding", "Findings", "Registry", "load"]
