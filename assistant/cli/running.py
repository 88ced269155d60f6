"""Runs an operation of the engine and shows its events."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol

import click

from assistant.cli.options import Common
from assistant.engine import Ready, Session, Told, World
from assistant.model.event import Event, Result
from assistant.model.exits import Exit
from assistant.text import _


class Renderer(Protocol):
    """How events are shown: as JSON Lines, plain lines or live lines."""

    def event(self, event: Event) -> None:
        """Show one event."""
        ...

    def result(self, result: Result) -> None:
        """Show how it ended."""
        ...

    def pause(self) -> None:
        """Stand still while a question is asked."""
        ...


def renderer(common: Common) -> Renderer:
    """Return the renderer that fits the options and the terminal."""
    if common.json:
        from assistant.cli.jsonlines import JsonLines  # noqa: PLC0415  # one of three

        return JsonLines()
    from assistant.cli.lines import Lines, LiveLines  # noqa: PLC0415  # one of three

    kind = LiveLines if sys.stdout.isatty() else Lines
    return kind(verbose=common.verbose)


def new_session(common: Common) -> Session:
    """Return a session on this computer, after putting in order what a crash left.

    Raises:
        click.BadParameter: `--profile` names nothing that can be read.
    """
    session = Session(World.of_this_computer(common.profile))
    if faults := session.profile_faults():
        raise click.BadParameter("\n".join(faults), param_hint="--profile")
    session.recover()
    return session


async def show(events: AsyncGenerator[Told], shown: Renderer) -> Result:
    """Show every event and return the result without showing it."""
    _ready, result = await show_until(events, shown)
    return result


async def show_until(
    events: AsyncGenerator[Told], shown: Renderer
) -> tuple[Ready | None, Result]:
    """Show every event; return what stands ready, and the result, unshown."""
    ready = None
    async with contextlib.aclosing(events):
        async for event in events:
            match event:
                case Ready():
                    ready = event
                case Result():
                    return ready, event
                case _:
                    shown.event(event)
    raise AssertionError("an operation ended without a result")


def run(command: str, work: Callable[[], Awaitable[Result]], shown: Renderer) -> int:
    """Run to the end or to Ctrl-C, show the result, and return its exit code."""
    result = asyncio.run(_until_interrupted(command, work))
    shown.result(result)
    return result.exit


async def _until_interrupted(
    command: str, work: Callable[[], Awaitable[Result]]
) -> Result:
    task = asyncio.ensure_future(work())
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers
        loop.add_signal_handler(signal.SIGINT, task.cancel)
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return Result(
            command=command,
            exit=Exit.CANCELLED,
            message=_("Cancelled. Nothing was changed."),
        )
