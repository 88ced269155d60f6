"""`discover ADDRESS`: which servers serve an address."""

import click

from assistant.cli.options import ADDRESS, Common, common_options
from assistant.cli.running import new_session, renderer, run, show
from assistant.model.address import EmailAddress
from assistant.model.event import Result
from assistant.text import _


@click.command(name="discover", help=_("Show the servers for an address."))
@click.argument("address", metavar=_("ADDRESS"), type=ADDRESS)
@common_options
@click.pass_obj
def command(common: Common, address: EmailAddress) -> int:
    """Print every candidate, best first."""
    shown = renderer(common)
    session = new_session(common)

    async def work() -> Result:
        return await show(session.discover(address), shown)

    return run(session, "discover", work, shown)
