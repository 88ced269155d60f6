"""`check ADDRESS`: prove a login without writing anything."""

import click

from assistant.cli.asking import Missing, PasswordOptions
from assistant.cli.options import Common, common_options
from assistant.cli.running import new_session, renderer, run, show
from assistant.cli.servers import Given, account_options, answers_from, remember
from assistant.model.event import Result
from assistant.text import _


@click.command(name="check", help=_("Check a login without writing anything."))
@account_options
@common_options
@click.pass_obj
def command(common: Common, given: Given, passwords: PasswordOptions) -> int:
    """Connect, prove the login, and with `--roundtrip` send and receive."""
    shown = renderer(common)
    session = new_session(common)
    answers = answers_from(given, passwords, common, session)
    if isinstance(answers, Missing):
        result = answers.result("check")
        shown.result(result)
        return result.exit

    async def work() -> Result:
        result = await show(session.check(answers, roundtrip=given.roundtrip), shown)
        return remember(session, answers, result, passwords)

    return run(session, "check", work, shown)
