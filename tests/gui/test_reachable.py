"""Everybody can use it: by keyboard, by ear, with large letters, in the dark."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
    QWizard,
)

from assistant.demo import DemoServers
from assistant.engine import Answers
from assistant.engine.flow import Check, Step
from assistant.gui.pages import CheckPage, DonePage
from assistant.gui.who import WhoPage
from assistant.model.address import EmailAddress
from tests.gui.conftest import WizardFactory
from tests.gui.walker import Walker

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QSpinBox, QPlainTextEdit)
MOST_WORDS, LONGEST_TITLE = 60, 8
SMALL_SCREEN = QSize(1366, 768)


def screens(open_wizard: WizardFactory, demo: DemoServers) -> Iterator[Walker]:
    """Walk to every screen and stop on each, everything unfolded."""
    given = Answers(demo.address, login=demo.login)
    walker = open_wizard(demo.profile_file, given)
    who = walker.page
    assert isinstance(who, WhoPage)
    walker.until(lambda: walker.wizard.answering.is_looked_up)
    who.details.button.setChecked(True)
    yield walker
    walker.tab_to(who.password.edit)
    walker.type("wrong")
    walker.wizard.next()
    walker.until(lambda: walker.check is Check.FAILED)
    failed = walker.page
    assert isinstance(failed, CheckPage)
    failed.details.button.setChecked(True)
    yield walker
    failed.manual.click()
    walker.until_step(Step.MANUAL)
    yield walker
    walker.wizard.back()
    walker.wizard.answering.but(wants_manual=False)
    walker.wizard.answering.secret = demo.password
    walker.wizard.next()
    walker.until(lambda: walker.check is Check.READY)
    yield walker
    walker.button(QWizard.WizardButton.CommitButton).click()
    walker.until_step(Step.DONE)
    done = walker.page
    assert isinstance(done, DonePage)
    done.details.button.setChecked(True)
    yield walker
    shared = open_wizard(None, Answers(EmailAddress("a.b", "ac-montpellier.fr")))
    shared.wizard.answering.but(is_shared=True)
    shared.until(lambda: shared.wizard.answering.is_looked_up)
    shared.wizard.next()
    shared.until_step(Step.SHARED)
    yield shared


def controls(walker: Walker) -> list[QWidget]:
    """What can be used on the screen, the wizard's own buttons too."""
    return [
        one
        for one in walker.wizard.findChildren(QWidget)
        if isinstance(one, CONTROLS)
        and one.isVisible()
        and one.isEnabled()
        # The number inside a spin box belongs to the box.
        and not isinstance(one.parent(), QSpinBox)
        and one.objectName() != "qt_spinbox_lineedit"
    ]


def named(widget: QWidget, walker: Walker) -> bool:
    if isinstance(widget, QAbstractButton) and widget.text():
        return True
    labels = walker.wizard.findChildren(QLabel)
    return bool(widget.accessibleName()) or any(
        label.buddy() is widget for label in labels
    )


def test_each_control_has_a_name(open_wizard: WizardFactory, demo: DemoServers) -> None:
    for walker in screens(open_wizard, demo):
        nameless = [one for one in controls(walker) if not named(one, walker)]

        assert not nameless, walker.step


