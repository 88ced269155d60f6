"""`setup ADDRESS`: from an address to a mail program that works."""

from dataclasses import dataclass, replace
from pathlib import Path

import click

from assistant.cli.asking import Missing, PasswordOptions, can_ask
from assistant.cli.options import NAME, Common, common_options
from assistant.cli.running import (
    Renderer,
    agrees,
    new_session,
    renderer,
    run,
    show,
    show_until,
)
from assistant.cli.servers import Given, account_options, answers_from, remember
from assistant.engine import Answers, Ready, Session
from assistant.model.event import Asked, Result
from assistant.model.exits import Exit
from assistant.text import _

CLIENTS = ("thunderbird",)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How far the user wants to go."""

    roundtrip: bool
    dry_run: bool
    agrees: bool


@click.command(name="setup", help=_("Set up a mail program and prove that it works."))
@account_options
@click.option(
    "--name",
    type=NAME,
    metavar=_("NAME"),
    default="",
    help=_("The sender's name, as in Florent DURAND."),
)
@click.option(
    "--client",
    type=click.Choice(CLIENTS),
    default=CLIENTS[0],
    help=_("The mail program."),
)
@click.option(
    "--client-profile",
    metavar=_("FOLDER"),
    type=click.Path(path_type=Path),
    help=_("The mail program's profile folder to use."),
)
@click.option(
    "--receive-only", is_flag=True, help=_("Agree to an account that cannot send.")
)
@click.option(
    "--repair",
    is_flag=True,
    help=_("Agree to repair an account that is already there."),
)
@click.option(
    "--dry-run", is_flag=True, help=_("Show what would be written; write nothing.")
)
@click.option("--yes", is_flag=True, help=_("Write without asking."))
@common_options
@click.pass_obj
def command(
    common: Common,
    given: Given,
    passwords: PasswordOptions,
    *,
    name: str,
    client: str,
    client_profile: Path | None,
    receive_only: bool,
    repair: bool,
    dry_run: bool,
    yes: bool,
) -> int:
    """Prove the login, show what is written, write it, and read it again."""
    shown = renderer(common)
    session = new_session(common)
    answers = answers_from(given, passwords, common, session)
    if isinstance(answers, Missing):
        result = answers.result("setup")
        shown.result(result)
        return result.exit
    answers = replace(
        answers,
        name=name,
        client=client,
        client_profile=client_profile,
        is_receive_only=receive_only,
        takes_over=repair,
    )
    wishes = Wishes(given.roundtrip, dry_run, yes)

    async def work() -> Result:
        result = await _set_up(session, answers, wishes, common, shown)
        return remember(session, answers, result, passwords)

    return run(session, "setup", work, shown)


async def _set_up(
    session: Session, answers: Answers, wishes: Wishes, common: Common, shown: Renderer
) -> Result:
    ready, result = await show_until(session.prepare(answers), shown)
    if ready is None:
        return result
    if wishes.dry_run:
        await session.let_go(ready)
        return replace(result, message=_("Nothing was written: this only showed it."))
    if not wishes.agrees:
        stopped = await _consent(session, ready, result, common, shown)
        if stopped is not None:
            return stopped
    return await show(
        session.apply(ready, roundtrip=wishes.roundtrip, waits=can_ask(common)),
        shown,
    )


async def _consent(
    session: Session, ready: Ready, result: Result, common: Common, shown: Renderer
) -> Result | None:
    """Ask before writing; None is a yes."""
    if not can_ask(common):
        await session.let_go(ready)
        message = _("Nothing was written: agree with --yes.")
        asked = Asked(message, "--yes")
        return replace(result, exit=Exit.ANSWER_NEEDED, message=message, asked=asked)
    shown.pause()
    if agrees(_("Write this account?")):
        return None
    await session.let_go(ready)
    return session.cancelled("setup")
