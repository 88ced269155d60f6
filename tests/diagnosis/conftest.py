"""Words are chosen for the whole process: every test gives the choice back."""

from collections.abc import Iterator

import pytest

from assistant.text import use_language


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    yield
    use_language(None)
