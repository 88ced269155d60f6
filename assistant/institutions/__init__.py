"""Institution profiles: read, checked all at once, found by id and by domain.

Importing this package is cheap; pydantic is loaded with the first profile.
"""

from assistant.institutions.editors import json_schema
from assistant.institutions.finding import Finding, Findings
from assistant.institutions.lint import lint
from assistant.institutions.registry import Registry
from assistant.institutions.shelf import load
from assistant.institutions.show import shown

__all__ = [
    "Finding",
    "Findings",
    "Registry",
    "json_schema",
    "lint",
    "load",
    "shown",
]
