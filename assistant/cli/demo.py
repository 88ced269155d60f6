"""`demo`: the main job, whole, on an embedded institution and in a home of its own."""

import importlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from assistant.cli.options import Common, common_options
from assistant.cli.running import renderer
from assistant.cli.window import let_the_system_end_it
from assistant.demo import DemoServers, StoryStep, in_thread, story
from assistant.engine import Answers, has_screen
from assistant.model.event import Result, Step, StepState
from assistant.model.exits import Exit
from assistant.text import _, language

_LIMIT_S = 120
Environment = Mapping[str, str]


@click.command(name="demo", help=_("Run the main job on an embedded demo institution."))
@click.option("--no-window", is_flag=True, help=_("Do not open the wizard at the end."))
@common_options
@click.pass_obj
def command(common: Common, *, no_window: bool) -> int:
    """Play the story, then open the wizard filled in where there is a screen."""
    with tempfile.TemporaryDirectory(prefix="assistant-messagerie-") as folder:
        home = Path(folder)
        with in_thread(home) as servers:
            environment = {**os.environ, **servers.environment(home)}
            play = _play_for_scripts if common.json else _play
            code = play(servers, environment, common)
            if code is Exit.FINE and not (common.json or no_window) and has_screen():
                _open_wizard(servers, environment)
    return code


def _play(servers: DemoServers, environment: Environment, common: Common) -> Exit:
    """Run each step as a user would; stop at the first that does not succeed."""
    flags = ("--verbose",) if common.verbose else ()
    for number, step in enumerate(story(servers), start=1):
        click.secho(f"\n{number}. {step.title}", bold=True)
        click.echo(f"$ assistant-messagerie {shlex.join(step.arguments)}")
        code = Exit(_run(step, servers, environment, flags, None).returncode)
        if code is not Exit.FINE:
            return code
    return Exit.FINE


def _play_for_scripts(
    servers: DemoServers, environment: Environment, common: Common
) -> Exit:
    """The same as JSON Lines: what the steps tell, and one result in the end."""
    shown, results, code = renderer(common), [], Exit.FINE
    for step in story(servers):
        shown.event(Step(step.id, StepState.STARTED))
        finished = _run(step, servers, environment, ("--json",), subprocess.PIPE)
        *lines, last = finished.stdout.decode().splitlines()
        for line in lines:
            click.echo(line)
        results.append(json.loads(last))
        code = Exit(finished.returncode)
        is_fine = code is Exit.FINE
        shown.event(Step(step.id, StepState.OK if is_fine else StepState.FAILED))
        if not is_fine:
            break
    shown.result(Result(command="demo", exit=code, details={"results": results}))
    return code


def _run(
    step: StoryStep,
    servers: DemoServers,
    environment: Environment,
    flags: tuple[str, ...],
    output: int | None,
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [
            *(sys.executable, "-m", "assistant", *step.arguments),
            *(f"--lang={language()}", *flags),
        ],
        input=servers.account.typed_password() if step.needs_password else b"",
        stdout=output,
        env=environment,
        timeout=_LIMIT_S,
        check=False,
    )


def _open_wizard(servers: DemoServers, environment: Mapping[str, str]) -> None:
    """Open the wizard with everything typed in but the last click."""
    os.environ.update(environment)
    let_the_system_end_it()
    # A face never imports the other; this one only opens the door.
    app = importlib.import_module("assistant.gui.app")
    answers = Answers(
        servers.address,
        login=servers.login,
        name=servers.account.name,
        secret=servers.password,
    )
    click.echo(_("The wizard opens, filled in for the demo. Close it to end the demo."))
    app.run(str(servers.profile_file), answers)
