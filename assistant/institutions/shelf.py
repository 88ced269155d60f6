"""Folders of profiles, the first of which wins, and what stands in them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import assets
from assistant.institutions import document
from assistant.institutions.crossing import references, within_one_file
from assistant.institutions.document import Document
from assistant.institutions.finding import Finding, Findings, in_order
from assistant.institutions.rules import Context
from assistant.model.institution import Institution, Platform
from assistant.text import _

if TYPE_CHECKING:
    from assistant.institutions.schema import Profile

BUNDLED = "bundled"


class Shelf:
    """Reads each profile once; knows where shared platforms are looked for."""

    def __init__(self, folders: Sequence[Path], *, today: date | None = None) -> None:
        self._folders = tuple(folders)
        self._today = today
        self._read: dict[Path, Institution | Findings] = {}

    def institution(self, path: Path) -> Institution | Findings:
        """Return what the file says, or everything that is wrong with it."""
        if path not in self._read:
            self._read[path] = self._institution(path)
        return self._read[path]

    def _institution(self, path: Path) -> Institution | Findings:
        read = document.read(path)
        if isinstance(read, Findings):
            return read
        # Comparisons first: they need no valid file, so nothing hides behind them.
        platforms = self.shared(read)
        faults = within_one_file(read) + tuple(
            fault for fault in platforms.values() if isinstance(fault, Finding)
        )
        checked = _checked(read, self._today)
        if isinstance(checked, Findings):
            return Findings(in_order(faults + checked.findings))
        if faults:
            return Findings(in_order(faults))
        return _built(checked, path, platforms)

    def shared(self, read: Document) -> Mapping[str, Platform | Finding]:
        """Return the platforms the file refers to, or why there is none."""
        answers: dict[str, Platform | Finding] = {}
        for key, use in references(read.data):
            platform = self._platform(use, beside=read.path)
            message = _("No profile here holds the platform “{use}”.")
            answers[use] = platform or read.finding(key, message.format(use=use))
        return answers

    def _platform(self, use: str, *, beside: Path) -> Platform | None:
        profile_id, _slash, platform_id = use.partition("/")
        for folder in (*self._folders, beside.parent):
            path = folder / f"{profile_id}.toml"
            # A profile that refers to itself, or a broken one, is passed over:
            # the next folder may have a good one.
            if path == beside or not path.is_file():
                continue
            if found := _own_platform(path, platform_id):
                return found
        return None


def load(path: Path) -> Institution | Findings:
    """Return the institution in that file, or all its faults at once.

    Shared platforms are looked for beside the file, then among the bundled.
    """
    return Shelf((path.parent, assets.profiles_folder())).institution(path)


def _own_platform(path: Path, platform_id: str) -> Platform | None:
    from assistant.institutions import build, schema  # noqa: PLC0415  # heavy, see there

    read = document.read(path)
    checked = read if isinstance(read, Findings) else _checked(read, None)
    if isinstance(checked, Findings):
        return None
    # Only platforms the file holds itself: a chain of references might have no end.
    return next(
        (
            build.platform(table, build.folder_names(checked))
            for table in checked.platforms
            if isinstance(table, schema.PlatformTable) and table.id == platform_id
        ),
        None,
    )


def _checked(read: Document, today: date | None) -> "Profile | Findings":
    from pydantic import ValidationError  # noqa: PLC0415  # heavy, see schema

    from assistant.institutions import faults, schema  # noqa: PLC0415  # heavy

    # From the bare file: rules of other keys need them even where one is wrong.
    domains = read.data.get("domains")
    context = Context(domains if isinstance(domains, list) else [], today)
    try:
        return schema.Profile.model_validate(read.data, context=context)
    except ValidationError as error:
        return Findings(faults.findings(read, error))


def _built(
    checked: "Profile", path: Path, platforms: Mapping[str, Platform | Finding]
) -> Institution:
    from assistant.institutions import build  # noqa: PLC0415  # heavy, see schema

    def shared(use: str) -> Platform:
        platform = platforms[use]
        assert isinstance(platform, Platform)  # else there was a fault
        return platform

    is_bundled = path.parent == assets.profiles_folder()
    origin = BUNDLED if is_bundled else str(path)
    return build.institution(checked, origin=origin, shared=shared)
