"""Two private authorities, one for each server, in the real Thunderbird."""

from collections.abc import Iterator

import pytest

from tests.acceptance.desktop import Thunderbird, wait_until
from tests.acceptance.job import (
    imap_logins,
    mailbox_has,
    only_main_window,
    send,
    set_up,
)
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.fixtures import PostfixFactory
from tests.network.programs import scratch_folder

pytestmark = [pytest.mark.real, pytest.mark.timeout(120)]


@pytest.fixture
def other() -> Iterator[Authority]:
    with scratch_folder() as folder:
        yield Authority(folder)


def test_receiving_and_sending_may_end_in_an_authority_each(
    thunderbird: Thunderbird,
    dovecot: Dovecot,
    postfix_factory: PostfixFactory,
    other: Authority,
) -> None:
    both = other.folder / "both.pem"
    both.write_bytes(dovecot.ca_file.read_bytes() + other.ca_file.read_bytes())
    postfix = postfix_factory(dovecot, certificate=other.good)
    set_up(thunderbird.user, dovecot, dovecot.imap, postfix.smtp, authorities=both)
    before = imap_logins(dovecot)

    thunderbird.start()

    wait_until(lambda: imap_logins(dovecot) > before, 15, "Dovecot sees its login")
    wait_until(lambda: only_main_window(thunderbird), 15, "no dialog is left")
    send(thunderbird, "two-authorities")
    wait_until(lambda: mailbox_has(dovecot, "two-authorities"), 30, "it arrives")
    wait_until(lambda: only_main_window(thunderbird), 15, "nothing is asked")
    thunderbird.quit()
