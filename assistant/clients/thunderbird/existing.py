"""The accounts in a profile that have to do with ours."""

from collections.abc import Iterator

from assistant.clients.thunderbird.accounts import FoundAccount
from assistant.clients.thunderbird.matching import (
    find_ours,
    find_same_address,
    find_twin,
)
from assistant.clients.thunderbird.merge import differences
from assistant.clients.thunderbird.plan import PREFS, read_prefs
from assistant.clients.thunderbird.prefs import Prefs
from assistant.clients.thunderbird.snapshot import Snapshot
from assistant.clients.writer import ExistingAccount, Relation, Target
from assistant.model.account import Account
from assistant.model.signal import Signal


def existing_accounts(
    target: Target, account: Account
) -> tuple[ExistingAccount, ...] | Signal:
    """Return our own, its twin and those of the same address, each once."""
    snapshot = Snapshot.read([target.profile / PREFS])
    if isinstance(snapshot, Signal):
        return snapshot
    prefs = read_prefs(snapshot, target.profile)
    if isinstance(prefs, Signal):
        return prefs
    return tuple(_existing(prefs, account))


def _existing(prefs: Prefs, account: Account) -> Iterator[ExistingAccount]:
    ours, twin = find_ours(prefs, account), find_twin(prefs, account)
    if ours:
        yield _shown(prefs, account, ours, Relation.OURS)
    if twin and twin != ours:
        yield _shown(prefs, account, twin, Relation.SAME_SERVER)
    for found in find_same_address(prefs, account):
        if found not in (ours, twin):
            yield ExistingAccount(found.title or found.host, Relation.SAME_ADDRESS)


def _shown(
    prefs: Prefs, account: Account, found: FoundAccount, relation: Relation
) -> ExistingAccount:
    rows = differences(prefs, account, found)
    return ExistingAccount(found.title or found.host, relation, rows)
