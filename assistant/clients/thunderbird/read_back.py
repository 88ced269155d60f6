"""What stands on disk after writing, held against what was meant."""

from collections.abc import Iterator

from assistant.clients.thunderbird import account_prefs as names
from assistant.clients.thunderbird.matching import find_ours
from assistant.clients.thunderbird.merge import differences
from assistant.clients.thunderbird.passwords import Opened, doors
from assistant.clients.thunderbird.prefs import Prefs
from assistant.clients.writer import Flaw, Mismatch
from assistant.model.account import Account
from assistant.model.secret import Secret


def settings_mismatches(prefs: Prefs, account: Account) -> Iterator[Mismatch]:
    """Yield every setting of the account that is not as it should be."""
    # By its mark in what stands there now, not by the keys that were planned.
    found = find_ours(prefs, account)
    if found is None:
        yield Mismatch(names.ACCOUNTS, Flaw.MISSING)
        return
    for difference in differences(prefs, account, found):
        flaw = Flaw.MISSING if difference.found is None else Flaw.DIFFERENT
        yield Mismatch(difference.name, flaw)


def password_mismatches(
    opened: Opened, account: Account, secret: Secret
) -> Iterator[Mismatch]:
    """Yield every place where Thunderbird would not find the password."""
    for door in doors(account):
        saved = opened.logins.find(door.origin, door.username, opened.keys)
        if saved is None:
            yield Mismatch(door.origin, Flaw.MISSING)
        elif saved.secret != secret:
            yield Mismatch(door.origin, Flaw.DIFFERENT)
