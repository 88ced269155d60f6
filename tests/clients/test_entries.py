"""Several entries of the ledger over one profile, taken back in any order."""

from pathlib import Path

import pytest

from assistant.changes import Applied, Conflict, Ledger, Restored, RolledBack, Way
from assistant.clients import Kept, KeptKind, Planned, Survey, Withdrawal
from assistant.clients.thunderbird import Thunderbird
from assistant.clients.thunderbird.accounts import found_accounts
from assistant.clients.thunderbird.prefs import Prefs
from assistant.model.account import Account
from assistant.platforms.host import System
from tests.clients.scene import SECRET, StillClock, account, computer, tree

ALICE = account(address="alice@ac-rig.test", login="alice", name="Alice")
BOB = account(address="bob@ac-rig.test", login="bob", name="Bob")


class Computer:
    """A Thunderbird, and the ledger over what is written into it."""

    def __init__(self, folder: Path) -> None:
        (folder / "poste").mkdir()
        host = computer(System.LINUX, folder / "poste")
        self.home = host.home
        self.writer = Thunderbird(host)
        self.ledger = Ledger(folder / "journal", StillClock())

    def write(self, wanted: Account) -> tuple[str, Planned]:
        """Write an account; return the entry's name and the plan."""
        survey = self.writer.survey(wanted)
        assert isinstance(survey, Survey)
        planned = self.writer.plan(
            survey.target,
            wanted,
            secret=SECRET,
            roots_to_trust=(),
            clock=StillClock(),
        )
        assert isinstance(planned, Planned)
        applied = self.ledger.apply(planned.plan)
        assert isinstance(applied, Applied)
        return applied.entry_id or "", planned

    def undo(self, entry_id: str) -> tuple[Kept, ...]:
        """Take an entry back as the engine does; return what stays."""
        entry = next(e for e in self.ledger.entries() if e.id == entry_id)
        if self.ledger.way_back(entry_id) is Way.RESTORE:
            outcome: object = self.ledger.restore(entry_id)
            assert isinstance(outcome, Restored)
            return ()
        withdrawal = self.writer.withdraw(entry.receipt)
        assert isinstance(withdrawal, Withdrawal)
        outcome = self.ledger.withdrawn(entry_id, withdrawal.plan)
        assert not isinstance(outcome, Conflict | RolledBack)
        return withdrawal.kept

    def run_thunderbird(self) -> None:
        """Play a run: it fills in where the mail lies and saves its settings."""
        (path,) = self.home.rglob("prefs.js")
        prefs = Prefs.parse(path.read_bytes())
        assert isinstance(prefs, Prefs)
        folders = ["imap.ac-rig.test", "imap.ac-rig-1.test"]
        for found, folder in zip(found_accounts(prefs), folders, strict=False):
            name = f"mail.server.{found.server}.directory-rel"
            if prefs.get(name) is None:
                prefs = prefs.with_values({name: f"[ProfD]ImapMail/{folder}"})
                (path.parent / "ImapMail" / folder).mkdir(parents=True, exist_ok=True)
        path.write_bytes(prefs.with_values({"app.seen": True}).to_bytes())

    def is_right(self, planned: Planned, wanted: Account) -> bool:
        """Whether the account stands there with its passwords."""
        receipt = planned.plan.receipt
        return self.writer.read_back(receipt, wanted, SECRET) == ()

    def everything(self) -> bytes:
        """All that stands in the home."""
        return b"\n".join(data for data in tree(self.home).values() if data)


