"""`undo [ID]`: take back what was written."""

from datetime import datetime

import click

from assistant.cli.asking import can_ask
from assistant.cli.options import Common, common_options
from assistant.cli.running import agrees, new_session, renderer, run, show
from assistant.engine import Session
from assistant.engine.words import entry_words
from assistant.model.event import Asked, Result
from assistant.model.exits import Exit
from assistant.text import _


@click.command(name="undo", help=_("Take back what was written."))
@click.argument("entry", metavar="[ID]", required=False)
@click.option("--list", "lists", is_flag=True, help=_("Only list what was written."))
@click.option("--yes", is_flag=True, help=_("Do it without asking."))
@common_options
@click.pass_obj
def command(common: Common, entry: str | None, *, lists: bool, yes: bool) -> int:
    """Take back one entry, the latest where none is named."""
    shown = renderer(common)
    session = new_session(common)

    async def work() -> Result:
        if lists:
            return _list(session)
        if not yes and (stopped := _consent(common, session)) is not None:
            return stopped
        return await show(session.undo(entry, waits=can_ask(common)), shown)

    return run(session, "undo", work, shown)


def _list(session: Session) -> Result:
    entries = session.entries()
    lines = [
        f"{one.id:>3}  {_when(one.when)}  {one.title} ({entry_words(one.state)})"
        for one in entries
    ]
    records = [
        {
            "id": one.id,
            "when": _moment(one.when),
            "title": one.title,
            "state": one.state,
        }
        for one in entries
    ]
    return Result(
        command="undo",
        exit=Exit.FINE,
        message="\n".join(lines) or _("There is nothing to take back."),
        details={"entries": records},
    )


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M}"


def _moment(seconds: float) -> str:
    """Return the moment for scripts (ISO 8601), with its offset from UTC."""
    return datetime.fromtimestamp(seconds).astimezone().isoformat("T", "seconds")


def _consent(common: Common, session: Session) -> Result | None:
    if not can_ask(common):
        message = _("Nothing was taken back: agree with --yes.")
        asked = Asked(message, "--yes")
        return Result(
            command="undo", exit=Exit.ANSWER_NEEDED, message=message, asked=asked
        )
    if agrees(_("Take back what was written?")):
        return None
    return session.cancelled("undo")
