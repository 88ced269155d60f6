"""Institution profiles, for those who write and read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import institutions
from assistant.engine.world import World
from assistant.institutions import Findings
from assistant.institutions.show import Json
from assistant.model.institution import Institution


@dataclass(frozen=True, slots=True)
class Flawed:
    """What is wrong in profile files, each in one line for people and as a record."""

    lines: tuple[str, ...]
    records: tuple[Mapping[str, str | int | None], ...]

    def __bool__(self) -> bool:
        return bool(self.lines)


def lint(paths: Sequence[Path]) -> Flawed:
    """Return every fault of these files and folders; of the bundled without any."""
    return _flawed(institutions.lint(paths))


def schema() -> Mapping[str, object]:
    """Return the JSON Schema of a profile, for editors."""
    return institutions.json_schema()


def show(world: World, identifier: str) -> Mapping[str, Json] | Flawed | None:
    """Return all that a profile says, None where there is none of that id."""
    found = world.institutions.by_id(identifier) or world.institutions.explicit
    match found:
        case Institution():
            return institutions.shown(found)
        case Findings():
            return _flawed(found.findings)
        case None:
            return None


def _flawed(findings: tuple[institutions.Finding, ...]) -> Flawed:
    return Flawed(
        tuple(str(one) for one in findings),
        tuple(
            {
                "file": str(one.file),
                "key": one.key,
                "line": one.line,
                "message": one.message,
            }
            for one in findings
        ),
    )
