"""Everything a maintainer should mend in profile files, before they are shipped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from assistant import assets
from assistant.institutions import document
from assistant.institutions.document import Document
from assistant.institutions.finding import Finding, Findings, in_order
from assistant.institutions.shelf import Shelf
from assistant.model.institution import Platform
from assistant.text import _


def lint(
    paths: Sequence[Path] = (), *, today: date | None = None
) -> tuple[Finding, ...]:
    """Return all faults of these files and folders; of the bundled without any.

    Beyond what makes a profile unreadable: days in the future, control hosts of
    third parties, ids that are not the file's name, ids and domains that two of
    the files claim.
    """
    files = list(_files(paths or [assets.profiles_folder()]))
    # A platform may be shared among the files given, before they are shipped.
    folders = dict.fromkeys([*(f.parent for f in files), assets.profiles_folder()])
    shelf = Shelf(tuple(folders), today=today or datetime.now(UTC).date())
    found: list[Finding] = []
    claims = _Claims({})  # over all files, in the order they are read
    for path in files:
        answer = shelf.institution(path)
        found += answer if isinstance(answer, Findings) else ()
        read = document.read(path)
        if isinstance(read, Document):
            found += _misnamed(read)
            found += _foreign_controls(read, shelf)
            found += claims.contested(read)
    return in_order(tuple(found))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("*.toml")) if path.is_dir() else [path]


def _misnamed(read: Document) -> Iterator[Finding]:
    # `by_id` finds a bundled profile by its file's name; templates are not found.
    stem, identifier = read.path.stem, read.data.get("id")
    if isinstance(identifier, str) and identifier != stem and stem[:1] != "_":
        message = _("The id is not the file’s name; write: id = “{name}”.")
        yield read.finding(("id",), message.format(name=stem))


def _foreign_controls(read: Document, shelf: Shelf) -> Iterator[Finding]:
    own = set(_hosts(read.data))
    for platform in shelf.shared(read).values():
        if isinstance(platform, Platform):
            own |= _platform_hosts(platform)
    controls = read.data.get("control_hosts")
    for index, control in enumerate(controls if isinstance(controls, list) else []):
        if isinstance(control, str) and control.split(":", maxsplit=1)[0] not in own:
            # A counter-probe tells whoever is asked that this user has trouble.
            message = _("Only hosts that this profile names may be asked.")
            yield read.finding(("control_hosts", index), message)


def _hosts(value: object) -> Iterator[str]:
    """Return every host that stands in the tables, also those inside URLs."""
    if isinstance(value, list):
        for item in value:
            yield from _hosts(item)
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "host" and isinstance(inner, str):
                yield inner
            elif key == "url" and isinstance(inner, str):
                yield _host_of(inner)
            else:
                yield from _hosts(inner)


def _platform_hosts(platform: Platform) -> set[str]:
    doors = (*platform.imap, *(platform.smtp or ()))
    webmail = platform.webmail.url if platform.webmail else None
    return {door.endpoint.host for door in doors} | {_host_of(webmail or "")}


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # brackets that hold no address; the rule of URLs tells it
        return ""


@dataclass(frozen=True, slots=True)
class _Claims:
    """Which file claimed an id or a domain first."""

    first: dict[tuple[str, str], Path]

    def contested(self, read: Document) -> Iterator[Finding]:
        domains = read.data.get("domains")
        claims = [("id", read.data.get("id"))]
        claims += [
            ("domains", d) for d in (domains if isinstance(domains, list) else [])
        ]
        for key, value in claims:
            if not isinstance(value, str):
                continue
            holder = self.first.setdefault((key, value), read.path)
            if holder != read.path:
                message = _("“{value}” stands in {file} already.")
                text = message.format(value=value, file=holder.name)
                yield read.finding((key,), text)
