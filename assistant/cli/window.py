"""`gui`: open the wizard."""

import signal

import click

from assistant.cli.options import Common, common_options
from assistant.text import _


@click.command(name="gui", help=_("Open the wizard."))
@common_options
@click.pass_obj
def command(common: Common) -> int:
    """Open the wizard in this process and wait until it is closed."""
    # The windows have an entry of their own; a face never imports the other.
    import importlib  # noqa: PLC0415  # Qt is loaded only here

    let_the_system_end_it()
    app = importlib.import_module("assistant.gui.app")
    code: int = app.run(common.profile)
    return code


def let_the_system_end_it() -> None:
    """Let a polite kill end the process at once, as before there was a handler.

    Python's own handlers wait while Qt's loop runs.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
