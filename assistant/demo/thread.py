"""The demo for callers without an event loop, such as a window."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from assistant.demo.servers import DemoServers

_LIMIT_S = 10.0
_T = TypeVar("_T")


@contextmanager
def in_thread(folder: Path | None = None) -> Iterator[DemoServers]:
    """Run the servers in a thread of their own while the block runs.

    Raises what starting them raises, `TimeoutError` after ten seconds.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="demo", daemon=True)
    thread.start()
    servers = DemoServers(folder)
    try:
        _wait(loop, servers.__aenter__())
        try:
            yield servers
        finally:
            _wait(loop, servers.__aexit__(None, None, None))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _wait(
    loop: asyncio.AbstractEventLoop,
    work: Coroutine[Any, Any, _T],  # Any: asyncio's own two unused places
) -> _T:
    return asyncio.run_coroutine_threadsafe(work, loop).result(_LIMIT_S)
