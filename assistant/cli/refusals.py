"""One clear sentence for every usage error."""

import click

from assistant.text import _


def sentence(error: click.UsageError) -> str:
    """Return what is wrong with the command line and what to do, in one sentence."""
    match error:
        case click.NoSuchOption():
            return _near(
                _("There is no option {name}.").format(name=error.option_name),
                error.possibilities or (),
            )
        case click.MissingParameter() if error.param is not None:
            return _("Missing: {name}.").format(name=_name(error.param))
        case click.BadParameter():
            name = _name(error.param) if error.param else error.param_hint
            return f"{name}: {error.message.rstrip('.')}."
        case click.BadOptionUsage():
            return _("The option {name} needs a value.").format(name=error.option_name)
        case _ if error.ctx is not None and isinstance(error.ctx.command, click.Group):
            return _("There is no such command. See: assistant-messagerie --help")
        case _:
            return _("Too many words on the command line. See: --help")


def _name(parameter: click.Parameter) -> str:
    return (
        parameter.opts[-1]
        if parameter.param_type_name == "option"
        else (parameter.human_readable_name)
    )


def _near(said: str, near: "tuple[str, ...] | list[str]") -> str:
    if not near:
        return said
    return said + " " + _("Did you mean {name}?").format(name=near[0])
