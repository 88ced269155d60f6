"""Other programs: which run, where they are, how they are started."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from assistant.platforms.host import Process

_LIBRARY_PATH: Final = "LD_LIBRARY_PATH"


def running(names: Collection[str]) -> tuple[Process, ...]:
    """Return the processes with one of these names, of whatever user, in any case.

    One that ends meanwhile, or does not tell its name, is left out.
    """
    # Slow to import, and not needed to greet anybody.
    import psutil  # noqa: PLC0415

    wanted = {name.lower() for name in names}
    found = []
    for process in psutil.process_iter():
        try:
            name, status = process.name(), process.status()
        except (psutil.Error, OSError):  # the latter for most processes in Wine 8
            continue
        if name.lower() in wanted and status != psutil.STATUS_ZOMBIE:
            found.append(Process(name, process.pid))
    return tuple(found)


def find(name: str, environ: Mapping[str, str]) -> Path | None:
    """Return where `name` is on the search path of `environ`."""
    found = shutil.which(name, path=environ.get("PATH", ""))
    return Path(found) if found else None


def start(command: Sequence[str | Path], environ: Mapping[str, str]) -> bool:
    """Start a program that goes its own way; False where that fails."""
    try:
        process = subprocess.Popen(
            command,
            env=environment_for_others(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    # Somebody must take note of its end, or it stays in the process table.
    threading.Thread(target=process.wait, daemon=True).start()
    return True


def environment_for_others(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a program that is not part of this one.

    PyInstaller's boot loader leads the dynamic linker to the libraries we bring
    along; programs of the system would break on them (PyInstaller manual,
    "Launching external programs from the frozen application").
    """
    clean = dict(environ)
    original = clean.pop(f"{_LIBRARY_PATH}_ORIG", None)
    if original is not None:
        clean[_LIBRARY_PATH] = original
    elif getattr(sys, "frozen", False):
        clean.pop(_LIBRARY_PATH, None)
    return clean
