"""Where each system wants a program to keep its things.

platformdirs reads the environment of the process and, on Windows, asks the shell
before %APPDATA%; here the environment is an argument, so that every system's
layout can be rehearsed on any other.
"""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from assistant.platforms.host import OwnFolders, System

_NAME: Final = "assistant-messagerie"


def own_folders(
    system: System, environ: Mapping[str, str], home: Path, at: Callable[[str], Path]
) -> OwnFolders:
    """Return where this program keeps its own things on `system`.

    Args:
        system: whose customs to follow.
        environ: its environment variables.
        home: the user's folder.
        at: where an absolute path from the environment lies, see `Host.at`.
    """
    match system:
        case System.LINUX:
            return OwnFolders(
                state=_xdg(environ, "XDG_STATE_HOME", home / ".local/state", at),
                config=_xdg(environ, "XDG_CONFIG_HOME", home / ".config", at),
                machine_config=at(f"/etc/{_NAME}"),
            )
        case System.MACOS:
            own = home / "Library/Application Support" / _NAME
            return OwnFolders(
                state=own / "state",
                config=own,
                machine_config=at(f"/Library/Application Support/{_NAME}"),
            )
        case System.WINDOWS:
            usual = home / "AppData"
            return OwnFolders(
                # What belongs to one computer must not roam with the user.
                state=_variable(environ, "LOCALAPPDATA", usual / "Local", at),
                config=_variable(environ, "APPDATA", usual / "Roaming", at),
                machine_config=_variable(
                    environ, "PROGRAMDATA", at(r"C:\ProgramData"), at
                ),
            )


def _variable(
    environ: Mapping[str, str], name: str, usual: Path, at: Callable[[str], Path]
) -> Path:
    told = environ.get(name)
    return (at(told) if told else usual) / _NAME


def _xdg(
    environ: Mapping[str, str], name: str, usual: Path, at: Callable[[str], Path]
) -> Path:
    # "All paths must be absolute … consider the path invalid and ignore it"
    # (XDG Base Directory Specification 0.8)
    told = environ.get(name, "")
    is_absolute = PurePosixPath(told).is_absolute()
    return (at(told) if is_absolute else usual) / _NAME
