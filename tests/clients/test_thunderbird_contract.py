"""Thunderbird keeps the contract: on three systems, in new and old profiles."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.changes import Ledger
from assistant.clients import Planned, Survey, Target
from assistant.clients.thunderbird import Thunderbird
from assistant.clients.thunderbird.running import lock_file
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import System
from tests.clients.contract import Stage, WriterContract
from tests.clients.scene import (
    SECRET,
    StillClock,
    account,
    computer,
    second_account,
    tree,
)


class _Starts:
    """Plays a Thunderbird that runs: it holds the profile's lock."""

    def __init__(self, host: FakeHost, stack: ExitStack) -> None:
        self._host = host
        self._stack = stack

    def __call__(self, target: Target) -> None:
        if target.is_new:
            write_old_profile(self._host)
            survey = Thunderbird(self._host).survey()
            assert isinstance(survey, Survey)
            target = survey.target
        held = self._host.hold_lock(lock_file(self._host, target.profile))
        assert held is not None
        self._stack.enter_context(held)


def write_old_profile(host: FakeHost) -> None:
    """Let Zoé have her account there, as this program writes it."""
    writer = Thunderbird(host)
    survey = writer.survey()
    assert isinstance(survey, Survey)
    planned = writer.plan(
        survey.target,
        second_account(),
        secret=SECRET,
        roots_to_trust=(),
        clock=StillClock(),
    )
    assert isinstance(planned, Planned)
    Ledger(host.root.parent / "old-journal", StillClock()).apply(planned.plan)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


class TestNewProfile(WriterContract):
    """Thunderbird was never started."""

    @pytest.fixture(params=System)
    def stage(
        self, request: pytest.FixtureRequest, tmp_path: Path, stack: ExitStack
    ) -> Stage:
        root = tmp_path / "Poste à moi"
        root.mkdir()
        host = computer(request.param, root)
        return Stage(
            writer=Thunderbird(host),
            account=account(name="Éléonore d'Été 🌻"),
            home=host.home,
            journal=tmp_path / "journal",
            start_client=_Starts(host, stack),
        )

    def test_the_new_profile_comes_last_to_the_list(self, stage: Stage) -> None:
        planned = stage.plan()

        assert planned.created
        assert planned.plan.changes[-1].path.name == "profiles.ini"

    def test_restoring_takes_the_whole_profile_away(self, stage: Stage) -> None:
        planned = stage.write()
        stage.ledger.restore(stage.ledger.entries()[0].id)

        assert not planned.profile.exists()

    def test_the_next_survey_finds_the_profile(self, stage: Stage) -> None:
        planned = stage.write()

        assert stage.survey().target.profile == planned.profile


class TestOldProfile(WriterContract):
    """Somebody else's account is there already."""

    @pytest.fixture(params=System)
    def stage(
        self, request: pytest.FixtureRequest, tmp_path: Path, stack: ExitStack
    ) -> Stage:
        root = tmp_path / "Poste à deux"
        root.mkdir()
        host = computer(request.param, root)
        write_old_profile(host)
        return Stage(
            writer=Thunderbird(host),
            account=account(),
            home=host.home,
            journal=tmp_path / "journal",
            start_client=_Starts(host, stack),
            foreign=(
                b'user_pref("mail.server.server1.userName", "zpetit");',
                'user_pref("mail.identity.id1.fullName", "Zoé Petit");'.encode(),
                b'user_pref("mail.accountmanager.defaultaccount", "account1");',
                b'user_pref("mail.smtp.defaultserver", "smtp1");',
                b'"hostname":"imap://mail.autre.test"',
            ),
        )

    def test_the_settings_come_last(self, stage: Stage) -> None:
        planned = stage.plan()

        assert not planned.created
        assert planned.plan.changes[-1].path.name == "prefs.js"

    def test_withdrawing_leaves_zoes_settings_as_they_were(self, stage: Stage) -> None:
        before = _settings(stage)
        stage.ledger.apply(stage.withdraw(stage.write()).plan)
        after = _settings(stage)

        # A number once given is never given again.
        assert {line for line in before ^ after if b"lastKey" not in line} == set()


def _settings(stage: Stage) -> set[bytes]:
    (data,) = (d for p, d in tree(stage.home).items() if p.endswith("prefs.js"))
    assert data is not None
    return set(data.splitlines())
