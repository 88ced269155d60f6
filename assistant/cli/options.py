"""Options that stand before or after every command, and the types of arguments."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
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
            metavar=_("FILE|ID"),
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
        if not _is_unicode(value):
            self.fail(
                _("This text has signs that cannot be read; type it again."), param, ctx
            )
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
        if not _is_unicode(value):
            self.fail(
                _("This text has signs that cannot be read; type it again."), param, ctx
            )
        return value


class NameType(WordsType):
    """A person's name, as it stands in the line `From` of a message."""

    def convert(
        self,
        value: str,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        """Return the name, or fail where a sign would end or turn the line."""
        name = super().convert(value, param, ctx)
        if any(unicodedata.category(sign) in _UNSEEN for sign in name):
            said = _("Write the name on one line, without invisible signs.")
            self.fail(said, param, ctx)
        return name


class ExistingPathType(click.ParamType[Path]):
    """A file or folder that is there."""

    name = "path"

    def convert(
        self,
        value: str | Path,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path, or fail saying that nothing is there."""
        path = Path(value)
        try:
            path.stat()
        except OSError:
            said = _("There is no file or folder {path}.").format(path=path)
            self.fail(said, param, ctx)
        return path


def _is_unicode(text: str) -> bool:
    """Whether the system could decode all of it (PEP 383 keeps the rest)."""
    return not any(unicodedata.category(sign) == "Cs" for sign in text)


# Controls, formats such as the marks of direction, ends of lines and paragraphs.
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})

ADDRESS = AddressType()
WORDS = WordsType()
NAME = NameType()
EXISTING_PATH = ExistingPathType()
ENDPOINT = EndpointType()
