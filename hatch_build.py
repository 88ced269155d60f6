"""Compiles the translations while the package is built or installed."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_translations(root: Path) -> None:
    """Write every ``resources/locale/*/LC_MESSAGES/*.mo`` from its ``.po``."""
    for source in sorted(root.glob("resources/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as readable:
            catalogue = read_po(readable, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as writable:
            write_mo(writable, catalogue)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # generic only in newer hatchling
    """Hatchling's hook of this project (its name is hatchling's choice)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Compile before the files are collected."""
        compile_translations(Path(self.root))


if __name__ == "__main__":
    compile_translations(Path(__file__).parent)
