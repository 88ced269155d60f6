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
            return _bad_value(error)
        case click.BadOptionUsage():
            return _value_wanted_or_not(error)
        case _ if error.ctx is not None and isinstance(error.ctx.command, click.Group):
            return _no_command(error, error.ctx.command_path)
        case _:
            return _("Too many words on the command line. See: --help")


def _no_command(error: click.UsageError, group: str) -> str:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return _("Say which command. See: {command} --help").format(command=group)
    said = _("There is no such command. See: {command} --help")
    return said.format(command=group)


def _bad_value(error: click.BadParameter) -> str:
    """What is wrong with a value; an option is named, an argument stands alone."""
    parameter, reason = error.param, f"{error.message.rstrip('.')}."
    if isinstance(parameter, click.Option) and isinstance(parameter.type, click.Choice):
        known = ", ".join(parameter.type.choices)
        said = _("The option {name} takes one of these: {known}.")
        return said.format(name=_name(parameter), known=known)
    is_option = isinstance(parameter, click.Option)
    name = parameter.opts[-1] if parameter and is_option else error.param_hint
    return _("{name}: {reason}").format(name=name, reason=reason) if name else reason


def _value_wanted_or_not(error: click.BadOptionUsage) -> str:
    # click tells the two faults apart by its sentence only, which is English here:
    # our catalogues have none of click's own.
    is_flag = "does not take a value" in error.message
    said = (
        _("The option {name} takes no value.")
        if is_flag
        else _("The option {name} needs a value.")
    )
    return said.format(name=error.option_name)


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