def test_tab_reaches_each_control_once_in_reading_order(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    for walker in screens(open_wizard, demo):
        expected = {
            one
            for one in controls(walker)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        }
        first = _settled_focus(walker, expected)
        reached = [first]
        while True:
            walker.press(Qt.Key.Key_Tab)
            if walker.focus() is first:
                break
            reached.append(walker.focus())
            assert len(reached) <= len(expected), (walker.step, reached)

        # A group of radio buttons is one stop.
        missed = expected - set(reached)
        assert all(one.inherits("QRadioButton") for one in missed), (
            walker.step,
            missed,
        )
        own = [one for one in reached if walker.page.isAncestorOf(one)]
        order = [one.mapTo(walker.page, QPoint(0, 0)) for one in own]
        rows = [point.y() for point in order]
        start = rows.index(min(rows))
        rows = rows[start:] + rows[:start]
        assert all(b - a > -20 for a, b in pairwise(rows)), walker.step


def _settled_focus(walker: Walker, among: set[QWidget]) -> QWidget:
    walker.until(lambda: walker.focus() in among)
    return walker.focus()


@pytest.mark.usefixtures("each_language")
def test_no_two_controls_share_an_underlined_letter(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    for walker in screens(open_wizard, demo):
        words = [
            one.text()
            for one in walker.wizard.findChildren(QWidget)
            if isinstance(one, QLabel | QAbstractButton) and one.isVisible()
        ]
        letters = [found[1].lower() for text in words for found in _letters(text)]

        assert len(letters) == len(set(letters)), (walker.step, sorted(letters))


def _letters(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"&(\w)", text)


@pytest.mark.usefixtures("each_language")
def test_the_straight_way_says_little(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    given = Answers(demo.address, login=demo.login, secret=demo.password)
    walker = open_wizard(demo.profile_file, given)
    walker.until(lambda: walker.wizard.answering.is_looked_up)
    seen = [_said(walker)]
    walker.wizard.next()
    walker.until(lambda: walker.check is Check.READY)
    seen.append(_said(walker))
    walker.button(QWizard.WizardButton.CommitButton).click()
    walker.until_step(Step.DONE)
    seen.append(_said(walker))

    for words in seen:
        assert 0 < len(words) <= MOST_WORDS, (len(words), words)
    assert len(walker.page.title().split()) <= LONGEST_TITLE


def _said(walker: Walker) -> list[str]:
    assert len(walker.page.title().split()) <= LONGEST_TITLE
    boxes = [one.title() for one in walker.page.findChildren(QGroupBox)]
    visible = " ".join([*walker.words(), *boxes])
    return re.findall(r"[\w@.’'-]{2,}", visible)


def test_a_disabled_button_says_why_to_the_eye_and_to_the_ear(
    open_wizard: WizardFactory,
) -> None:
    walker = open_wizard()
    button = walker.button(QWizard.WizardButton.NextButton)
    walker.until(lambda: bool(walker.page.why.text()))

    assert not button.isEnabled()
    assert walker.page.why.isVisible()
    assert button.accessibleDescription() == walker.page.why.text()


def test_the_page_is_announced_by_its_title(open_wizard: WizardFactory) -> None:
    walker = open_wizard()

    assert walker.page.accessibleName() == walker.page.title() != ""


def test_the_password_can_be_shown_by_keyboard(open_wizard: WizardFactory) -> None:
    walker = open_wizard()
    who = walker.page
    assert isinstance(who, WhoPage)
    walker.tab_to(who.password.edit)
    walker.type("secret")
    assert who.password.edit.echoMode() is QLineEdit.EchoMode.Password

    walker.push(who.password.eye)

    assert who.password.edit.echoMode() is QLineEdit.EchoMode.Normal
    assert who.password.eye.accessibleName()


@pytest.fixture
def twice_the_size(qapp: QApplication) -> Iterator[None]:
    """Show letters twice as large."""
    plain, large = qapp.font(), qapp.font()
    large.setPointSizeF(plain.pointSizeF() * 2)
    qapp.setFont(large)
    yield
    qapp.setFont(plain)


@pytest.mark.usefixtures("each_language", "twice_the_size")
def test_at_twice_the_size_everything_is_within_reach_on_a_small_screen(
    open_wizard: WizardFactory, demo: DemoServers
) -> None:
    for walker in screens(open_wizard, demo):
        walker.wizard.resize(SMALL_SCREEN)
        QApplication.processEvents()
        needed = walker.wizard.minimumSizeHint()
        assert needed.width() <= SMALL_SCREEN.width(), walker.step
        assert needed.height() <= SMALL_SCREEN.height(), walker.step
        area = walker.page.findChild(QScrollArea)
        assert area is not None
        assert area.horizontalScrollBar().maximum() == 0, walker.step
        for one in controls(walker):
            if area.isAncestorOf(one):
                area.ensureWidgetVisible(one)
                assert not one.visibleRegion().isEmpty(), (walker.step, one)


def test_no_colour_is_set_so_that_a_dark_palette_stays_dark(
    open_wizard: WizardFactory, demo: DemoServers, qapp: QApplication
) -> None:
    for walker in screens(open_wizard, demo):
        for one in walker.page.findChildren(QWidget):
            assert not one.styleSheet()
            role = QPalette.ColorRole.WindowText
            assert one.palette().color(role) == qapp.palette(one).color(role)
