"""Words for what the engine tells: steps, verdicts, who acts."""

from assistant.changes import EntryState
from assistant.clients import KeptKind
from assistant.diagnosis import Words, words
from assistant.model.change import ChangeKind
from assistant.model.verdict import Verdict, Who
from assistant.text import N_, _

__all__ = [
    "Words",
    "change_words",
    "entry_words",
    "kept_words",
    "step_words",
    "verdict_words",
    "who_words",
]

# No jargon: these stand on the default path.
_STEPS = {
    "preflight": N_("What you typed"),
    "servers": N_("Servers for this address"),
    "imap.connect": N_("Receiving: connection"),
    "imap.login": N_("Receiving: login"),
    "smtp.connect": N_("Sending: connection"),
    "smtp.login": N_("Sending: login"),
    "mailbox": N_("Your mailbox"),
    "client": N_("The mail program on this computer"),
    "plan": N_("What will be written"),
    "close-client": N_("Waiting for the mail program to be closed"),
    "write": N_("Writing the account"),
    "read-back": N_("Reading the account again"),
    "send": N_("Sending a test message to yourself"),
    "arrive": N_("Return of the test message"),
    "tidy": N_("Removal of the test message"),
    "undo": N_("Taking back what was written"),
}


def step_words(step: str) -> str:
    """Return a step's line, in the user's language."""
    return _(_STEPS[step]) if step in _STEPS else step


# The one program that is written to so far.
_CLIENT = "Thunderbird"

_KINDS = {
    ChangeKind.CREATE_FOLDER: N_("new folder"),
    ChangeKind.CREATE: N_("new file"),
    ChangeKind.MODIFY: N_("completed file"),
    ChangeKind.SECRET: N_("passwords, encrypted"),
    ChangeKind.REMOVE: N_("removed file"),
}


_KEPT = {
    KeptKind.ACCOUNT: N_("the account, because something of yours needs it"),
    KeptKind.OUTGOING_SERVER: N_("the sending server, because you use it elsewhere"),
    KeptKind.SETTING: N_("a setting that was changed since"),
    KeptKind.PASSWORD: N_("a password that was there before"),
    KeptKind.CERTIFICATE: N_(
        "a certificate that we could not remove or that is still needed"
    ),
    KeptKind.MAIL_CACHE: N_("the messages already downloaded"),
    KeptKind.PROFILE: N_("the profile, which was used since"),
}


def kept_words(kind: str) -> str:
    """Return what stayed when the rest was taken back, in the user's language."""
    return _(_KEPT[KeptKind(kind)])


_ENTRIES = {
    EntryState.COMMITTED: N_("in place"),
    EntryState.UNDONE: N_("taken back"),
    EntryState.WITHDRAWN: N_("taken back, what you changed stayed"),
    EntryState.ROLLED_BACK: N_("failed, put back as it was"),
    EntryState.INTERRUPTED: N_("interrupted"),
}


def entry_words(state: EntryState) -> str:
    """Return how something that was written stands, in the user's language."""
    return _(_ENTRIES[state])


def change_words(kind: ChangeKind) -> str:
    """Return what a change does, in the user's language."""
    return _(_KINDS[kind])


def verdict_words(
    verdict: Verdict, *, client: str | None = None, institution: str | None = None
) -> Words:
    """Return a verdict's title, advice and warning, in the user's language.

    They name the mail program and the institution where these are known.
    """
    return words(verdict, client=client or _CLIENT, institution=institution)


def who_words(who: Who) -> str:
    """Return who must act, in the user's language."""
    match who:
        case Who.YOU:
            return _("you")
        case Who.SCHOOL:
            return _("the person in charge of computers at your school")
        case Who.ACADEMIE:
            return _("your institution's help service")
        case Who.WAIT:
            return _("nobody, it is enough to wait")
        case Who.PROGRAM:
            return _("this program")