@pytest.fixture
def one(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


class TestTwoAccounts:
    """Alice, then Bob, on the same servers."""

    def test_both_stand_side_by_side(self, one: Computer) -> None:
        _, alice = one.write(ALICE)
        _, bob = one.write(BOB)

        assert alice.profile == bob.profile
        assert one.is_right(alice, ALICE)
        assert one.is_right(bob, BOB)

    @pytest.mark.parametrize("was_used", [True, False])
    def test_without_the_first_the_second_works(
        self, one: Computer, *, was_used: bool
    ) -> None:
        first, alice = one.write(ALICE)
        _, bob = one.write(BOB)
        if was_used:
            one.run_thunderbird()

        kept = one.undo(first)

        assert one.is_right(bob, BOB)
        assert not one.is_right(alice, ALICE)
        assert b"alice" not in one.everything()
        assert KeptKind.SETTING not in {each.kind for each in kept}

    def test_without_the_second_all_is_as_before_it(self, one: Computer) -> None:
        nothing = tree(one.home)
        first, alice = one.write(ALICE)
        before = tree(one.home)
        second, _ = one.write(BOB)

        assert one.undo(second) == ()

        assert tree(one.home) == before
        assert one.is_right(alice, ALICE)
        assert one.undo(first) == ()
        assert tree(one.home) == nothing

    def test_without_the_second_the_first_works_after_a_run(
        self, one: Computer
    ) -> None:
        _, alice = one.write(ALICE)
        second, bob = one.write(BOB)
        one.run_thunderbird()

        kept = one.undo(second)

        assert one.is_right(alice, ALICE)
        assert b"bob" not in one.everything()
        cache = bob.profile / "ImapMail/imap.ac-rig-1.test"
        assert kept == (Kept(KeptKind.MAIL_CACHE, str(cache)),)

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_without_both_nothing_of_either_is_left(
        self, one: Computer, order: tuple[int, int]
    ) -> None:
        entries = [one.write(ALICE)[0], one.write(BOB)[0]]
        one.run_thunderbird()

        for number in order:
            one.undo(entries[number])

        left = one.everything()
        assert not any(ours in left for ours in (b"alice", b"bob", b"smtp1", b"id1"))


class TestUpdate:
    """A server moves, and setup is run again."""

    moved = account(
        address="alice@ac-rig.test",
        login="alice",
        name="Alice",
        imap="imap.ac-rig.test:1993:tls",
        smtp="smtp.ac-rig.test:587:starttls",
    )

    elsewhere = account(
        address="alice@ac-rig.test",
        login="alice",
        name="Alice",
        imap="mail.ailleurs.test:993:tls",
        smtp="mail.ailleurs.test:465:tls",
    )

    def test_the_account_is_changed_and_not_doubled(self, one: Computer) -> None:
        one.write(ALICE)

        _, planned = one.write(self.moved)

        assert [change.path.name for change in planned.plan.changes] == ["prefs.js"]
        assert one.is_right(planned, self.moved)
        prefs = Prefs.parse((planned.profile / "prefs.js").read_bytes())
        assert isinstance(prefs, Prefs)
        assert len(found_accounts(prefs)) == 1

    @pytest.mark.parametrize("was_used", [True, False])
    def test_taking_back_the_latest_returns_to_the_first(
        self, one: Computer, *, was_used: bool
    ) -> None:
        _, first = one.write(ALICE)
        latest, _ = one.write(self.moved)
        if was_used:
            one.run_thunderbird()

        assert one.undo(latest) == ()

        assert one.is_right(first, ALICE)

    @pytest.mark.parametrize("was_used", [True, False])
    def test_a_new_host_takes_the_password_along_and_back(
        self, one: Computer, *, was_used: bool
    ) -> None:
        _, first = one.write(ALICE)
        latest, planned = one.write(self.elsewhere)
        assert one.is_right(planned, self.elsewhere)
        if was_used:
            one.run_thunderbird()

        assert one.undo(latest) == ()

        assert one.is_right(first, ALICE)
        assert b"mail.ailleurs.test" not in one.everything()

    def test_a_password_the_user_moved_since_stays(self, one: Computer) -> None:
        one.write(ALICE)
        latest, planned = one.write(self.elsewhere)
        logins = planned.profile / "logins.json"
        text = logins.read_text().replace("mail.ailleurs.test", "mail.user.test")
        logins.write_text(text)

        one.undo(latest)

        assert logins.read_text() == text

    def test_the_first_can_be_taken_back_before_the_update(self, one: Computer) -> None:
        entry, _ = one.write(ALICE)
        latest, _ = one.write(self.moved)

        one.undo(entry)
        kept = one.undo(latest)

        left = one.everything()
        assert not any(ours in left for ours in (b"alice", b"smtp1", b"id1"))
        assert KeptKind.SETTING not in {each.kind for each in kept}
