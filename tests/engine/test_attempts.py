"""What counts as an attempt: a password that left this computer, nothing else."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.engine import Session
from assistant.model.event import Attempts, LoginState, Result
from assistant.model.secret import Secret
from tests.engine.scene import alices, told_by, world_at
from tests.net.scripted import Guest, Script, scripted, server_context
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix


def saying(words: str) -> Script:
    async def script(guest: Guest) -> None:
        await guest.say(words)
        if words.startswith("220"):
            await guest.hear("EHLO")
            await guest.say("250 no passwords here")
        await guest.until_left()

    return script


def checked(
    folder: Path,
    authority: Authority,
    servers: tuple[Dovecot, Postfix],
    *,
    imap: str = "",
    smtp: str = "",
    secret: str = "alice-pass-1",
) -> Result:
    """Check alice's account, the servers replaced by what says `imap` or `smtp`."""
    world = world_at(folder, authority.ca_file)

    async def check() -> Result:
        context = server_context(authority.good)
        answers = replace(alices(*servers), secret=Secret(secret))
        async with (
            scripted(saying(imap), context) as receiving,
            scripted(saying(smtp), context) as sending,
        ):
            if imap:
                answers = replace(answers, imap=receiving.tls)
            if smtp:
                answers = replace(answers, smtp=sending.tls)
            _, result = await told_by(Session(world).check(answers))
        return result

    return asyncio.run(check())


@pytest.mark.parametrize(
    "capabilities", ["LOGINDISABLED", "LOGINDISABLED AUTH=XOAUTH2"]
)
def test_a_server_that_takes_no_password_costs_none(
    tmp_path: Path,
    authority: Authority,
    dovecot: Dovecot,
    postfix: Postfix,
    capabilities: str,
) -> None:
    greeting = f"* OK [CAPABILITY IMAP4rev1 {capabilities}] hi"

    result = checked(tmp_path, authority, (dovecot, postfix), imap=greeting)

    assert result.attempts == Attempts(0, 0)
    assert result.imap is LoginState.NOT_TRIED
    assert result.budget.left == 3
    assert result.diagnosis is not None


def test_an_outgoing_server_that_takes_no_password_costs_none(
    tmp_path: Path, authority: Authority, dovecot: Dovecot, postfix: Postfix
) -> None:
    result = checked(tmp_path, authority, (dovecot, postfix), smtp="220 hi")

    assert result.attempts == Attempts(1, 0)
    assert (result.imap, result.smtp) == (LoginState.PROVEN, LoginState.NOT_TRIED)
    assert result.diagnosis is not None


def test_a_password_that_no_server_can_be_sent_costs_none(
    tmp_path: Path, authority: Authority, dovecot: Dovecot, postfix: Postfix
) -> None:
    result = checked(tmp_path, authority, (dovecot, postfix), secret="a\0b")

    assert result.attempts == Attempts(0, 0)
    assert result.imap is LoginState.NOT_TRIED


def test_a_wrong_password_costs_one(
    tmp_path: Path, authority: Authority, dovecot: Dovecot, postfix: Postfix
) -> None:
    result = checked(tmp_path, authority, (dovecot, postfix), secret="wrong")

    assert result.attempts == Attempts(1, 0)
    assert result.imap is LoginState.REFUSED
