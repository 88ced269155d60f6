"""Asks for what is missing, on a terminal; elsewhere says which option gives it."""

import getpass
import sys
from dataclasses import dataclass

import click

from assistant.cli.options import WORDS, Common
from assistant.engine import Session
from assistant.model.address import EmailAddress
from assistant.model.event import Asked, Result
from assistant.model.exits import Exit
from assistant.model.secret import Secret
from assistant.text import _


@dataclass(frozen=True, slots=True)
class Missing:
    """An answer that nobody can be asked for."""

    sentence: str
    option: str

    def result(self, command: str) -> Result:
        """Return the result that names the option."""
        return Result(
            command=command,
            exit=Exit.ANSWER_NEEDED,
            message=self.sentence,
            asked=Asked(self.sentence, self.option),
        )


@dataclass(frozen=True, slots=True)
class PasswordOptions:
    """Where the password comes from."""

    from_stdin: bool
    none: bool
    remember: bool


def can_ask(common: Common) -> bool:
    """Whether somebody sits at a terminal and wants to be asked."""
    return not (common.unattended or common.json) and sys.stdin.isatty()


def ask_login(common: Common) -> str | Missing:
    """Return the login as typed now."""
    if not can_ask(common):
        return Missing(_("A login is needed. Give it with --login."), "--login")
    answer: str = click.prompt(_("Login"), type=WORDS)
    return answer


def confirm(question: str) -> bool:
    """Ask until the answer is yes or no, in the user's language or in English."""
    yes, no = _("y"), _("n")
    words = f"{question} [{yes.upper()}/{no}]"
    while True:
        answer = click.prompt(words, default=yes, show_default=False, prompt_suffix=" ")
        first = answer.strip().lower()[:1]
        if first in {yes, no, "y", "n"}:
            return first in {yes, "y"}


def ask_password(
    options: PasswordOptions, common: Common, session: Session, address: EmailAddress
) -> Secret | Missing:
    """Return the password; an empty one where the user keeps it to themselves."""
    if options.none:
        return Secret("")
    if options.from_stdin:
        return _first_line()
    if options.remember and (kept := session.remembered(address)) is not None:
        return kept
    if not can_ask(common):
        return Missing(
            _("A password is needed. Give it with --password-stdin, or --no-password."),
            "--password-stdin",
        )
    return Secret(getpass.getpass(_("Password: ")))


def _first_line() -> Secret | Missing:
    line = sys.stdin.buffer.readline().rstrip(b"\n").removesuffix(b"\r")
    if not line:
        question = _("No password came on the standard input.")
        return Missing(question, "--password-stdin")
    try:
        return Secret(line.decode("utf-8"))
    except UnicodeDecodeError:
        question = _("The password on the standard input is not in UTF-8.")
        return Missing(question, "--password-stdin")
