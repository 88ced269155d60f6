"""The server's first words, and what it means when they are others."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from assistant.model.signal import Stage
from assistant.net.dial import Dialer
from assistant.net.lines import LineConnection, S
from assistant.net.place import Place, TroubleError

T = TypeVar("T")
TIME = "time:GREETING"
_OTHERS = (
    (b"* ", "imap"),
    (b"220", "smtp"),
    (b"+OK", "pop3"),
    (b"SSH-", "ssh"),
    (b"HTTP/", "http"),
    (b"<", "http"),
    (b"\x15\x03", "tls"),
    (b"\x16\x03", "tls"),
)


async def expect_service(lines: LineConnection[S]) -> None:
    """Wait for the first line, and leave it there if it is of the right kind.

    Raises:
        TroubleError: `time:GREETING`; `mail:CLOSED`; `mail:OTHER_PROTOCOL` with
            what the server `speaks`.
    """
    place = lines.place
    async with place.within(lines.limits.greeting_s, Stage.GREETING, TIME):
        line = await lines.peek(Stage.GREETING)
    speaks = next((name for start, name in _OTHERS if line.startswith(start)), None)
    if speaks not in (None, str(place.service)):
        text = line.decode("utf-8", "backslashreplace")
        lines.recorder.server(text)
        raise place.trouble(
            Stage.GREETING,
            "mail:OTHER_PROTOCOL",
            speaks=speaks,
            text=lines.recorder.clean(text),
        )


async def unless_tls(
    greeting: Coroutine[None, None, T], dialer: Dialer, place: Place
) -> T:
    """Return what `greeting` returns, unless the silent port speaks TLS.

    A server that expects TLS from the start waits for us, and we for it; a second
    connection finds out, while a slow greeting may still come on the first.
    """
    task = asyncio.ensure_future(greeting)
    try:
        await asyncio.wait({task}, timeout=dialer.limits.silence_s)
        if not task.done() and await _speaks_tls(dialer, place):
            raise place.trouble(Stage.GREETING, "mail:OTHER_PROTOCOL", speaks="tls")
        return await task
    finally:
        task.cancel()


def _unwatched() -> None:
    """Nobody times this connection."""


async def _speaks_tls(dialer: Dialer, place: Place) -> bool:
    try:
        async with place.within(dialer.limits.silence_s, Stage.TLS, "time:TLS"):
            with await dialer.dial(place, _unwatched) as tcp:
                await dialer.secure(tcp, place)
    except TroubleError as trouble:
        return trouble.signal.code.startswith(("tls:verify:", "tls:alert:"))
    return True
