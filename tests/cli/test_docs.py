"""`docs/cli.md` names what there is, and nothing else."""

import re
from collections.abc import Iterator

import click
import pytest

from assistant.cli.main import COMMANDS, group
from assistant.model.event import StepState
from assistant.model.exits import Exit
from tests.cli.calls import set_up
from tests.cli.command_line import SOURCE, CommandLine
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

PAGE = (SOURCE / "docs" / "cli.md").read_text("utf-8")


def options_of(command: click.Command) -> Iterator[str]:
    context = click.Context(command)
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            yield from parameter.opts
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from options_of(below)


def names_in(record: object) -> Iterator[str]:
    if isinstance(record, dict):
        for name, value in record.items():
            yield name
            yield from names_in(value)
    elif isinstance(record, list):
        for value in record:
            yield from names_in(value)


def test_every_option_is_described_and_none_is_invented() -> None:
    real = set(options_of(group()))
    written = set(re.findall(r"--[a-z][a-z-]+", PAGE))

    assert written == real


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described(command: str) -> None:
    assert f"`{command}" in PAGE


def test_every_exit_code_and_state_is_described() -> None:
    codes = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)

    assert [int(code) for code in codes] == sorted(Exit)
    assert all(f"`{state}`" in PAGE for state in StepState)


def test_every_field_of_a_result_is_described(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    said = [
        set_up(cli, dovecot, postfix, "--yes", "--roundtrip"),
        cli.json("undo", "--list"),
        cli.json("undo", "--yes"),
        cli.json("discover", "x@ac-montpellier.fr"),
        cli.json("check", "x@ac-montpelier.fr"),
    ]

    named = {name for one in said for event in one.events for name in names_in(event)}
    assert {name for name in named if not re.search(rf"\b{name}\b", PAGE)} == set()
