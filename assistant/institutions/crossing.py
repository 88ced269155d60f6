"""Faults that show only when two places of a profile are compared.

They are looked for in the bare tables, so that they are told together with the
faults of single values, and not one round later.
"""

from collections.abc import Iterator, Mapping

from assistant.institutions.document import Document
from assistant.institutions.finding import Finding, KeyPath
from assistant.text import _

Table = Mapping[str, object]


def tables(data: Table, name: str) -> Iterator[tuple[int, Table]]:
    """Return the tables of an array, each with its index; nothing else."""
    array = data.get(name)
    if isinstance(array, list):
        for index, item in enumerate(array):
            if isinstance(item, dict):
                yield index, item


def references(data: Table) -> Iterator[tuple[KeyPath, str]]:
    """Return each `use = "…"` of the platforms, with its place."""
    for index, table in tables(data, "platforms"):
        if isinstance(use := table.get("use"), str):
            yield ("platforms", index, "use"), use


def within_one_file(read: Document) -> tuple[Finding, ...]:
    """Return what contradicts itself inside one profile."""
    return (*_repeated_platforms(read), *_repeated_domains(read))


def _repeated_platforms(read: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, table in tables(read.data, "platforms"):
        name = table.get("id") or table.get("use")
        if isinstance(name, str):
            if name in seen:
                key = ("platforms", index)
                yield read.finding(key, _("This platform stands here twice."))
            seen.add(name)


def _repeated_domains(read: Document) -> Iterator[Finding]:
    domains = read.data.get("domains")
    seen: list[object] = []
    for index, domain in enumerate(domains if isinstance(domains, list) else []):
        if domain in seen:
            message = _("This domain stands here twice.")
            yield read.finding(("domains", index), message)
        seen.append(domain)
