"""The user and the program that every acceptance test asks for."""

from collections.abc import Iterator

import pytest

from tests.acceptance.desktop import Thunderbird, User, ordinary_user, screen
from tests.network.programs import scratch_folder


@pytest.fixture
def user() -> Iterator[User]:
    with ordinary_user() as one:
        yield one


@pytest.fixture
def thunderbird(user: User) -> Iterator[Thunderbird]:
    with scratch_folder() as folder, screen(folder) as display:
        program = Thunderbird(user, display, folder)
        try:
            yield program
        finally:
            program.stop()
