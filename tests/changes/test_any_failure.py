"""For any list of changes and any point of failure: the tree before, or after."""

import errno
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.changes import Applied, Deed, RolledBack, Way
from assistant.model.change import (
    Change,
    MakeFolder,
    RemoveFile,
    StoreSecret,
    WriteFile,
    digest,
)
from assistant.model.secret import SecretBytes
from tests.changes.scene import at_step, contents, ledger, plan, tree, write

NAMES = ("prefs.js", "clé 4.db", "dossier été/logins.json", "dossier été/é", "new/a b")
MODES = (0o600, 0o640, 0o644, 0o444)
content = st.binary(max_size=40)


@dataclass(frozen=True)
class Case:
    """What stands there (None: nothing), what shall stand there (None: nothing)."""

    before: dict[str, bytes | None]
    after: dict[str, bytes | None]
    mode: int
    secret: bool
    order: list[str]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    each = st.fixed_dictionaries({name: st.none() | content for name in NAMES})
    order = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    return Case(
        draw(each), draw(each), draw(st.sampled_from(MODES)), draw(st.booleans()), order
    )


def _lay_out(case: Case, root: Path) -> None:
    (root / "dossier été").mkdir(parents=True)
    for name, data in case.before.items():
        if data is not None:
            write(root / name, data, case.mode)


def _changes(case: Case, root: Path) -> tuple[Change, ...]:
    changes: list[Change] = []
    for name in case.order:
        path, before, after = root / name, case.before[name], case.after[name]
        if after is None and before is None:
            continue
        if not path.parent.exists():
            changes.append(MakeFolder(path.parent))
        was = None if before is None else digest(before)
        if after is not None and case.secret:
            changes.append(StoreSecret(path, SecretBytes(after), was))
        elif after is not None:
            changes.append(WriteFile(path, after, was))
        elif was is not None:
            changes.append(RemoveFile(path, was))
    return tuple(changes)


def _fail(deed: Deed, path: Path) -> None:
    raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path), None, deed)


@settings(deadline=None, max_examples=150)
@given(case=cases(), step=st.integers(0, 35))
def test_any_failing_deed(case: Case, step: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        root = place / "profile"
        _lay_out(case, root)
        before = tree(root)

        changes = _changes(case, root)
        outcome = ledger(place, at_step(step, _fail)).apply(plan(*changes))

        if isinstance(outcome, RolledBack):
            assert outcome.signal.code == "client:EACCES"
            assert not outcome.left
            assert tree(root) == before
        else:
            assert isinstance(outcome, Applied)
            found = contents(root)
            assert all(found.get(n) == case.after[n] for n in case.order)


@settings(deadline=None, max_examples=100)
@given(case=cases(), step=st.integers(0, 35))
def test_any_point_of_a_lasting_failure(case: Case, step: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        root = place / "profile"
        _lay_out(case, root)
        before = tree(root)
        count: list[Deed] = []

        def fail_from_here(deed: Deed, path: Path) -> None:
            count.append(deed)
            if len(count) > step:
                _fail(deed, path)

        changes = _changes(case, root)
        outcome = ledger(place, fail_from_here).apply(plan(*changes))
        ledger(place).recover()

        if isinstance(outcome, RolledBack):
            assert tree(root) == before
        assert all(entry.state != "interrupted" for entry in ledger(place).entries())
        assert not list(place.rglob("*.tmp"))


@settings(deadline=None, max_examples=100)
@given(case=cases())
def test_restore_is_exact_for_any_plan(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        root = place / "profile"
        _lay_out(case, root)
        before = tree(root)

        outcome = ledger(place).apply(plan(*_changes(case, root)))
        assert isinstance(outcome, Applied)
        if outcome.entry_id is not None:
            assert ledger(place).way_back(outcome.entry_id) is Way.RESTORE
            ledger(place).restore(outcome.entry_id)

        assert tree(root) == before
