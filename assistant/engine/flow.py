"""The wizard without widgets: which screen comes next, and why not yet.

Screens and clicks are counted (three and four on the straight way), so a new
step needs a reason. The windows and the command line walk this same table.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from assistant.model.address import AddressFault, BadAddressError, EmailAddress
from assistant.model.server import BadEndpointError, Endpoint
from assistant.text import _


class Step(StrEnum):
    """The screens, in the order of the straight way; the last two are branches."""

    WHO = "who"
    CHECK = "check"
    DONE = "done"
    SHARED = "shared"
    MANUAL = "manual"


class Check(StrEnum):
    """Where the live check stands."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"  # everything is verified, the plan is on the screen
    FAILED = "failed"
    WRITING = "writing"
    WRITTEN = "written"


@dataclass(frozen=True, slots=True)
class State:
    """What was answered and what came of it; every change makes a new one.

    Attributes:
        is_shared: the answer to « Cet ordinateur est-il à vous seul ? », None
            while it is open.
        keeps_password: the password stays with the user; the mail program
            will ask for it.
        imap, smtp: servers typed by hand, as text.
        is_known: whether both servers of the address are known without being
            given any.
        wants_manual: the servers are to be typed although some are known.
    """

    step: Step = Step.WHO
    is_shared: bool | None = None
    wants_account_anyway: bool = False
    address: str = ""
    login: str = ""
    has_password: bool = False
    keeps_password: bool = False
    imap: str = ""
    smtp: str = ""
    is_known: bool = True
    wants_manual: bool = False
    is_receive_only: bool = False
    check: Check = Check.WAITING

    def but(self, **changed: object) -> Self:
        """Return the same state with some fields changed."""
        return replace(self, **changed)  # type: ignore[arg-type]  # names and types are checked by replace itself


def next_step(state: State) -> Step:
    """Return the screen after this one; the same while `why_not` has a reason."""
    if why_not(state) is not None:
        return state.step
    match state.step:
        case Step.WHO if state.is_shared and not state.wants_account_anyway:
            return Step.SHARED
        case Step.WHO | Step.SHARED if state.wants_manual or not state.is_known:
            return Step.MANUAL
        case Step.WHO | Step.SHARED | Step.MANUAL:
            return Step.CHECK
        case Step.CHECK | Step.DONE:
            return Step.DONE


def why_not(state: State) -> str | None:
    """Return the sentence that stands beside a disabled button, None if enabled."""
    match state.step:
        case Step.WHO:
            return _why_not_known(state)
        case Step.MANUAL:
            return _why_no_servers(state)
        case Step.CHECK:
            return _why_not_written(state.check)
        case Step.SHARED if not state.wants_account_anyway:
            return _("On a shared computer, use the webmail instead.")
        case Step.SHARED:
            return _why_not_known(state)
        case Step.DONE:
            return None


def _why_not_known(state: State) -> str | None:
    if state.is_shared is None:
        return _("Tell first whether this computer is yours alone.")
    if (reason := why_no_address(state.address)) is not None:
        return reason
    if state.is_shared and not state.wants_account_anyway:
        return None  # the address alone tells which webmail to recommend
    if not state.login.strip():
        return _("Type the login you were given.")
    if not (state.has_password or state.keeps_password):
        return _("Type your password, or choose to type it later in the mail program.")
    return None


def why_no_address(text: str) -> str | None:
    """Return what is wrong with an address as typed, None when it is one."""
    try:
        EmailAddress.parse(text)
    except BadAddressError as error:
        return _address_sentence(error.fault)
    return None


def _address_sentence(fault: AddressFault) -> str:
    match fault:
        case AddressFault.EMPTY:
            return _("Type your mail address.")
        case AddressFault.NO_AT:
            return _("A mail address contains the sign @.")
        case AddressFault.MANY_AT:
            return _("A mail address contains the sign @ only once.")
        case AddressFault.BAD_LOCAL:
            return _("The part before @ is not complete or contains a wrong sign.")
        case AddressFault.BAD_DOMAIN:
            return _("The part after @ is not complete or contains a wrong sign.")


def _why_no_servers(state: State) -> str | None:
    if not is_endpoint(state.imap):
        return _("Give the incoming server, its port and its security.")
    if not state.is_receive_only and not is_endpoint(state.smtp):
        return _("Give the outgoing server, or choose to receive only.")
    return None


def is_endpoint(text: str) -> bool:
    """Whether `text` is `HOST:PORT:tls|starttls`."""
    try:
        Endpoint.parse(text)
    except BadEndpointError:
        return False
    return True


def _why_not_written(check: Check) -> str | None:
    match check:
        case Check.WAITING | Check.RUNNING:
            return _("The check is still running.")
        case Check.FAILED:
            return _("Nothing is written before the check has succeeded.")
        case Check.WRITING:
            return _("The account is being written.")
        case Check.READY | Check.WRITTEN:
            return None
