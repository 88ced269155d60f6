"""The state of the servers."""

from assistant.diagnosis.cause import Cause, Variant
from assistant.model.verdict import Action, Who
from assistant.text import N_

_CHANGE_NOTHING = N_("Do not change your settings or your password.")

CAUSES = (
    Cause(
        "SRV-01",
        Who.WAIT,
        Action.WAIT,
        N_("The mail service is stopped"),
        N_("Wait and try again later; your settings are not the cause."),
        _CHANGE_NOTHING,
        ("NET-07",),
    ),
    Cause(
        "SRV-02",
        Who.WAIT,
        Action.WAIT,
        N_("The mail server does not answer"),
        N_("Wait and try again later; your settings are not the cause."),
        _CHANGE_NOTHING,
        ("NET-06",),
    ),
    Cause(
        "SRV-03",
        Who.WAIT,
        Action.WAIT,
        N_("The mail server is overloaded"),
        N_("Wait a few minutes, then try again."),
        _CHANGE_NOTHING,
        ("SRV-01",),
    ),
    Cause(
        "SRV-04",
        Who.WAIT,
        Action.WAIT,
        N_("The server cannot check passwords now"),
        N_("Wait a few minutes, then try again. Your password is not the cause."),
        N_("Do not change your password."),
        ("SRV-03",),
    ),
    Cause(
        "SRV-06",
        Who.YOU,
        Action.RETRY,
        N_("Too many devices are connected"),
        N_("Close mail on your phone and other computers, wait five minutes, retry."),
        N_("Do not press again at once: each try counts as one more."),
        ("SRV-07",),
    ),
    Cause(
        "SRV-07",
        Who.WAIT,
        Action.WAIT,
        N_("Too many tries in a row"),
        N_("Wait fifteen minutes without any try, phone included."),
        N_("Do not try again before: the wait would start anew."),
        ("SRV-06",),
        (
            Variant(
                ("input:BUDGET",),
                N_("We pause to protect your account"),
                N_(
                    "Wait until the countdown ends: after more refusals the server "
                    "might lock you out."
                ),
                N_("Do not try from another device: the server counts that too."),
            ),
        ),
    ),
    Cause(
        "SRV-11",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The mail server has a fault"),
        N_("Tell {helpdesk} what is shown under Details; the server must be repaired."),
        _CHANGE_NOTHING,
        ("SRV-03",),
    ),
)
