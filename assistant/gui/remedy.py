"""The one next step of a verdict, as a button can offer it."""

from dataclasses import dataclass
from enum import Enum, auto

from assistant.gui.answering import Answering
from assistant.model.institution import LinkKind
from assistant.model.signal import Stage
from assistant.model.verdict import Action, Verdict
from assistant.text import _


class Deed(Enum):
    """What pressing the button does."""

    RETRY = auto()
    REPAIR = auto()
    EDIT_ADDRESS = auto()
    EDIT_LOGIN = auto()
    EDIT_PASSWORD = auto()
    EDIT_SERVERS = auto()
    OPEN_WEBMAIL = auto()
    OPEN_PORTAL = auto()
    COPY = auto()


@dataclass(frozen=True, slots=True)
class Remedy:
    """The deed and the words on its button.

    `comes_back`: the cause is mended elsewhere, so trying again must be at hand.
    """

    deed: Deed
    words: str
    comes_back: bool = False


_FIELDS = {
    "address": Deed.EDIT_ADDRESS,
    "login": Deed.EDIT_LOGIN,
    "password": Deed.EDIT_PASSWORD,
}
_BY_VERDICT = {"AUTH-01": Deed.EDIT_PASSWORD, "AUTH-02": Deed.EDIT_LOGIN}
_PAGES = {
    Action.OPEN_WEBMAIL: (Deed.OPEN_WEBMAIL, LinkKind.WEBMAIL),
    Action.OPEN_BROWSER: (Deed.OPEN_WEBMAIL, LinkKind.WEBMAIL),
    Action.OPEN_PASSWORD_PORTAL: (Deed.OPEN_PORTAL, LinkKind.PASSWORD),
}


def remedy(verdict: Verdict, answering: Answering) -> Remedy:
    """Return the button for a verdict, with the host where a page is opened."""
    match verdict.action:
        case Action.EDIT:
            return _edit(verdict, answering)
        case Action.OPEN_WEBMAIL | Action.OPEN_BROWSER | Action.OPEN_PASSWORD_PORTAL:
            deed, kind = _PAGES[verdict.action]
            if (words := page_words(answering, kind)) is None:
                return _retry()
            return Remedy(deed, words, comes_back=True)
        case Action.COPY | Action.CONTACT:
            words = _("Copy the &facts for the helpdesk")
            return Remedy(Deed.COPY, words, comes_back=True)
        case Action.RETRY | Action.OPEN_SETTINGS | Action.CLOSE_CLIENT | Action.WAIT:
            return _retry()


def page_words(answering: Answering, kind: LinkKind) -> str | None:
    """Return the words of a button that opens a page, None where there is none."""
    glance = answering.glance
    link = glance.link(kind) if glance else None
    if link is None or link.url is None:
        return None
    host = link.url.partition("://")[2].partition("/")[0]
    if kind is LinkKind.WEBMAIL:
        return _("&Open the webmail ({host})").format(host=host)
    return _("&Open the password portal ({host})").format(host=host)


def _retry() -> Remedy:
    return Remedy(Deed.RETRY, _("&Try again"))


def _edit(verdict: Verdict, answering: Answering) -> Remedy:
    if verdict.id == "CLI-02":
        return Remedy(Deed.REPAIR, _("&Repair this account"))
    deed = _deed(verdict, is_typed=bool(answering.state.imap))
    words = {
        Deed.EDIT_PASSWORD: _("&Correct the password"),
        Deed.EDIT_LOGIN: _("&Correct the login"),
        Deed.EDIT_ADDRESS: _("&Correct the address"),
        Deed.EDIT_SERVERS: _("&Correct the servers"),
    }
    return Remedy(deed, words[deed])


def _deed(verdict: Verdict, *, is_typed: bool) -> Deed:
    evidence = verdict.evidence[0] if verdict.evidence else None
    if evidence is not None and str(evidence.facts.get("field")) in _FIELDS:
        return _FIELDS[str(evidence.facts["field"])]
    if verdict.id in _BY_VERDICT:
        return _BY_VERDICT[verdict.id]
    is_about_server = evidence is not None and evidence.stage is not Stage.PREFLIGHT
    return Deed.EDIT_SERVERS if is_about_server and is_typed else Deed.EDIT_ADDRESS
