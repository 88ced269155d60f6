"""The last net under the program: a bug is told without telling any value."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

from assistant.model.exits import Exit


def install() -> None:
    """From now on, an unforeseen exception prints its bare trace and exits 70.

    Python's own report would show the exception's text, which may quote what
    the user typed. Ctrl-C ends with the exit code for cancelled.
    """
    sys.excepthook = _report_and_exit
    threading.excepthook = _report_thread


def describe(error: BaseException) -> str:
    """Types, files and lines of an exception and of what led to it; no values."""
    return "\n".join(line for each in _chain(error) for line in _lines(each))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            for part in current.exceptions:
                yield from _chain(part)
        current = current.__cause__ or current.__context__


def _lines(error: BaseException) -> Iterator[str]:
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}"
    for frame, number in walk_tb(error.__traceback__):
        yield f"  {_short(frame.f_code.co_filename)}:{number} {frame.f_code.co_name}"


def _short(filename: str) -> str:
    # Enough to find the line; the folders above may carry the user's name.
    return "/".join(Path(filename).parts[-3:])


def _report_and_exit(
    kind: type[BaseException],
    error: BaseException,
    traceback: TracebackType | None,
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        raise SystemExit(Exit.CANCELLED)
    _print(error.with_traceback(traceback))
    # Python honours an exit raised by the hook, and still runs its clean-up.
    raise SystemExit(Exit.BUG)


def _report_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        _print(arguments.exc_value)


def _print(error: BaseException) -> None:
    # A windowed program has no standard error.
    if sys.stderr is not None:
        print(describe(error), file=sys.stderr, flush=True)  # noqa: T201  # the report
