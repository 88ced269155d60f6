"""What was typed, and how the server answered the login."""

from assistant.diagnosis.rule import Case, Rule
from assistant.model.server import Service
from assistant.model.signal import Stage

_LOGIN = (Stage.AUTHENTICATE,)
_BEFORE_LOGIN = (Stage.CAPABILITY, Stage.AUTHENTICATE)
_IMAP_VAGUE = ("imap:NO", "imap:ALERT")
_REFUSED = ("imap:AUTHENTICATIONFAILED", "smtp:5.7.8", "smtp:535")

# What families of servers say beside a code that leaves room (or beside none):
# Zimbra, Exchange, Cyrus, Courier, Yandex, Dovecot; see `rule.LEAVES_ROOM`.
_SAYS_CHANGE_FIRST = ("password must be changed",)
_SAYS_EXPIRED = ("password expired", "password has expired", "password is expired")
_SAYS_NOT_ENABLED = (
    "does not have imap access enabled",
    "not enabled for imap",
    "imap access is disabled",
    "imap is disabled",
)
_SAYS_LOCKED = ("account locked", "account is locked", "lockout", "too many failed")
_SAYS_SUSPENDED = ("account disabled", "account is disabled", "account is not active")
_SAYS_APPLICATION = ("application-specific password", "app password")
_SAYS_BROWSER = ("via a web browser", "web login required")
_SAYS_NO_MAILBOX = ("authenticated but not connected",)
_SAYS_NO_SUBMISSION = ("smtpclientauthentication is disabled",)


def _login_is_suspect(case: Case) -> bool:
    return case.context.login.is_suspect


def _receiving_works(case: Case) -> bool:
    return Service.IMAP in case.context.proven


def _wants_browser(case: Case) -> bool:
    """Whether only a browser's token would be taken (RFC 7628)."""
    offered = case.fact("mechanisms").upper()
    return "XOAUTH2" in offered or "OAUTHBEARER" in offered


def _replied(reply: str) -> "_Replied":
    return _Replied(reply)


class _Replied:
    """A condition on the three-digit reply, which tells 503 5.5.1 from 500 5.5.1."""

    def __init__(self, reply: str) -> None:
        self._reply = reply

    def __call__(self, case: Case) -> bool:
        return case.fact("reply") == self._reply


def _had_blanks(case: Case) -> bool:
    return any(case.was_typed(code) for code in ("invisible", "edge-blanks", "newline"))


def _looked_like_numen(case: Case) -> bool:
    return case.was_typed("numen")


_INPUT = (
    Rule("AUTH-05", 0.9, ("input:invisible", "input:newline", "input:edge-blanks")),
    Rule("AUTH-05", 0.9, ("input:NUL",)),
    Rule("AUTH-02", 0.8, ("input:address-as-login", "input:login-not-address")),
    Rule("AUTH-02", 0.5, ("input:unusual-login",)),
    Rule("AUTH-08", 0.7, ("input:numen",)),
    Rule("NET-12", 0.7, ("input:not-an-address",)),
)

_BEFORE = (
    Rule(
        "AUTH-15",
        0.9,
        ("mail:LOGINDISABLED", "mail:NO_MECHANISM"),
        _BEFORE_LOGIN,
        when=_wants_browser,
    ),
    Rule("AUTH-17", 0.75, ("mail:LOGINDISABLED",), _BEFORE_LOGIN),
    Rule("AUTH-18", 0.8, ("mail:NO_MECHANISM",), _BEFORE_LOGIN),
    Rule("AUTH-19", 0.85, ("mail:NO_AUTH",), _BEFORE_LOGIN),
)

