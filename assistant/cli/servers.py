"""What `check` and `setup` share: who, which servers, and the password."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import click

from assistant.cli.asking import (
    Missing,
    PasswordOptions,
    ask_login,
    ask_password,
)
from assistant.cli.options import ADDRESS, ENDPOINT, WORDS, Common
from assistant.engine import Answers, Session
from assistant.model.address import EmailAddress
from assistant.model.event import LoginState, Result
from assistant.model.server import Endpoint
from assistant.text import _


@dataclass(frozen=True, slots=True)
class Given:
    """The options that say who and where."""

    address: EmailAddress
    login: str | None
    imap: Endpoint | None
    smtp: Endpoint | None
    roundtrip: bool


def account_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the shared options; the command gets `given` and `passwords`."""

    @functools.wraps(command)
    def gathered(  # the names are click's
        *args: Any,
        address: EmailAddress,
        login: str | None,
        imap: Endpoint | None,
        smtp: Endpoint | None,
        roundtrip: bool,
        password_stdin: bool,
        no_password: bool,
        remember: bool,
        **others: Any,
    ) -> Any:
        if password_stdin and no_password:
            raise click.BadParameter(
                _("Give --password-stdin or --no-password, not both.")
            )
        return command(
            *args,
            given=Given(address, login, imap, smtp, roundtrip),
            passwords=PasswordOptions(password_stdin, no_password, remember),
            **others,
        )

    for option in reversed(_options()):
        gathered = option(gathered)
    return gathered


def _options() -> tuple[Callable[..., Any], ...]:
    return (
        click.argument("address", metavar=_("ADDRESS"), type=ADDRESS),
        click.option(
            "--login",
            type=WORDS,
            metavar=_("LOGIN"),
            help=_("Login at the mail servers."),
        ),
        click.option(
            "--imap",
            type=ENDPOINT,
            metavar=_("SERVER"),
            help=_("Incoming server, HOST:PORT:tls|starttls."),
        ),
        click.option(
            "--smtp",
            type=ENDPOINT,
            metavar=_("SERVER"),
            help=_("Outgoing server, HOST:PORT:tls|starttls."),
        ),
        _flag("--password-stdin", _("Read the password from the standard input.")),
        _flag("--no-password", _("Never ask for the password; stop before the login.")),
        _flag("--remember", _("Keep the password in this computer's keyring.")),
        _flag("--roundtrip", _("Send a message to yourself and wait for it.")),
    )


def _flag(name: str, words: str) -> Callable[..., Any]:
    return click.option(name, is_flag=True, help=words)


def answers_from(
    given: Given, passwords: PasswordOptions, common: Common, session: Session
) -> Answers | Missing:
    """Return the answers, asking on a terminal for what was not given."""
    answers = Answers(given.address, imap=given.imap, smtp=given.smtp)
    ways = session.ways(answers)
    if not ways.routes:
        return answers  # why ask on: the operation says what is missing first
    login = given.login or ways.username
    if login is None and not passwords.none:
        asked = ask_login(common)
        if isinstance(asked, Missing):
            return asked
        login = asked
    secret = ask_password(passwords, common, session, given.address)
    if isinstance(secret, Missing):
        return secret
    return replace(answers, login=login or "", secret=secret)


def remember(
    session: Session, answers: Answers, result: Result, passwords: PasswordOptions
) -> Result:
    """Keep a proven password if asked to; a word where that is not possible."""
    if not passwords.remember or result.imap is not LoginState.PROVEN:
        return result
    reason = session.remember(answers.address, answers.secret)
    if reason is None:
        return result
    said = f"{result.message} {reason}" if result.message else reason
    return replace(result, message=said)
