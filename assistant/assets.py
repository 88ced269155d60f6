"""Where the files that travel with the program are."""

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    # A wheel and the frozen build carry `_data` inside the package; a checkout
    # has the folders beside it.
    package = Path(__file__).resolve().parent
    carried = package / "_data"
    return carried if carried.is_dir() else package.parent


def profiles_folder() -> Path:
    """The folder of the bundled institution profiles."""
    return _root() / "profiles"


def resource(*parts: str) -> Path:
    """The path of one file or folder below ``resources/``."""
    return _root().joinpath("resources", *parts)
