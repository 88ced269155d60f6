"""The calls that most tests make."""

from assistant.model.server import Endpoint
from tests.cli.command_line import CommandLine, Said
from tests.network.accounts import DOMAIN
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

ADDRESS = f"alice@{DOMAIN}"
PASSWORD = "alice-pass-1"


def check(
    cli: CommandLine,
    imap: Endpoint,
    smtp: Endpoint,
    *words: str,
    login: str = "alice",
    password: str = PASSWORD,
) -> Said:
    """Check alice's address with a password."""
    account = account_words(imap, smtp, login)
    return cli.json(
        "check", *account, "--password-stdin", *words, given=f"{password}\n"
    )


def set_up(cli: CommandLine, dovecot: Dovecot, postfix: Postfix, *words: str) -> Said:
    """Set alice's account up, with her password unless `words` say otherwise."""
    account = account_words(dovecot.imap, postfix.smtp)
    secret = () if "--no-password" in words else ("--password-stdin",)
    return cli.json(
        "setup", *account, "--name=Alice", *secret, *words, given=f"{PASSWORD}\n"
    )


def account_words(
    imap: Endpoint, smtp: Endpoint, login: str = "alice"
) -> tuple[str, ...]:
    """Return the words that name an account."""
    return ADDRESS, f"--login={login}", f"--imap={imap}", f"--smtp={smtp}"
