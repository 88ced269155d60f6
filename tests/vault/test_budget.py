import multiprocessing
import os
import signal
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from assistant.model.event import Budget
from assistant.vault import AttemptBudget, Granted, Spent, Uncounted

FORK = multiprocessing.get_context("fork")
HALF_HOUR = 1800
MORNING = 1_795_000_000.0


@dataclass
class Hands:
    """A clock that goes when it is told to."""

    at: float = MORNING

    def now(self) -> float:
        return self.at

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def budget(tmp_path: Path, clock: Hands) -> AttemptBudget:
    return AttemptBudget(tmp_path / "state", clock)


def fail(budget: AttemptBudget, account: str, times: int = 1) -> None:
    for _ in range(times):
        granted = budget.take(account)
        assert isinstance(granted, Granted)
        granted.refused()


def test_three_refusals_spend_an_account(budget: AttemptBudget) -> None:
    assert budget.left("a") == Budget(left=3, wait_s=0)

    fail(budget, "a", 3)

    assert budget.left("a") == Budget(left=0, wait_s=HALF_HOUR)
    assert budget.take("a") == Spent(HALF_HOUR)
    assert budget.left("b") == Budget(left=3, wait_s=0)


def test_ten_refusals_spend_the_computer(budget: AttemptBudget) -> None:
    for account in "abcde":
        fail(budget, account, 2)

    assert budget.left("a") == Budget(left=0, wait_s=HALF_HOUR)
    assert budget.take("never tried") == Spent(HALF_HOUR)


def test_the_computer_limits_what_is_left_of_an_account(budget: AttemptBudget) -> None:
    for account in "abc":
        fail(budget, account, 3)

    assert budget.left("d") == Budget(left=1, wait_s=0)


def test_attempts_come_back_one_by_one(budget: AttemptBudget, clock: Hands) -> None:
    for _ in range(3):
        fail(budget, "a")
        clock.at += 500

    assert budget.take("a") == Spent(300)
    clock.at += 300
    assert budget.left("a") == Budget(left=1, wait_s=0)
    fail(budget, "a")
    assert budget.take("a") == Spent(500)


def test_an_unanswered_password_counts(budget: AttemptBudget) -> None:
    granted = budget.take("a")
    assert isinstance(granted, Granted)
    granted.unanswered()

    assert budget.left("a").left == 2


@pytest.mark.parametrize("ends", [Granted.accepted, Granted.temporary])
def test_success_and_passing_trouble_do_not_count(
    budget: AttemptBudget, ends: Callable[[Granted], None]
) -> None:
    fail(budget, "a", 2)
    for _ in range(20):
        granted = budget.take("a")
        assert isinstance(granted, Granted)
        ends(granted)

    assert budget.left("a") == Budget(left=1, wait_s=0)


def test_a_refusal_counts_from_its_answer(budget: AttemptBudget, clock: Hands) -> None:
    fail(budget, "a", 2)
    granted = budget.take("a")
    assert isinstance(granted, Granted)
    clock.at += 14
    granted.refused()

    clock.at += HALF_HOUR - 14
    assert budget.left("a") == Budget(left=2, wait_s=0)
    clock.at += 14
    assert budget.left("a") == Budget(left=3, wait_s=0)


def test_the_count_is_kept_across_runs(tmp_path: Path, clock: Hands) -> None:
    fail(AttemptBudget(tmp_path, clock), "a", 3)

    assert AttemptBudget(tmp_path, clock).take("a") == Spent(HALF_HOUR)


@pytest.mark.parametrize("days", [0.001, 1, 4000])
def test_a_clock_set_back_frees_nothing_and_locks_nothing_for_long(
    budget: AttemptBudget, clock: Hands, days: float
) -> None:
    fail(budget, "a", 3)

    clock.at -= days * 86_400

    assert budget.take("a") == Spent(HALF_HOUR)
    clock.at += HALF_HOUR
    assert budget.left("a") == Budget(left=3, wait_s=0)


def test_a_clock_that_ran_ahead_for_a_moment_forgets_nothing(
    budget: AttemptBudget, clock: Hands
) -> None:
    fail(budget, "a", 3)
    clock.at += 86_400 * 365
    fail(budget, "a", 1)

    clock.at -= 86_400 * 365 - 60

    assert budget.take("a") == Spent(HALF_HOUR - 60)


def test_only_this_user_can_read_the_file(budget: AttemptBudget) -> None:
    fail(budget, "a")

    (file,) = budget._count.path.parent.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_no_login_stands_in_the_file(budget: AttemptBudget) -> None:
    fail(budget, budget.account_key("canary-login", "imap.canary.example"))

    content = budget._count.path.read_bytes().lower()
    assert b"canary" not in content


def test_an_account_key_is_stable_here_and_different_elsewhere(
    tmp_path: Path, clock: Hands
) -> None:
    here = AttemptBudget(tmp_path / "here", clock)
    key = here.account_key("fdurand1", "imap.example.fr")

    again = AttemptBudget(tmp_path / "here", clock)
    elsewhere = AttemptBudget(tmp_path / "elsewhere", clock)
    assert again.account_key("fdurand1", "imap.example.fr") == key
    assert elsewhere.account_key("fdurand1", "imap.example.fr") != key
    assert here.account_key("fdurand2", "imap.example.fr") != key
    assert here.account_key("fdurand1", "imap.example.com") != key


