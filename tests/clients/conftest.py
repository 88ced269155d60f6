"""Every test here reads English sentences, whatever language the machine has."""

import pytest

from assistant.text import use_language


@pytest.fixture(autouse=True)
def _in_english() -> None:
    use_language("en")
