"""The command line: `assistant-messagerie COMMAND`.

Commands are imported when they are called, so that `--version` and `--help`
answer at once.
"""

import gettext
import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from assistant import __version__, assets
from assistant.cli.options import Common, common_options
from assistant.model.exits import Exit
from assistant.text import DOMAIN, LANGUAGES, N_, _, use_language

# Name, module under `assistant.cli`, and what `--help` says of it.
COMMANDS = {
    "discover": ("discover", N_("Show the servers for an address.")),
    "check": ("check", N_("Check a login without writing anything.")),
    "setup": ("setup", N_("Set up a mail program and prove that it works.")),
    "undo": ("undo", N_("Take back what was written.")),
    "profile": ("profile", N_("Institution profiles: lint, show, schema.")),
    "demo": ("demo", N_("Run the main job on an embedded demo institution.")),
    "self-test": ("selftest", N_("Check that this program is complete.")),
    "gui": ("window", N_("Open the wizard.")),
}


# What click itself says in `--help`.
CLICK = (N_("Usage:"), N_("Options"), N_("Show this message and exit."))


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Return one command, None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"assistant.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section(_("Commands")):
            formatter.write_dl(
                [(name, _(words)) for name, (__, words) in COMMANDS.items()]
            )


def group() -> click.Group:
    """Return the whole command, its words in the language chosen before."""

    @click.group(
        cls=LazyGroup,
        help=_("From a mail address to a mail program that works, with the proof."),
    )
    @click.version_option(
        __version__, message="%(version)s", help=_("Show the version.")
    )
    @common_options
    def assistant_messagerie() -> None:
        pass

    return assistant_messagerie


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    _speak(_language_in(arguments))
    common = Common()
    try:
        code = group().main(
            list(arguments),
            prog_name="assistant-messagerie",
            standalone_mode=False,
            obj=common,
        )
    except click.UsageError as error:
        return _refuse(arguments, error)
    except (click.Abort, KeyboardInterrupt):
        return _end(arguments, Exit.CANCELLED, _("Cancelled. Nothing was changed."))
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.PROBLEM
    except Exception as error:  # noqa: BLE001  # the top of the command line
        return _own_up(arguments, error)
    return int(code or 0)


def _speak(language: str | None) -> None:
    """Choose the language, for click's own sentences too.

    Those go through the process-wide gettext, which asks the environment.
    """
    os.environ["LANGUAGE"] = use_language(language)
    gettext.bindtextdomain(DOMAIN, assets.resource("locale"))
    gettext.textdomain(DOMAIN)


def _language_in(arguments: Sequence[str]) -> str | None:
    for index, word in enumerate(arguments):
        value = word.partition("=")[2]
        if word == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        elif not word.startswith("--lang="):
            continue
        return value if value in LANGUAGES else None
    return None


def _refuse(arguments: Sequence[str], error: click.UsageError) -> int:
    from assistant.cli.refusals import sentence  # noqa: PLC0415  # rarely needed

    return _end(arguments, Exit.USAGE, sentence(error))


def _own_up(arguments: Sequence[str], error: Exception) -> int:
    from assistant.engine.bug import bug_report  # noqa: PLC0415  # rarely needed

    click.echo(bug_report(error), err=True)
    message = _("This is a fault of this program. Nothing is lost; please report it.")
    return _end(arguments, Exit.BUG, message)


def _end(arguments: Sequence[str], code: Exit, message: str) -> int:
    if "--json" not in arguments:
        click.echo(message, err=True)
        return code
    from assistant.cli.jsonlines import JsonLines  # noqa: PLC0415  # rarely needed
    from assistant.model.event import Result  # noqa: PLC0415  # rarely needed

    name = next((word for word in arguments if word in COMMANDS), "")
    JsonLines().result(Result(command=name, exit=code, message=message))
    return code


def _write_whatever_comes() -> None:
    """Let no sign and no file name stop a line from being written.

    Windows gives a pipe the code page of the system, which has no check mark; a
    terminal shows its own encoding only. A windowed program has no streams at all.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def main() -> NoReturn:
    """Run the program; the name in `pyproject.toml`."""
    # A polite kill is Ctrl-C: the terminal echoes again, the last line is told.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _write_whatever_comes()
    sys.exit(run(sys.argv[1:]))
