"""Runs `async def` tests, and sees that each leaves nothing running."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

import pytest

_LONGEST_TEST_S = 60
_LONGEST_END_S = 1


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    given = {name: pyfuncitem.funcargs[name] for name in names}
    asyncio.run(_run(lambda: pyfuncitem.obj(**given)))
    return True


async def _run(test: Callable[[], Awaitable[None]]) -> None:
    before = asyncio.all_tasks()
    async with asyncio.timeout(_LONGEST_TEST_S):
        await test()
    # Cancelled tasks, and guests who came late to a server, need a moment to end.
    if left := asyncio.all_tasks() - before:
        _, left = await asyncio.wait(left, timeout=_LONGEST_END_S)
    assert not left
