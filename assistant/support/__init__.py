"""Logging and redaction."""

from assistant.support.log import Action, ActionLog
from assistant.support.redact import redact

__all__ = ["Action", "ActionLog", "redact"]
