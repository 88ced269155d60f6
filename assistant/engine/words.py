"""Words for what the engine tells: steps, verdicts, who acts."""

from assistant.clients import KeptKind
from assistant.diagnosis import Words, words
from assistant.model.change import ChangeKind
from assistant.model.verdict import Verdict, Who
from assistant.text import N_, _

__all__ = [
    "Words",
    "change_words",
    "kept_words",
    "step_words",
    "verdict_words",
    "who_words",
]

# No jargon: these stand on the default path.
_STEPS = {
    "preflight": N_("What you typed"),
    "servers": N_("Servers for this address"),
    "imap.connect": N_("Receiving: the server answers"),
    "imap.login": N_("Receiving: login accepted"),
    "smtp.connect": N_("Sending: the server answers"),
    "smtp.login": N_("Sending: login accepted"),
    "mailbox": N_("Your mailbox"),
    "client": N_("The mail program on this computer"),
    "plan": N_("What will be written"),
    "close-client": N_("Waiting for the mail program to be closed"),
    "write": N_("Account written"),
    "read-back": N_("What stands there was read again"),
    "send": N_("Test message sent to yourself"),
    "arrive": N_("Test message received"),
    "tidy": N_("Test message removed"),
    "undo": N_("Taken back"),
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
            return _("nobody: wait")
        case Who.PROGRAM:
            return _("this program")
