"""Takes a mail program's own lock, and works under it until the end."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from assistant.changes import Entry
from assistant.clients import ClientWriter, Target, registry
from assistant.engine.stream import Reporter
from assistant.model.event import StepState
from assistant.model.signal import Signal
from assistant.platforms import Held, Host

# How soon a closed program is noticed; no system tells when a lock is free.
_LOOK_AGAIN_S = 0.3
_T = TypeVar("_T")


async def hold(
    lock: Callable[[], Held | Signal], report: Reporter, *, waits: bool
) -> Held | Signal:
    """Return the lock; or, unless it `waits`, the signal that names who holds it."""
    held = await _taken(lock)
    if not _is_running(held):
        return held
    report.start("close-client")
    while waits and _is_running(held):
        await asyncio.sleep(_LOOK_AGAIN_S)
        held = await _taken(lock)
    state = StepState.FAILED if isinstance(held, Signal) else StepState.OK
    report.end("close-client", state)
    return held


async def _taken(lock: Callable[[], Held | Signal]) -> Held | Signal:
    """Try to take the lock; a cancellation leaves none behind that nobody knows."""
    taking = asyncio.ensure_future(asyncio.to_thread(lock))
    try:
        return await asyncio.shield(taking)
    except asyncio.CancelledError:
        await asyncio.wait([taking])
        if not isinstance(held := taking.result(), Signal):
            held.release()
        raise


def hold_for_recovery(
    host: Host, entry: Entry
) -> AbstractContextManager[object] | None:
    """Keep the client from starting while a crash's work is put in order.

    None while the client runs: the ledger then leaves it for the next start. None
    too for an entry this version cannot read, such as a later one's.
    """
    readable = writer_of(entry, host)
    if readable is None:
        return None
    writer, target = readable
    held = writer.lock(target)
    if isinstance(held, Signal):
        return None
    if held.created:
        # Nobody ever started on this profile; the lock's own file would keep the
        # profile's folder from being removed.
        held.release()
        return nullcontext()
    return held


def writer_of(entry: Entry, host: Host) -> tuple[ClientWriter, Target] | None:
    """Return who wrote an entry, and where; None for one of another version."""
    if entry.client not in registry:
        return None
    writer = registry[entry.client](host)
    try:
        return writer, writer.target_of(entry.receipt)
    except (ValueError, KeyError, TypeError):
        return None  # a receipt in another form


def _is_running(held: Held | Signal) -> bool:
    return isinstance(held, Signal) and held.code == "client:RUNNING"


async def in_thread(work: Callable[[Callable[[], bool]], _T]) -> _T:
    """Run blocking work; a cancellation is told to it, and its end waited for.

    Whoever holds a lock for the work may let go of it when this returns or raises.
    """
    cancelled = threading.Event()
    running = asyncio.ensure_future(asyncio.to_thread(work, cancelled.is_set))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        cancelled.set()
        await asyncio.wait([running])
        raise