def test_spellings_of_one_login_are_one_account(budget: AttemptBudget) -> None:
    key = budget.account_key("Ren\u00e9 ", "IMAP.example.fr.")

    assert budget.account_key("rene\u0301", "imap.example.fr") == key


@pytest.mark.parametrize(
    "damage", [b"not a database" * 400, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_damaged_file_counts_as_spent_and_heals(
    budget: AttemptBudget, clock: Hands, damage: bytes
) -> None:
    fail(budget, "a")
    budget._count.path.write_bytes(damage)

    assert budget.take("b") == Spent(HALF_HOUR)
    clock.at += HALF_HOUR
    assert isinstance(budget.take("b"), Granted)


def test_a_file_cut_short_counts_as_spent(budget: AttemptBudget) -> None:
    fail(budget, "a")
    whole = budget._count.path.read_bytes()
    budget._count.path.write_bytes(whole[: len(whole) // 2])

    assert isinstance(budget.take("b"), Spent)


def test_a_place_that_cannot_be_written_grants_nothing(
    tmp_path: Path, clock: Hands
) -> None:
    (tmp_path / "state").write_bytes(b"in the way")
    budget = AttemptBudget(tmp_path / "state", clock)

    outcome = budget.take(budget.account_key("login", "host"))

    assert isinstance(outcome, Uncounted)
    assert outcome.signal.code in {"errno:EEXIST", "errno:ENOTDIR"}
    assert budget.left("a").left == 0


def test_a_lost_outcome_stays_counted(budget: AttemptBudget) -> None:
    granted = budget.take("a")
    assert isinstance(granted, Granted)
    path = budget._count.path
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    granted.accepted()
    path.rmdir()
    path.with_suffix(".away").rename(path)

    assert budget.left("a").left == 2


def test_a_killed_process_has_spent_its_attempt(tmp_path: Path, clock: Hands) -> None:
    def work() -> None:
        AttemptBudget(tmp_path, clock).take("a")
        os.kill(os.getpid(), signal.SIGKILL)

    child = FORK.Process(target=work)
    child.start()
    child.join(30)

    assert child.exitcode == -signal.SIGKILL
    assert AttemptBudget(tmp_path, clock).left("a").left == 2


def test_a_process_killed_while_it_counts_leaves_the_count_usable(
    tmp_path: Path, clock: Hands
) -> None:
    fail(AttemptBudget(tmp_path, clock), "a")

    def work() -> None:
        with AttemptBudget(tmp_path, clock)._count.transaction() as rows:
            rows.execute("DELETE FROM attempts")
            os.kill(os.getpid(), signal.SIGKILL)

    child = FORK.Process(target=work)
    child.start()
    child.join(30)

    assert AttemptBudget(tmp_path, clock).left("a").left == 2


def test_processes_cannot_take_the_last_attempt_twice(
    tmp_path: Path, clock: Hands
) -> None:
    start = FORK.Event()
    granted = FORK.Value("i", 0)

    def work(event: Event) -> None:
        event.wait(30)
        for _ in range(3):
            outcome = AttemptBudget(tmp_path, clock).take("a")
            if isinstance(outcome, Granted):
                with granted.get_lock():
                    granted.value += 1

    workers = [FORK.Process(target=work, args=(start,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    start.set()
    for worker in workers:
        worker.join(60)

    assert [worker.exitcode for worker in workers] == [0] * 4
    assert granted.value == 3


def test_a_count_that_another_process_holds_for_too_long_grants_nothing(
    tmp_path: Path, clock: Hands
) -> None:
    budget = AttemptBudget(tmp_path, clock, wait_s=0.1)
    fail(budget, "a")
    with sqlite3.connect(tmp_path / "attempts.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")

        outcome = budget.take("a")
    other.close()

    assert isinstance(outcome, Uncounted)
    assert outcome.signal.code == "errno:EBUSY"


class AnyStory(RuleBasedStateMachine):
    """Any story of attempts, never more failures than promised in any half hour."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.clock = Hands()
        self.real = 0.0
        self.failures: list[tuple[float, str]] = []
        self.open: list[tuple[Granted, str]] = []

    @rule(account=st.sampled_from("abcdef"))
    def take(self, account: str) -> None:
        outcome = AttemptBudget(Path(self.folder.name), self.clock).take(account)
        if isinstance(outcome, Granted):
            self.open.append((outcome, account))
        else:
            assert isinstance(outcome, Spent)
            assert 0 < outcome.wait_s <= HALF_HOUR

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 99), spent=st.booleans())
    def end(self, which: int, spent: bool) -> None:  # noqa: FBT001  # drawn by hypothesis
        granted, account = self.open.pop(which % len(self.open))
        if spent:
            granted.refused()
            self.failures.append((self.real, account))
        else:
            granted.accepted()

    @rule(seconds=st.integers(0, 2000))
    def wait(self, seconds: int) -> None:
        self.real += seconds
        self.clock.at += seconds

    @rule(seconds=st.integers(1, 10_000))
    def set_back(self, seconds: int) -> None:
        self.clock.at -= seconds

    @invariant()
    def promises_are_kept(self) -> None:
        recent = [a for at, a in self.failures if at > self.real - HALF_HOUR]
        assert len(recent) <= 10
        assert all(recent.count(account) <= 3 for account in recent)

    def teardown(self) -> None:
        self.folder.cleanup()


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
