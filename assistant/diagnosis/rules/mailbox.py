"""The mailbox after the login, sending, and the message that should come back."""

from assistant.diagnosis.rule import Case, Rule
from assistant.model.signal import Stage

_MAILBOX = (Stage.MAILBOX,)
_SEND = (Stage.SEND,)
_SAYS_NOT_OWNED = ("not owned by user",)
_SAYS_RELAY = ("relay access denied", "relaying denied", "not logged in")
_SAYS_BLACKLIST = ("blocked using", "blacklist", "blocklist", "spamhaus")
_SAYS_TOO_MUCH = ("too much mail", "too many recipients")


def _is_sender_reply(case: Case) -> bool:
    return case.fact("reply") == "553"


RULES = (
    Rule("BOX-01", 0.95, ("imap:OVERQUOTA",)),
    Rule("BOX-01", 0.9, ("smtp:5.2.2", "smtp:4.2.2")),
    Rule("AUTH-25", 0.9, ("imap:NONEXISTENT", "imap:TRYCREATE"), _MAILBOX),
    Rule("BOX-13", 0.9, ("smtp:5.6.7", "smtp:5.6.9", "mail:NO_SMTPUTF8")),
    Rule("BOX-05", 0.9, ("smtp:5.7.60",), _SEND),
    Rule("BOX-05", 0.9, ("smtp:5.7.1",), _SEND, when=_is_sender_reply),
    Rule("BOX-05", 0.75, ("smtp:553",), _SEND),
    Rule("BOX-07", 0.95, ("smtp:5.3.4", "mail:TOO_BIG"), _SEND),
    Rule("BOX-07", 0.7, ("smtp:552",), _SEND),
    Rule("BOX-06", 0.85, ("smtp:5.7.0", "smtp:530"), _SEND),
    Rule("BOX-08", 0.85, ("smtp:4.5.3", "smtp:5.4.5", "smtp:5.5.3"), _SEND),
    Rule("BOX-05", 0.9, ("smtp:5.7.1", "smtp:550"), _SEND, says=_SAYS_NOT_OWNED),
    Rule("BOX-06", 0.9, ("smtp:5.7.1", "smtp:554"), _SEND, says=_SAYS_RELAY),
    Rule("BOX-09", 0.85, ("smtp:5.7.1", "smtp:554"), _SEND, says=_SAYS_BLACKLIST),
    Rule("BOX-08", 0.85, ("smtp:4.7.1", "smtp:450"), _SEND, says=_SAYS_TOO_MUCH),
    Rule("AUTH-11", 0.75, ("smtp:5.7.*", "smtp:550", "smtp:554"), _SEND),
    Rule("SRV-03", 0.7, ("smtp:4*",), _SEND),
    Rule("BOX-11", 0.85, ("mail:NOT_ARRIVED",)),
)
