"""The institutions this computer knows, and which one serves a domain."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant import assets
from assistant.institutions.finding import Finding, Findings
from assistant.institutions.shelf import Shelf
from assistant.model.institution import Institution
from assistant.text import _

NATIONAL = "education-nationale"


class Registry:
    """Profiles by id and by domain; where two have one id, the first folder wins.

    The folders of the machine and of the user are read at once, so that a broken
    file there is known: it is told in `findings` and passed over. Bundled
    profiles, which were checked before they were shipped, are read when asked for.
    """

    def __init__(self, added: Sequence[Path], bundled: Path) -> None:
        self._bundled = bundled
        self._shelf = Shelf((*added, bundled))
        self._by_id: dict[str, Institution] = {}
        self.findings: tuple[Finding, ...] = ()
        self.explicit: Institution | Findings | None = None
        for path in _profiles(added):
            self._add(path)

    @classmethod
    def from_folders(
        cls,
        explicit: str | None = None,
        machine: Path | None = None,
        user: Path | None = None,
        bundled: Path | None = None,
    ) -> "Registry":
        """Return the registry; folders that do not exist are empty.

        `explicit` is what `--profile` names, a file or an id: `Registry.explicit`
        is then the institution, or the findings to show before giving up.
        """
        added = [folder for folder in (machine, user) if folder is not None]
        registry = cls(added, bundled or assets.profiles_folder())
        if explicit:
            registry.explicit = registry._named(explicit)
        return registry

    @property
    def national(self) -> Institution | None:
        """The platform that every académie is moving to."""
        return self.by_id(NATIONAL)

    def by_id(self, identifier: str) -> Institution | None:
        """Return the institution of that id."""
        if identifier not in self._by_id:
            path = self._bundled / f"{identifier}.toml"
            # An id is a file name only while it stays one.
            if path.parent == self._bundled and path.is_file():
                self._add(path)
        return self._by_id.get(identifier)

    def for_domain(self, domain: str) -> tuple[Institution, ...]:
        """Return the institutions that list this very domain, best first.

        A sub-domain counts only where a profile lists it: another service may
        live there. What `--profile` names serves every address.
        """
        if isinstance(self.explicit, Institution):
            return (self.explicit,)
        self._read_bundled_naming(domain.lower())
        return tuple(i for i in self._by_id.values() if domain.lower() in i.domains)

    def ids(self) -> tuple[str, ...]:
        """Return every known id, in order; no bundled file is read for it."""
        bundled = {path.stem for path in _profiles([self._bundled])}
        return tuple(sorted(bundled | self._by_id.keys()))

    def domains(self) -> tuple[str, ...]:
        """Return every known domain, for the search of typing errors."""
        every = (self.by_id(identifier) for identifier in self.ids())
        return tuple(domain for one in every if one for domain in one.domains)

    def _named(self, explicit: str) -> Institution | Findings:
        # An id is one word; a file has an ending or a folder.
        if explicit.endswith(".toml") or Path(explicit).name != explicit:
            return self._shelf.institution(Path(explicit).absolute())
        if found := self.by_id(explicit):
            return found
        near = difflib.get_close_matches(explicit, self.ids(), n=1) or self.ids()
        message = _("No profile has the id “{id}”; known: {known}.")
        text = message.format(id=explicit, known=", ".join(near))
        return Findings((Finding(Path(explicit), "", None, text),))

    def _add(self, path: Path) -> None:
        found = self._shelf.institution(path)
        if isinstance(found, Institution):
            # The first folder was read first, so the first one stays.
            self._by_id.setdefault(found.id, found)
        else:
            self.findings += tuple(found)

    def _read_bundled_naming(self, domain: str) -> None:
        # A look for the bare text is a hundred times cheaper than reading TOML.
        quoted = f'"{domain}"'.encode()
        for path in _profiles([self._bundled]):
            if path.stem not in self._by_id and quoted in path.read_bytes():
                self._add(path)


def _profiles(folders: Iterable[Path]) -> Iterator[Path]:
    """Return the profile files, folder by folder; `_template.toml` is none."""
    for folder in folders:
        if folder.is_dir():
            paths = folder.glob("*.toml")
            yield from sorted(p for p in paths if not p.name.startswith("_"))
