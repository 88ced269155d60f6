"""One next step for every cause, as a button that can do it."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from assistant.diagnosis.catalogue import CATALOGUE
from assistant.engine import Session, World
from assistant.gui.answering import Answering
from assistant.gui.bridge import Bridge
from assistant.gui.remedy import Deed, page_words, remedy
from assistant.gui.verdict_panel import VerdictPanel
from assistant.model.address import EmailAddress
from assistant.model.event import Budget, Result
from assistant.model.exits import Exit
from assistant.model.institution import LinkKind
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Action, Diagnosis, Verdict, Who

MONTPELLIER = EmailAddress("florent.durand", "ac-montpellier.fr")
STRANGER = EmailAddress("camille", "unknown.example")


def answering(address: EmailAddress) -> Answering:
    """Give the answers of somebody whose address was looked up; nothing runs."""
    asked = Answering(Bridge(None), None)
    asked.state = asked.state.but(address=str(address))
    asked.glance = Session(World.of_this_computer()).glance(address)
    return asked


def panel_of(asked: Answering, qtbot: QtBot, *deeds: Deed) -> VerdictPanel:
    """Give a panel of a page that can do these deeds, or all."""
    panel = VerdictPanel(asked, deeds or frozenset(Deed))
    qtbot.addWidget(panel)
    return panel


def verdict(
    identifier: str = "AUTH-99",
    action: Action = Action.EDIT,
    *evidence: Signal,
) -> Verdict:
    return Verdict(identifier, 0.9, Who.YOU, action, evidence)


@pytest.fixture
def known(qtbot: QtBot, home: Path) -> Answering:
    del qtbot, home
    return answering(MONTPELLIER)


@pytest.fixture
def unknown(qtbot: QtBot, home: Path) -> Answering:
    del qtbot, home
    return answering(STRANGER)


@pytest.mark.parametrize("identifier", CATALOGUE)
@pytest.mark.usefixtures("each_language")
def test_every_cause_has_a_button_that_names_its_deed(
    known: Answering, unknown: Answering, identifier: str
) -> None:
    cause = CATALOGUE[identifier]

    for asked in (known, unknown):
        found = remedy(verdict(identifier, cause.action), asked)

        assert found.words
        assert found.words.count("&") == 1
        assert len(found.words.split()) <= 8


@pytest.mark.parametrize(
    ("field", "deed"),
    [
        ("address", Deed.EDIT_ADDRESS),
        ("login", Deed.EDIT_LOGIN),
        ("password", Deed.EDIT_PASSWORD),
    ],
)
def test_what_was_typed_wrong_is_corrected_in_its_own_field(
    known: Answering, field: str, deed: Deed
) -> None:
    signal = Signal(Stage.PREFLIGHT, "input:invisible", facts={"field": field})

    assert remedy(verdict("AUTH-05", Action.EDIT, signal), known).deed is deed


@pytest.mark.parametrize(
    ("identifier", "deed"),
    [
        ("AUTH-01", Deed.EDIT_PASSWORD),
        ("AUTH-02", Deed.EDIT_LOGIN),
        ("CLI-02", Deed.REPAIR),
        ("BOX-13", Deed.EDIT_ADDRESS),
    ],
)
def test_a_cause_leads_to_what_mends_it(
    known: Answering, identifier: str, deed: Deed
) -> None:
    assert remedy(verdict(identifier), known).deed is deed


def test_servers_are_corrected_only_where_they_were_typed(known: Answering) -> None:
    wrong = verdict("NET-12", Action.EDIT, Signal(Stage.RESOLVE, "dns:NXDOMAIN"))
    assert remedy(wrong, known).deed is Deed.EDIT_ADDRESS

    known.state = known.state.but(imap="imap.example.fr:993:tls")

    assert remedy(wrong, known).deed is Deed.EDIT_SERVERS


@pytest.mark.parametrize("action", [Action.OPEN_WEBMAIL, Action.OPEN_BROWSER])
def test_a_page_is_opened_with_its_host_on_the_button(
    known: Answering, action: Action
) -> None:
    found = remedy(verdict("AUTH-03", action), known)

    assert found.deed is Deed.OPEN_WEBMAIL
    assert "webmail.ac-montpellier.fr" in found.words
    assert found.comes_back


def test_the_password_portal_is_the_institutions_own(known: Answering) -> None:
    found = remedy(verdict("AUTH-09", Action.OPEN_PASSWORD_PORTAL), known)

    assert found.deed is Deed.OPEN_PORTAL
    assert "aida.ac-montpellier.fr" in found.words


def test_no_page_is_offered_that_the_profile_does_not_know(unknown: Answering) -> None:
    assert page_words(unknown, LinkKind.WEBMAIL) is None
    found = remedy(verdict("AUTH-03", Action.OPEN_WEBMAIL), unknown)

    assert found.deed is Deed.RETRY


@pytest.mark.usefixtures("french")
def test_the_panel_says_it_all(known: Answering, qtbot: QtBot) -> None:
    panel = panel_of(known, qtbot)
    cause = CATALOGUE["AUTH-10"]
    found = Verdict("AUTH-10", 0.9, cause.who, cause.action, ())

    panel.show_result(Result("setup", Exit.PROBLEM, diagnosis=Diagnosis(found)))

    assert panel.title.text() == "Ce compte est suspendu"
    assert "Montpellier" in panel.advice.text()
    assert panel.avoid.text()
    assert "assistance" in panel.who.text()
    assert panel.title.font().bold()
    assert panel.title.text() in panel.action.accessibleDescription()


def test_a_result_without_a_cause_hides_the_panel(
    known: Answering, qtbot: QtBot
) -> None:
    panel = panel_of(known, qtbot)

    panel.show_result(Result("setup", Exit.FINE))

    assert panel.isHidden()


def test_a_page_that_cannot_do_it_shows_no_button(
    known: Answering, qtbot: QtBot
) -> None:
    panel = panel_of(known, qtbot, Deed.COPY)

    panel.show_result(
        Result("setup", Exit.PROBLEM, diagnosis=Diagnosis(verdict("AUTH-01")))
    )

    assert panel.action.isHidden()
    assert panel.again.isHidden()


def test_the_countdown_ends_with_the_button(known: Answering, qtbot: QtBot) -> None:
    panel = panel_of(known, qtbot)
    waiting = verdict("AUTH-12", Action.WAIT)

    panel.show_result(
        Result(
            "setup",
            Exit.PROBLEM,
            diagnosis=Diagnosis(waiting),
            budget=Budget(left=0, wait_s=1),
        )
    )
    assert not panel.action.isEnabled()
    assert "0:01" in panel.action.text()

    qtbot.waitUntil(panel.action.isEnabled, timeout=5000)
    assert ":" not in panel.action.text()
    asked: list[Deed] = []
    panel.asked.connect(asked.append)
    panel.action.click()
    assert asked == [Deed.RETRY]


def test_a_remedy_elsewhere_comes_back_to_a_second_button(
    known: Answering, qtbot: QtBot
) -> None:
    panel = panel_of(known, qtbot)
    asked: list[Deed] = []
    panel.asked.connect(asked.append)

    panel.show_result(
        Result(
            "setup",
            Exit.PROBLEM,
            diagnosis=Diagnosis(verdict("AUTH-13", Action.OPEN_WEBMAIL)),
            budget=Budget(left=0, wait_s=90),
        )
    )

    assert panel.action.isEnabled()
    assert not panel.again.isEnabled()
    assert "1:30" in panel.again.text()
    panel.again.setEnabled(True)
    panel.again.click()
    assert asked == [Deed.RETRY]
