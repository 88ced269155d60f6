"""The only package that opens sockets: names, TLS, IMAP and SMTP conversations."""

from assistant.net.addresses import Addresses, AddressSource
from assistant.net.chain import Chain
from assistant.net.imap import ImapSession
from assistant.net.imap_mailbox import (
    Folder,
    Quota,
    Selected,
    SpecialUse,
    Surroundings,
)
from assistant.net.limits import Limits
from assistant.net.login import Accepted, LoginAnswer, Refused, Unanswered
from assistant.net.net import Net
from assistant.net.race import Opened
from assistant.net.records import (
    MailExchanger,
    NameServer,
    ResolverConfig,
    ServiceRecord,
)
from assistant.net.smtp import Sent, SmtpSession
from assistant.net.timings import Timings
from assistant.net.transcript import Transcript

__all__ = [
    "Accepted",
    "AddressSource",
    "Addresses",
    "Chain",
    "Folder",
    "ImapSession",
    "Limits",
    "LoginAnswer",
    "MailExchanger",
    "NameServer",
    "Net",
    "Opened",
    "Quota",
    "Refused",
    "ResolverConfig",
    "Selected",
    "Sent",
    "ServiceRecord",
    "SmtpSession",
    "SpecialUse",
    "Surroundings",
    "Timings",
    "Transcript",
    "Unanswered",
]
