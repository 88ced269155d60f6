"""The last sentence of an operation: what works now, and what is still to come."""

import math

from assistant.engine.answers import Answers
from assistant.engine.tally import Tally
from assistant.model.event import LoginState
from assistant.model.server import Service
from assistant.text import _, ngettext

# Remarks after which the mail program does not have the password.
_WITHOUT_PASSWORD = frozenset(
    {"client:PRIMARY_PASSWORD", "client:POLICY_FORBIDS", "client:PASSWORDS_UNKNOWN"}
)


def checked_words(tally: Tally) -> str | None:
    """Return what a check has proven; None where a warning speaks for itself."""
    if tally.warnings:
        return None
    if (came_back := _came_back(tally)) is not None:
        return came_back
    match tally.states.get(Service.IMAP), tally.states.get(Service.SMTP):
        case LoginState.PROVEN, LoginState.PROVEN:
            return _("Your login is right: you can receive and send.")
        case LoginState.PROVEN, _other:
            return _(
                "Your login is right: you can receive. "
                "The server for sending is not known."
            )
    return _("The servers answer. No login was tried.")


def written_words(tally: Tally, answers: Answers) -> str:
    """Return what may be expected of the written account, and no more."""
    proven = _came_back(tally) or _("The account is written.")
    return f"{proven} {_still_to_come(tally, answers)}"


def _still_to_come(tally: Tally, answers: Answers) -> str:
    codes = {note.code for note in tally.notes}
    if "client:NOT_INSTALLED" in codes:
        return _("The mail program is still to be installed.")
    if "client:WILL_ASK_CERTIFICATE" in codes:
        return _("The mail program does not accept the servers yet.")
    if not answers.secret or codes & _WITHOUT_PASSWORD:
        return _("The mail program will ask for the password.")
    return _("Open the mail program: it is ready.")


def _came_back(tally: Tally) -> str | None:
    if (seconds := tally.details.get("roundtrip_s")) is None:
        return None
    within = math.ceil(seconds)
    return ngettext(
        "Your mail works: a message went out and came back within {n} second.",
        "Your mail works: a message went out and came back within {n} seconds.",
        within,
    ).format(n=within)
