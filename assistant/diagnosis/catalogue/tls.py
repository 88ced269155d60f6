"""The protection of the connection, and the identity of the server."""

from assistant.diagnosis.cause import Cause
from assistant.model.verdict import Action, Who
from assistant.text import N_

_NO_EXCEPTION = N_("Do not accept this server in any other program either.")
_NOT_THE_PASSWORD = N_("Do not change your password: it was not sent.")

CAUSES = (
    Cause(
        "TLS-01",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The identity of the server has expired"),
        N_("Do not go on. Tell {helpdesk}: the server certificate must be renewed."),
        _NO_EXCEPTION,
        ("TLS-02",),
    ),
    Cause(
        "TLS-02",
        Who.YOU,
        Action.OPEN_SETTINGS,
        N_("The clock of this computer looks wrong"),
        N_("Set date and time to automatic in the computer settings, then try again."),
        _NO_EXCEPTION,
        ("TLS-01",),
    ),
    Cause(
        "TLS-03",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("This is not the right server"),
        N_("We sent nothing. Tell {helpdesk} that another server answers."),
        _NO_EXCEPTION,
        ("NET-14",),
    ),
    Cause(
        "TLS-04",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("Nobody vouches for this server"),
        N_("We stopped and sent nothing. Tell {helpdesk} before going on."),
        _NO_EXCEPTION,
        ("TLS-07",),
    ),
    Cause(
        "TLS-05",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The server shows an incomplete identity"),
        N_("Tell {helpdesk}: the server does not send its whole certificate chain."),
        _NO_EXCEPTION,
        ("TLS-07",),
    ),
    Cause(
        "TLS-06",
        Who.YOU,
        Action.OPEN_SETTINGS,
        N_("Your antivirus reads protected mail"),
        N_("Switch off the mail scanning of your antivirus, then try again."),
        N_("Do not switch off the whole antivirus."),
        ("TLS-07",),
    ),
    Cause(
        "TLS-07",
        Who.SCHOOL,
        Action.COPY,
        N_("This network inspects protected connections"),
        N_(
            "Try another network, for example your phone. The computer staff must "
            "let mail through uninspected."
        ),
        _NO_EXCEPTION,
        ("TLS-05",),
    ),
    Cause(
        "TLS-08",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The protection of the server is too old"),
        N_("Tell {helpdesk}: the server must be updated. We sent nothing."),
        N_("Do not lower the protection of this computer."),
        ("TLS-13",),
    ),
    Cause(
        "TLS-10",
        Who.PROGRAM,
        Action.EDIT,
        N_("The security setting does not fit"),
        N_("Take the proposed settings again: the kind of protection is reversed."),
        _NOT_THE_PASSWORD,
        ("TLS-12",),
    ),
    Cause(
        "TLS-11",
        Who.PROGRAM,
        Action.EDIT,
        N_("The security setting does not fit"),
        N_("Take the proposed settings again: protection starts earlier here."),
        _NOT_THE_PASSWORD,
        ("SRV-03",),
    ),
    Cause(
        "TLS-12",
        Who.YOU,
        Action.EDIT,
        N_("Another service answers here"),
        N_("Take the proposed settings again, or correct the server you typed."),
        _NOT_THE_PASSWORD,
        ("TLS-10",),
    ),
    Cause(
        "TLS-13",
        Who.SCHOOL,
        Action.RETRY,
        N_("Something cuts the protected connection"),
        N_("Change to another network, for example your phone, then try again."),
        _NOT_THE_PASSWORD,
        ("SRV-03",),
    ),
    Cause(
        "TLS-14",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The server asks for a professional card"),
        N_("Ask {helpdesk} which card or key this server expects."),
        _NOT_THE_PASSWORD,
    ),
    Cause(
        "TLS-15",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The identity of the server was withdrawn"),
        N_("Do not go on. Tell {helpdesk}: the server certificate was revoked."),
        _NO_EXCEPTION,
        ("TLS-03",),
    ),
)
