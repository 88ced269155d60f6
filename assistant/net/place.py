"""Where in which conversation something happened; turns trouble into signals."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType

from assistant.model.server import Endpoint, Service
from assistant.model.signal import Signal, Stage


class TroubleError(Exception):
    """Expected trouble on its way to the door of `net`, where it becomes a value."""

    def __init__(self, signal: Signal) -> None:
        super().__init__(signal.code)
        self.signal = signal


@dataclass(frozen=True, slots=True)
class Place:
    """One conversation: what is spoken, and with whom."""

    service: Service | None = None
    server: Endpoint | None = None

    def signal(
        self, stage: Stage, code: str, **facts: str | float | bool | None
    ) -> Signal:
        """Return a signal from here; facts that are None are left out."""
        known = {key: value for key, value in facts.items() if value is not None}
        return Signal(stage, code, self.service, self.server, MappingProxyType(known))

    def trouble(
        self, stage: Stage, code: str, **facts: str | float | bool | None
    ) -> TroubleError:
        """Return the same as something to raise."""
        return TroubleError(self.signal(stage, code, **facts))

    @asynccontextmanager
    async def within(
        self, limit_s: float, stage: Stage, time_code: str
    ) -> AsyncIterator[None]:
        """Limit what runs inside; a limit passed or a broken line is trouble."""
        try:
            async with asyncio.timeout(limit_s):
                yield
        except TimeoutError as error:
            raise self.trouble(stage, time_code, limit_s=limit_s) from error
        except OSError as error:
            raise self.trouble(stage, errno_code(error)) from error


def errno_code(error: OSError) -> str:
    """Return the symbolic name, the same on every system: `errno:ECONNREFUSED`."""
    name = errno.errorcode.get(error.errno or 0, "EIO")
    # Windows numbers its own: WSAECONNREFUSED is ECONNREFUSED to everybody else.
    return f"errno:{name.removeprefix('WSA')}"
