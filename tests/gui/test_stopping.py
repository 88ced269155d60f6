"""Stop, quit and close: at once, whatever hangs."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard

from assistant.demo import DemoServers
from assistant.engine import Answers
from assistant.engine.flow import Check, Step
from assistant.gui.pages import CheckPage, ManualPage
from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from tests.gui.conftest import WizardFactory
from tests.gui.walker import Walker, heartbeat

GIVEN = Answers(
    EmailAddress("camille", "unknown.example"), login="camille", secret=Secret("x")
)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Give a port that takes connections and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=8)) as listener:
        yield int(listener.getsockname()[1])


def hang(walker: Walker, port: int) -> None:
    """Walk by the servers typed by hand into a check that hangs."""
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.MANUAL)
    page = walker.page
    assert isinstance(page, ManualPage)
    walker.tab_to(page.imap.host)
    walker.type("127.0.0.1")
    page.imap.port.setValue(port)
    walker.push(page.receive_only)
    walker.press(Qt.Key.Key_Return)
    walker.until_step(Step.CHECK)
    walker.until(lambda: bool(lines(walker)) and lines(walker)[-1].startswith("…"))


def lines(walker: Walker) -> list[str]:
    page = walker.page
    assert isinstance(page, CheckPage)
    return page.lines.texts()


def test_esc_stops_a_hanging_check_within_a_second(
    open_wizard: WizardFactory, silent_port: int
) -> None:
    walker = open_wizard(given=GIVEN)
    hang(walker, silent_port)

    with heartbeat() as pauses:
        began = time.monotonic()
        walker.press(Qt.Key.Key_Escape)
        walker.until(lambda: walker.check is Check.FAILED)
    elapsed_s = time.monotonic() - began

    assert elapsed_s < 1
    assert max(pauses) < 0.1
    assert walker.wizard.isVisible()
    assert walker.wizard.account.result is None
    assert not any(line.startswith("…") for line in lines(walker))


def test_after_a_stop_the_check_can_be_walked_again(
    open_wizard: WizardFactory, silent_port: int
) -> None:
    walker = open_wizard(given=GIVEN)
    hang(walker, silent_port)
    walker.press(Qt.Key.Key_Escape)
    walker.until(lambda: walker.check is Check.FAILED)

    walker.wizard.back()
    walker.until_step(Step.MANUAL)
    walker.wizard.next()
    walker.until_step(Step.CHECK)

    assert walker.check is Check.RUNNING


def test_closing_during_a_check_ends_the_thread_without_blocking(
    open_wizard: WizardFactory, silent_port: int
) -> None:
    walker = open_wizard(given=GIVEN)
    hang(walker, silent_port)

    with heartbeat() as pauses:
        began = time.monotonic()
        walker.wizard.close()
        close_s = time.monotonic() - began
        walker.until(lambda: not walker.wizard.isVisible())
    elapsed_s = time.monotonic() - began

    assert close_s < 0.05
    assert elapsed_s < 1
    assert max(pauses) < 0.1


def test_esc_asks_before_it_leaves_what_was_typed(open_wizard: WizardFactory) -> None:
    walker = open_wizard(given=GIVEN)

    walker.press(Qt.Key.Key_Escape)
    question = walker.wizard.question

    assert question is not None
    walker.until(lambda: walker.focus().window() is question)
    assert walker.wizard.isVisible()
    walker.press(Qt.Key.Key_Escape)
    walker.until(lambda: not question.isVisible())
    assert walker.wizard.isVisible()
    walker.wizard.activateWindow()  # a window manager does it by itself
    walker.press(Qt.Key.Key_Escape)
    again = walker.wizard.question
    assert again is not None
    walker.until(lambda: walker.focus().window() is again)
    walker.push(again.buttons()[0])
    walker.until(lambda: not walker.wizard.isVisible())


def test_nothing_typed_is_left_without_a_question(open_wizard: WizardFactory) -> None:
    walker = open_wizard()

    walker.press(Qt.Key.Key_Escape)
    walker.until(lambda: not walker.wizard.isVisible())

    assert walker.wizard.question is None


def test_closing_with_a_plan_says_goodbye_to_the_servers(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    given = Answers(demo.address, login=demo.login, secret=demo.password)
    walker = open_wizard(demo.profile_file, given)
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.READY)
    ready = walker.wizard.account.ready
    assert ready is not None
    assert ready.connections.imap is not None

    walker.wizard.close()
    walker.until(lambda: not walker.wizard.isVisible())

    assert ready.connections.imap is None


def test_stopping_while_it_is_written_tells_what_is_true(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    given = Answers(demo.address, login=demo.login, secret=demo.password)
    walker = open_wizard(demo.profile_file, given)
    walker.press(Qt.Key.Key_Return)
    walker.until(lambda: walker.check is Check.READY)
    account = walker.wizard.account

    walker.button(QWizard.WizardButton.CommitButton).click()
    walker.wizard.reject()
    walker.until(lambda: not account.is_busy)

    is_done = walker.check is Check.WRITTEN
    assert is_done is account.is_written
    assert walker.step is (Step.DONE if is_done else Step.CHECK)
