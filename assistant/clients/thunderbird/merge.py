"""An account merged into the settings that are already there.

What carries our marker is updated in place; everything else stays as it is, and
new keys go to the end of each list.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assistant.clients.thunderbird import account_prefs as names
from assistant.clients.thunderbird.accounts import (
    FoundAccount,
    ValueOf,
    identity_value,
    outgoing_servers,
    outgoing_value,
    server_value,
)
from assistant.clients.thunderbird.matching import (
    Keys,
    Part,
    find_ours,
    find_twin,
    keys_for,
)
from assistant.clients.thunderbird.prefs import Prefs, PrefValue
from assistant.clients.writer import Difference
from assistant.model.account import Account
from assistant.model.institution import FolderNames

_Values = Mapping[str, PrefValue]


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """The user made this account by hand; nothing is merged without consent.

    Attributes:
        can_repair: False where ours stands beside it: one of the two must go first.
    """

    account: FoundAccount
    differences: tuple[Difference, ...]
    can_repair: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """The settings with the account in them, and where it stands."""

    prefs: Prefs
    keys: Keys


def merge(
    prefs: Prefs, account: Account, folders: FolderNames | None
) -> Merged | AlreadyThere:
    """Return the settings with `account` added, or brought up to date if ours."""
    ours, twin = find_ours(prefs, account), find_twin(prefs, account)
    if twin and twin != ours:
        found = differences(prefs, account, twin)
        return AlreadyThere(twin, found, can_repair=ours is None)
    return _merged(prefs, account, folders, ours)


def take_over(
    prefs: Prefs, account: Account, folders: FolderNames | None
) -> Merged | AlreadyThere:
    """Return the settings with an account made by hand repaired and made ours."""
    ours, twin = find_ours(prefs, account), find_twin(prefs, account)
    if ours and twin and twin != ours:
        # Two accounts cannot become one without losing what hangs on the other.
        return merge(prefs, account, folders)
    return _merged(prefs, account, folders, ours or twin)


def differences(
    prefs: Prefs, account: Account, found: FoundAccount
) -> tuple[Difference, ...]:
    """Return how an account that is there differs from the one wanted."""
    keys = keys_for(prefs, account, found)
    return tuple(
        Difference(branch.full_name(branch.key, name), value, wanted)
        for branch in _branches(account, None, keys)
        for name, wanted in branch.always.items()
        for value in (branch.value_of(prefs, branch.key, name),)
        # Our own mark is no setting a person would call different.
        if value != wanted and name != "uid"
    )


@dataclass(frozen=True, slots=True)
class _Branch:
    """One part's settings: those that must hold, and those given once."""

    key: str
    full_name: Callable[[str, str], str]
    value_of: ValueOf
    always: _Values
    once: _Values
    is_new: bool

    def values(self, prefs: Prefs) -> dict[str, PrefValue]:
        """Return what has to be written: all of a new part, else what differs."""
        wanted = {**self.always, **self.once} if self.is_new else self.always
        return {
            self.full_name(self.key, name): value
            for name, value in wanted.items()
            if self.is_new or self.value_of(prefs, self.key, name) != value
        }


def _branches(
    account: Account, folders: FolderNames | None, keys: Keys
) -> Iterator[_Branch]:
    yield _Branch(
        keys.server,
        names.server_name,
        server_value,
        names.server_values(account),
        names.new_server_values(account),
        Part.SERVER in keys.made,
    )
    yield _Branch(
        keys.identity,
        names.identity_name,
        identity_value,
        names.identity_values(account, keys.sends_by),
        names.new_identity_values(account, folders),
        Part.IDENTITY in keys.made,
    )
    if keys.outgoing and account.smtp:
        yield _Branch(
            keys.outgoing,
            names.outgoing_name,
            outgoing_value,
            names.outgoing_values(account, account.smtp),
            names.new_outgoing_values(account),
            Part.OUTGOING in keys.made,
        )


def _merged(
    prefs: Prefs,
    account: Account,
    folders: FolderNames | None,
    found: FoundAccount | None,
) -> Merged:
    keys = keys_for(prefs, account, found)
    if found:
        prefs = _moved_folders(prefs, account, found)
    # Collected first and written at once: every decision rests on what was there.
    values = dict[str, PrefValue]()
    for branch in _branches(account, folders, keys):
        values |= branch.values(prefs)
    values |= _account_values(prefs, keys)
    values |= _list_values(prefs, keys)
    values |= _first_start_values(prefs, keys)
    return Merged(prefs.with_values(values), keys)


def _first_start_values(prefs: Prefs, keys: Keys) -> _Values:
    # Only with a new account: Thunderbird drops a value that equals the default of
    # its distribution, and an update would write it again and again.
    if Part.ACCOUNT not in keys.made:
        return {}
    return {n: v for n, v in names.FIRST_START.items() if prefs.get(n) is None}


def _account_values(prefs: Prefs, keys: Keys) -> _Values:
    listed = names.account_name(keys.account, "identities")
    values = dict[str, PrefValue]()
    if Part.ACCOUNT in keys.made:
        values[names.account_name(keys.account, "server")] = keys.server
        values[listed] = keys.identity
        values[names.LAST_KEY] = int(keys.account.removeprefix("account"))
    elif keys.identity not in prefs.items(listed):
        # In front: the first identity is the one Thunderbird writes with.
        values[listed] = ",".join((keys.identity, *prefs.items(listed)))
    return values


def _list_values(prefs: Prefs, keys: Keys) -> _Values:
    values = dict[str, PrefValue]()
    accounts, servers = prefs.items(names.ACCOUNTS), outgoing_servers(prefs)
    if keys.account not in accounts:
        values[names.ACCOUNTS] = ",".join((*accounts, keys.account))
    if not _can_be_default(prefs, prefs.text(names.DEFAULT_ACCOUNT)):
        values[names.DEFAULT_ACCOUNT] = keys.account
    if keys.outgoing and keys.outgoing not in servers:
        values[names.OUTGOING_SERVERS] = ",".join((*servers, keys.outgoing))
    if keys.outgoing and prefs.text(names.DEFAULT_OUTGOING) not in servers:
        values[names.DEFAULT_OUTGOING] = keys.outgoing
    return values


def _can_be_default(prefs: Prefs, key: str) -> bool:
    # Thunderbird replaces a default account that is not listed or cannot send
    # (`CreateInBackend`, `canBeDefaultServer`): Local Folders, feeds, news.
    if key not in prefs.items(names.ACCOUNTS):
        return False
    server = prefs.text(names.account_name(key, "server"))
    kind = prefs.text(names.server_name(server, "type"))
    return kind not in {"", "none", "rss", "nntp", "im"}


def _moved_folders(prefs: Prefs, account: Account, found: FoundAccount) -> Prefs:
    """Let every setting that names a folder of the account follow its new server."""
    old = names.root_uri(found.host, found.login)
    new = names.root_uri(account.imap.host, account.login)
    if old == new:
        return prefs
    # Also in other accounts: a copy of what they send may go to a folder of ours.
    return prefs.with_values(
        {
            name: new + value.removeprefix(old)
            for name, value in prefs.values.items()
            if isinstance(value, str) and (value == old or value.startswith(f"{old}/"))
        }
    )
