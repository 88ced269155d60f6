"""The people of the test mail system, and what their server says to each."""

from dataclasses import dataclass
from enum import StrEnum

DOMAIN = "ac-rig.test"


class Answer(StrEnum):
    """What the servers do with the right password."""

    ACCEPT = "accept"
    OVER_QUOTA = "over-quota"  # accepts; the mailbox is full
    BLOCKED = "blocked"  # IMAP: NO [CONTACTADMIN]; SMTP accepts
    EXPIRED = "expired"  # NO [EXPIRED]
    DISABLED = "disabled"  # NO [AUTHENTICATIONFAILED]
    DENIED = "denied"  # NO [AUTHENTICATIONFAILED]
    TEMPORARY = "temporary"  # NO [UNAVAILABLE]
    SMTP_REFUSES_LOGIN = "smtp-refuses-login"  # IMAP accepts, SMTP 535 5.7.8
    SMTP_REFUSES_SENDER = "smtp-refuses-sender"  # MAIL FROM answered 550 5.7.1


@dataclass(frozen=True)
class TestAccount:
    """One mailbox: its login, its password, its fate."""

    __test__ = False  # not a test case, whatever its name says to pytest

    login: str
    password: str
    answer: Answer = Answer.ACCEPT

    @property
    def address(self) -> str:
        """The mail address."""
        return f"{self.login}@{DOMAIN}"


# Nobody else logs in as this one, so the first login of a server disturbs no count.
WARM_UP = TestAccount("warmup", "warmup-pass-1")
ACCOUNTS = (
    WARM_UP,
    TestAccount("alice", "alice-pass-1"),
    TestAccount("bob", 'bob pass\\2 "quoted" ü'),
    TestAccount("accents", "Été à Sète, où Noël gèle"),
    TestAccount("emoji", "clé 🔑 du 🏫"),
    TestAccount("long", ("0123456789é" * 19)[:200]),
    TestAccount("spaces", " both ends "),
    # Words that stand nowhere else, for those who look where secrets went.
    TestAccount("kanari-7q4x", "Kanari+8Zr/? été"),
    TestAccount("full", "full-pass-1", Answer.OVER_QUOTA),
    TestAccount("blocked", "blocked-pass-1", Answer.BLOCKED),
    TestAccount("expired", "expired-pass-1", Answer.EXPIRED),
    TestAccount("disabled", "disabled-pass-1", Answer.DISABLED),
    TestAccount("denied", "denied-pass-1", Answer.DENIED),
    TestAccount("tempfail", "tempfail-pass-1", Answer.TEMPORARY),
    TestAccount("sendonly", "sendonly-pass-1", Answer.SMTP_REFUSES_LOGIN),
    TestAccount("nosend", "nosend-pass-1", Answer.SMTP_REFUSES_SENDER),
)
