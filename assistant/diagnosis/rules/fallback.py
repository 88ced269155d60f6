"""What remains: a modest guess for every stage, so that no failure is nameless."""

from assistant.diagnosis.rule import Rule
from assistant.model.signal import Stage

_ANY = ("*",)

RULES = (
    Rule("AUTH-05", 0.3, _ANY, (Stage.PREFLIGHT,)),
    Rule("NET-11", 0.3, _ANY, (Stage.RESOLVE,)),
    Rule("NET-06", 0.3, _ANY, (Stage.CONNECT,)),
    Rule("TLS-13", 0.3, _ANY, (Stage.TLS, Stage.STARTTLS)),
    Rule("SRV-03", 0.3, _ANY, (Stage.GREETING, Stage.CAPABILITY)),
    Rule("AUTH-03", 0.3, _ANY, (Stage.AUTHENTICATE,)),
    Rule("SRV-11", 0.3, _ANY, (Stage.MAILBOX, Stage.SEND)),
    Rule("BOX-11", 0.3, _ANY, (Stage.ARRIVE,)),
    Rule("CLI-10", 0.3, _ANY, (Stage.CLIENT,)),
)
