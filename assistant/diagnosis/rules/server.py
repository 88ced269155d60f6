"""Servers that answer, but not now."""

from assistant.diagnosis.rule import Rule
from assistant.model.signal import Stage

_GREETING = (Stage.GREETING, Stage.CAPABILITY)
_LOGIN = (Stage.AUTHENTICATE,)
# Dovecot and Cyrus, Gmail: facts of their sources (the second has no code).
_TOO_MANY_CONNECTIONS = (
    "maximum number of connections",
    "too many connections",
    "too many simultaneous connections",
)
_TOO_MANY_TRIES = (
    "rate limit",
    "too many login attempts",
    "too many auth commands",
    "too many authentication",
)
_MAY_BE_FULL = ("imap:LIMIT", "imap:UNAVAILABLE", "imap:NO", "imap:BYE", "imap:ALERT")
_MAY_BE_HASTY = (
    "imap:LIMIT",
    "imap:UNAVAILABLE",
    "imap:NO",
    "imap:BYE",
    "smtp:421",
    "smtp:450",
    "smtp:454",
    "smtp:4.7.0",
    "smtp:4.7.1",
)
_DROPPED = ("mail:CLOSED", "errno:ECONNRESET", "errno:EPIPE")

RULES = (
    # Our own count of refusals is spent: nothing was sent.
    Rule("SRV-07", 0.95, ("input:BUDGET",)),
    Rule("SRV-06", 0.9, _MAY_BE_FULL, says=_TOO_MANY_CONNECTIONS),
    Rule("SRV-06", 0.8, ("smtp:421", "smtp:4.7.0"), says=_TOO_MANY_CONNECTIONS),
    Rule("SRV-07", 0.9, _MAY_BE_HASTY, says=_TOO_MANY_TRIES),
    Rule("SRV-11", 0.9, ("imap:SERVERBUG", "imap:CORRUPTION")),
    Rule("SRV-03", 0.85, ("imap:BYE", "smtp:421", "smtp:4.3.*"), _GREETING),
    Rule("SRV-03", 0.8, ("imap:UNAVAILABLE", "imap:LIMIT", "imap:INUSE"), _GREETING),
    Rule("SRV-03", 0.75, ("smtp:4*",), _GREETING),
    Rule("BOX-09", 0.7, ("smtp:554", "smtp:5.7.*"), _GREETING),
    Rule("SRV-03", 0.6, _DROPPED, _GREETING, runner_up="TLS-13"),
    Rule("SRV-03", 0.6, ("time:GREETING", "time:REPLY"), _GREETING),
    Rule("SRV-04", 0.9, ("imap:UNAVAILABLE", "smtp:4.7.0", "smtp:454"), _LOGIN),
    Rule("SRV-07", 0.7, ("imap:LIMIT", "smtp:4.7.1", "smtp:450"), _LOGIN),
    Rule("SRV-03", 0.8, ("smtp:421", "smtp:4.3.*"), _LOGIN, runner_up="SRV-04"),
    Rule("SRV-03", 0.6, ("imap:BYE", *_DROPPED), _LOGIN, runner_up="SRV-04"),
    Rule("SRV-04", 0.6, ("time:REPLY",), _LOGIN),
)
