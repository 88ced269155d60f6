"""Runs an operation of the engine and shows its events."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import Any, Protocol

import click

from assistant.cli.asking import confirm
from assistant.cli.options import Common
from assistant.engine import Ready, Session, Told, World
from assistant.model.event import Event, Result

# Ctrl-C, and what a system sends before it kills.
ENDINGS = (signal.SIGINT, signal.SIGTERM)


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


def run(
    session: Session,
    command: str,
    work: Callable[[], Awaitable[Result]],
    shown: Renderer,
) -> int:
    """Run to the end or to Ctrl-C, show the result, and return its exit code."""
    result = asyncio.run(_until_interrupted(session, command, work))
    # The end is known and told once: nobody can cancel it any more.
    for number in ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    shown.result(result)
    return result.exit


async def _until_interrupted(
    session: Session, command: str, work: Callable[[], Awaitable[Result]]
) -> Result:
    task = asyncio.ensure_future(work())
    with interrupting(task):
        try:
            return await task
        except asyncio.CancelledError:
            return session.cancelled(command)


@contextlib.contextmanager
def interrupting(task: "asyncio.Task[Any]") -> Iterator[None]:
    """Let Ctrl-C and a polite kill cancel the task, and once is enough."""
    loop = asyncio.get_running_loop()
    try:
        for number in ENDINGS:
            loop.add_signal_handler(number, _cancel_once, task)
    except NotImplementedError:  # Windows has none; there Ctrl-C raises
        yield
        return
    try:
        yield
    finally:
        for number in ENDINGS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.default_int_handler)


def _cancel_once(task: "asyncio.Task[Any]") -> None:
    # A second one would cut off what the first one lets end properly.
    if not task.cancelling():
        task.cancel()


def agrees(question: str) -> bool | None:
    """Ask yes or no within a running operation; None is Ctrl-C.

    The loop stands still meanwhile, as the whole program does. Its own signal
    handlers would wait for the answer, so they are set aside.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    with contextlib.suppress(NotImplementedError):
        for number in ENDINGS:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.default_int_handler)
    try:
        return confirm(question)
    except click.Abort:
        return None
    finally:
        with contextlib.suppress(NotImplementedError):
            for number in ENDINGS:
                loop.add_signal_handler(number, _cancel_once, task)
