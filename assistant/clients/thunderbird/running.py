"""Whether Thunderbird uses a profile, and keeping it from starting on one."""

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.clients.thunderbird.scratch import noted, scratch_of
from assistant.clients.thunderbird.snapshot import unreadable
from assistant.model.signal import Signal, Stage
from assistant.platforms.host import Held, Host, System

_PROGRAMS = ("thunderbird", "thunderbird-bin", "thunderbird.exe")


class NothingHeld:
    """The lock of a profile that does not exist: nobody can start on it."""

    created = False
    leftover = None

    def release(self) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class _NotedHeld:
    """A profile's lock, and the note of its file in our own folder."""

    def __init__(self, held: Held, note: ExitStack) -> None:
        self.created = held.created
        self.leftover = held.leftover
        self._held = held
        self._note = note

    def release(self) -> None:
        """Give the lock back, then forget its file."""
        self._held.release()
        self._note.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def lock_file(host: Host, profile: Path) -> Path:
    """Return the file Thunderbird locks while it uses `profile`."""
    windows = host.system is System.WINDOWS
    return profile / ("parent.lock" if windows else ".parentlock")


def is_running(host: Host, profiles: Iterable[Path]) -> bool:
    """Whether one of `profiles` is in use; a lock we may not look at is in use."""
    try:
        return any(host.is_locked(lock_file(host, profile)) for profile in profiles)
    except OSError:
        return True


def hold(host: Host, profile: Path) -> Held | Signal | None:
    """Return the profile's own lock, or who has it, or why it cannot be taken.

    None: there is no such profile.
    """
    path = lock_file(host, profile)
    try:
        return _noted_lock(host, path) or running(host)
    except FileNotFoundError:
        return None
    except OSError as error:
        return unreadable(path, error)


def _noted_lock(host: Host, path: Path) -> Held | None:
    """Take the lock; before its file is made, note that a kill would leave it."""
    with ExitStack() as note:
        if path.parent.is_dir() and not path.exists():
            # A lock without a note is better than none: our own disk may be full.
            with suppress(OSError):
                note.enter_context(noted(scratch_of(host), host, path))
        held = host.hold_lock(path)
        if held is None or not held.created:
            return held
        return _NotedHeld(held, note.pop_all())


def running(host: Host) -> Signal:
    """Return the signal that Thunderbird runs, by its name where it is seen."""
    # Only for its name: another user's Thunderbird may be the one that is seen.
    found = host.processes(_PROGRAMS)
    facts: dict[str, str | int] = {}
    if found:
        facts = {"process": found[0].name, "pid": found[0].pid}
    return Signal(Stage.CLIENT, "client:RUNNING", facts=facts)