_CODED = (
    Rule("AUTH-09", 0.95, ("imap:EXPIRED",)),
    Rule("AUTH-09", 0.8, ("smtp:4.7.12", "smtp:432"), _LOGIN),
    Rule("AUTH-10", 0.95, ("imap:CONTACTADMIN",)),
    Rule("AUTH-10", 0.9, ("smtp:5.7.13", "smtp:525"), _LOGIN),
    Rule("AUTH-14", 0.9, ("smtp:5.7.9",), _LOGIN),
    Rule("AUTH-16", 0.9, ("imap:WEBALERT", "smtp:5.7.14")),
    Rule("AUTH-17", 0.9, ("imap:PRIVACYREQUIRED", "smtp:5.7.10", "smtp:5.7.11")),
    Rule("AUTH-17", 0.8, ("smtp:530", "smtp:523", "smtp:538"), _LOGIN),
    Rule("AUTH-17", 0.7, ("smtp:5.7.0",), _LOGIN, when=_replied("530")),
    Rule("AUTH-22", 0.9, ("imap:AUTHORIZATIONFAILED",)),
    Rule("AUTH-15", 0.95, ("smtp:5.7.30",)),
    Rule("AUTH-19", 0.85, ("smtp:5.5.1",), _LOGIN, when=_replied("503")),
    Rule("AUTH-19", 0.8, ("smtp:503",), _LOGIN),
    Rule("AUTH-18", 0.85, ("smtp:5.5.1", "smtp:5.5.4", "smtp:5.5.2"), _LOGIN),
    Rule("AUTH-18", 0.8, ("smtp:500", "smtp:501", "smtp:502", "smtp:504"), _LOGIN),
)

_WORDED = (
    Rule("AUTH-08", 0.9, _IMAP_VAGUE, _LOGIN, says=_SAYS_CHANGE_FIRST),
    Rule("AUTH-09", 0.8, _IMAP_VAGUE, _LOGIN, says=_SAYS_EXPIRED),
    Rule("AUTH-13", 0.9, _IMAP_VAGUE, _LOGIN, says=_SAYS_NOT_ENABLED),
    Rule("AUTH-12", 0.85, _IMAP_VAGUE, _LOGIN, says=_SAYS_LOCKED),
    Rule("AUTH-10", 0.75, _IMAP_VAGUE, _LOGIN, says=_SAYS_SUSPENDED),
    Rule("AUTH-14", 0.9, _IMAP_VAGUE, _LOGIN, says=_SAYS_APPLICATION),
    Rule("AUTH-16", 0.85, _IMAP_VAGUE, _LOGIN, says=_SAYS_BROWSER),
    Rule("AUTH-25", 0.85, ("imap:NO", "imap:BAD"), says=_SAYS_NO_MAILBOX),
    Rule("AUTH-20", 0.9, ("smtp:5.7.139",), _LOGIN, says=_SAYS_NO_SUBMISSION),
)

_REFUSALS = (
    Rule("AUTH-20", 0.75, ("smtp:5.7.139",), _LOGIN, when=_receiving_works),
    Rule("AUTH-15", 0.8, ("smtp:5.7.139",), _LOGIN),
    # The same login was just accepted for receiving: the password is right.
    # Postfix 3.7 turns a failing password server into 535 too, hence the doubt.
    Rule("AUTH-11", 0.65, ("smtp:5.7.8", "smtp:535"), _LOGIN, when=_receiving_works),
    Rule("AUTH-11", 0.75, ("smtp:5*",), _LOGIN, when=_receiving_works),
    Rule("AUTH-02", 0.8, _REFUSED, _LOGIN, when=_login_is_suspect),
    Rule("AUTH-01", 0.75, _REFUSED, _LOGIN, when=_had_blanks, runner_up="AUTH-05"),
    Rule(
        "AUTH-01", 0.8, _REFUSED, _LOGIN, when=_looked_like_numen, runner_up="AUTH-08"
    ),
    Rule("AUTH-01", 0.9, _REFUSED, _LOGIN),
    Rule("AUTH-01", 0.6, ("smtp:5*",), _LOGIN),
    Rule("AUTH-18", 0.6, ("imap:BAD", "imap:CLIENTBUG"), _LOGIN, runner_up="SRV-11"),
    Rule("AUTH-02", 0.6, _IMAP_VAGUE, _LOGIN, when=_login_is_suspect),
    Rule("AUTH-03", 0.5, _IMAP_VAGUE, _LOGIN),
)

RULES = (*_INPUT, *_BEFORE, *_CODED, *_WORDED, *_REFUSALS)
