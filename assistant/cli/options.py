"""Options that stand before or after every command, and the types of arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from assistant.model.address import BadAddressError, EmailAddress
from assistant.model.server import BadEndpointError, Endpoint
from assistant.text import LANGUAGES, _

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Common:
    """What the options of every command ask for."""

    profile: str | None = None
    json: bool = False
    unattended: bool = False
    verbose: bool = False


def common_options(command: Command) -> Command:
    """Add the options that every command takes; they may also stand before it."""
    options = (
        click.option(
            "--profile",
            metavar="FILE|ID",
            help=_("Institution profile to use."),
            callback=_keep,
            expose_value=False,
        ),
        _flag("--json", _("Write one JSON object per line.")),
        _flag("--unattended", _("Ask nothing.")),
        _flag("--verbose", _("Show servers and codes too.")),
        # The language is chosen before any word is looked up: see `main`.
        click.option(
            "--lang",
            type=click.Choice(LANGUAGES),
            help=_("Language of the words."),
            expose_value=False,
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _flag(name: str, words: str) -> Callable[[Command], Command]:
    return click.option(
        name, is_flag=True, help=words, callback=_keep, expose_value=False
    )


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    common = context.ensure_object(Common)
    if value and parameter.name:
        setattr(common, parameter.name, value)


class AddressType(click.ParamType[EmailAddress]):
    """A mail address, also as pasted with a display name."""

    name = "address"

    def convert(
        self,
        value: str | EmailAddress,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> EmailAddress:
        """Return the address, or fail with the sentence that names what is wrong."""
        from assistant.engine.flow import why_no_address  # noqa: PLC0415  # lazy

        if isinstance(value, EmailAddress):
            return value
        try:
            return EmailAddress.parse(value)
        except BadAddressError:
            self.fail(why_no_address(value) or value, param, ctx)


class EndpointType(click.ParamType[Endpoint]):
    """A server as `HOST:PORT:tls|starttls`."""

    name = "endpoint"

    def convert(
        self,
        value: str | Endpoint,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Endpoint:
        """Return the endpoint, or fail with the form that is expected."""
        if isinstance(value, Endpoint):
            return value
        try:
            return Endpoint.parse(value)
        except BadEndpointError:
            self.fail(
                _("Write the server as HOST:PORT:tls or HOST:PORT:starttls."),
                param,
                ctx,
            )


class WordsType(click.ParamType[str]):
    """Free words, which are no option that follows one left without its value."""

    name = "text"

    def convert(
        self,
        value: str,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        """Return the words as they are, or fail naming the option."""
        if value.startswith("--") and param is not None:
            raise click.BadOptionUsage(param.opts[-1], "", ctx)
        return value


ADDRESS = AddressType()
WORDS = WordsType()
ENDPOINT = EndpointType()
