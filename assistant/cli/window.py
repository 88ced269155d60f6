"""`gui`: open the wizard."""

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

    app = importlib.import_module("assistant.gui.app")
    code: int = app.run(common.profile)
    return code
