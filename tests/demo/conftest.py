"""Servers of one test, and conversations with them."""

from collections.abc import Iterator

import pytest

from assistant.demo import DemoServers, in_thread
from tests.demo.talk import Talk


@pytest.fixture
def servers() -> Iterator[DemoServers]:
    with in_thread() as running:
        yield running


@pytest.fixture
def stranger(servers: DemoServers) -> Iterator[Talk]:
    """A conversation before its login."""
    with Talk(servers) as talk:
        yield talk


@pytest.fixture
def known(servers: DemoServers) -> Iterator[Talk]:
    """A conversation after its login."""
    with Talk(servers) as talk:
        yield talk.log_in()


@pytest.fixture
def inbox(known: Talk) -> Talk:
    """A conversation with an empty INBOX selected."""
    known.servers.mailbox.folders["INBOX"].messages.clear()
    known.say("SELECT INBOX")
    return known
