"""`profile lint|show|schema`: institution profiles."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from assistant.cli.options import EXISTING_PATH, Common, common_options
from assistant.cli.running import renderer
from assistant.engine import World, profiles
from assistant.model.event import Result
from assistant.model.exits import Exit
from assistant.text import _


@click.group(name="profile", help=_("Institution profiles: lint, show, schema."))
@common_options
def command() -> None:
    """Read and check institution profiles."""


@command.command(name="lint", help=_("Show every fault of profile files."))
@click.argument("paths", metavar=_("[PATH…]"), nargs=-1, type=EXISTING_PATH)
@common_options
@click.pass_obj
def lint(common: Common, paths: tuple[Path, ...]) -> int:
    """Check the files and folders named, or the bundled profiles."""
    flawed = profiles.lint(paths)
    message = "\n".join(flawed.lines) or _("No fault found.")
    code = Exit.PROBLEM if flawed else Exit.FINE
    return _end(common, code, message, {"findings": list(flawed.records)})


@command.command(name="show", help=_("Show what a profile says, with its sources."))
@click.argument("identifier", metavar="ID")
@common_options
@click.pass_obj
def show(common: Common, identifier: str) -> int:
    """Print one profile as JSON."""
    found = profiles.show(World.of_this_computer(identifier), identifier)
    match found:
        case None:
            message = _("There is no profile of that name.")
            return _end(common, Exit.PROBLEM, message, {"findings": []})
        case profiles.Flawed():
            details = {"findings": list(found.records)}
            return _end(common, Exit.PROBLEM, "\n".join(found.lines), details)
    return _end(common, Exit.FINE, _indented(found), {"profile": found})


@command.command(name="schema", help=_("Print the JSON Schema of profiles."))
@common_options
@click.pass_obj
def schema(common: Common) -> int:
    """Print the JSON Schema, for editors that check while one types."""
    found = profiles.schema()
    return _end(common, Exit.FINE, _indented(found), {"schema": found})


def _indented(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2)


def _end(common: Common, code: Exit, message: str, details: dict[str, Any]) -> int:
    # As JSON, the details say it all; a person reads the message.
    said = None if common.json and code is Exit.FINE else message
    renderer(common).result(
        Result(command="profile", exit=code, message=said, details=details)
    )
    return code
