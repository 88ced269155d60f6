"""The mailbox itself, and sending."""

from assistant.diagnosis.cause import Cause
from assistant.model.verdict import Action, Who
from assistant.text import N_

CAUSES = (
    Cause(
        "BOX-01",
        Who.YOU,
        Action.OPEN_WEBMAIL,
        N_("The mailbox is full"),
        N_("Empty the trash in the webmail: until then no message arrives."),
        N_("Do not follow a link in a message about a full mailbox."),
        ("BOX-07",),
    ),
    Cause(
        "BOX-05",
        Who.YOU,
        Action.EDIT,
        N_("The sender does not fit the account"),
        N_("Correct your address: it must be the one of this account."),
        N_("Do not change your password: it was accepted."),
        ("AUTH-11",),
    ),
    Cause(
        "BOX-06",
        Who.PROGRAM,
        Action.EDIT,
        N_("The server sends only after signing in"),
        N_("Take the proposed settings again: they sign in before sending."),
        N_("Do not change your password: it was accepted."),
        ("BOX-05",),
    ),
    Cause(
        "BOX-07",
        Who.YOU,
        Action.RETRY,
        N_("The message is too big"),
        N_("Send a smaller attachment, or a link to the file."),
        N_("Do not send the same message again."),
        ("BOX-01",),
    ),
    Cause(
        "BOX-08",
        Who.WAIT,
        Action.WAIT,
        N_("The sending limit is reached"),
        N_("Wait until tomorrow before sending again."),
        N_("Do not send the same message again today."),
        ("AUTH-11",),
    ),
    Cause(
        "BOX-09",
        Who.SCHOOL,
        Action.RETRY,
        N_("The server turns this network away"),
        N_("Change to another network, for example your phone, then try again."),
        N_("Do not change your password: it is not the cause."),
        ("SRV-03",),
    ),
    Cause(
        "BOX-11",
        Who.WAIT,
        Action.OPEN_WEBMAIL,
        N_("The test message has not come back"),
        N_("Look into the junk folder of the webmail, or wait a few minutes."),
        N_("Do not change your settings: sending was accepted."),
        ("AUTH-11",),
    ),
    Cause(
        "BOX-13",
        Who.YOU,
        Action.EDIT,
        N_("The address holds an accent"),
        N_("Type your address without accents: this server does not take them."),
        N_("Do not change your password: it was accepted."),
        ("BOX-05",),
    ),
)
