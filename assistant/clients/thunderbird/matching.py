"""Which accounts, identities and servers that are there belong to our account.

Ours is known by its `uid` settings: Thunderbird keeps them through every run and
drops them when the user deletes the account.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.clients.thunderbird import account_prefs as names
from assistant.clients.thunderbird.accounts import (
    FoundAccount,
    found_accounts,
    free_key,
    outgoing_servers,
)
from assistant.clients.thunderbird.prefs import Prefs
from assistant.model.account import Account


class Part(StrEnum):
    """What an account is made of; also the name of its marker."""

    ACCOUNT = "account"
    SERVER = "server"
    IDENTITY = "identity"
    OUTGOING = "smtp"


@dataclass(frozen=True, slots=True)
class Keys:
    """Under which keys the account stands, and which of its parts are new.

    Attributes:
        outgoing: None for a receive-only account.
        sends_by: the outgoing server the identity names; for a receive-only account
            the one the user gave it, else a name no server has.
    """

    account: str
    server: str
    identity: str
    outgoing: str | None
    sends_by: str
    made: frozenset[Part]


def find_ours(prefs: Prefs, account: Account) -> FoundAccount | None:
    """Return the account that carries our marker."""
    marker = str(account.marker(Part.SERVER))
    for found in found_accounts(prefs):
        if prefs.get(names.server_name(found.server, "uid")) == marker:
            return found
    return None


def find_twin(prefs: Prefs, account: Account) -> FoundAccount | None:
    """Return the account of the same server and login, whoever made it.

    Thunderbird refuses a second one and silently drops it from its list
    (`nsMsgAccountManager::LoadAccounts`), whatever the port.
    """
    wanted = (names.IMAP, account.imap.host.lower(), account.login)
    for found in found_accounts(prefs):
        if (found.type, found.host.lower(), found.login) == wanted:
            return found
    return None


def find_same_address(prefs: Prefs, account: Account) -> tuple[FoundAccount, ...]:
    """Return the accounts one of whose identities has our address."""
    return tuple(
        found
        for found in found_accounts(prefs)
        if any(_has_address(prefs, key, account) for key in found.identities)
    )


def keys_for(prefs: Prefs, account: Account, found: FoundAccount | None) -> Keys:
    """Return the keys of `found` and of what goes with it, free ones for the rest."""
    made = set[Part]() if found else {Part.ACCOUNT, Part.SERVER}
    identity = _identity(prefs, account, found)
    outgoing = _outgoing(prefs, account, identity) if account.smtp else None
    if identity is None:
        made.add(Part.IDENTITY)
        taken = _named(prefs, "mail.account.", ".identities")
        identity = free_key("id", "mail.identity", prefs, taken)
    if account.smtp and outgoing is None:
        made.add(Part.OUTGOING)
        taken = outgoing_servers(prefs) + _named(prefs, "mail.identity.", ".smtpServer")
        outgoing = free_key("smtp", "mail.smtpserver", prefs, taken)
    return Keys(
        account=found.key if found else _new_account_key(prefs),
        server=found.server if found else _new_server_key(prefs),
        identity=identity,
        outgoing=outgoing,
        sends_by=outgoing or _sends_by(prefs, identity),
        made=frozenset(made),
    )


def _sends_by(prefs: Prefs, identity: str) -> str:
    used = prefs.text(names.identity_name(identity, "smtpServer"))
    return used if used in outgoing_servers(prefs) else names.NO_OUTGOING_SERVER


def _identity(prefs: Prefs, account: Account, found: FoundAccount | None) -> str | None:
    if found is None:
        return None  # an identity is never shared between accounts
    marker = str(account.marker(Part.IDENTITY))
    for key in found.identities:
        if prefs.get(names.identity_name(key, "uid")) == marker:
            return key
    # An identity with another address is an alias of the user's: it stays.
    return next((k for k in found.identities if _has_address(prefs, k, account)), None)


def _outgoing(prefs: Prefs, account: Account, identity: str | None) -> str | None:
    marker = str(account.marker(Part.OUTGOING))
    # Ours may be there without our account: Thunderbird leaves the outgoing server
    # behind when the user deletes an account.
    for key in outgoing_servers(prefs):
        if prefs.get(names.outgoing_name(key, "uid")) == marker:
            return key
    used = prefs.text(names.identity_name(identity, "smtpServer")) if identity else ""
    return used if used and _is_wanted_outgoing(prefs, account, used) else None


def _is_wanted_outgoing(prefs: Prefs, account: Account, key: str) -> bool:
    # Host and login are never rewritten in a server the user made: others may
    # send by it. A wrong one is left, and ours put beside it.
    host = prefs.text(names.outgoing_name(key, "hostname")).lower()
    login = prefs.text(names.outgoing_name(key, "username"))
    wanted = account.smtp.host.lower() if account.smtp else None
    listed = key in outgoing_servers(prefs)
    return listed and (host, login) == (wanted, account.outgoing_login)


def _has_address(prefs: Prefs, identity: str, account: Account) -> bool:
    address = prefs.text(names.identity_name(identity, "useremail"))
    return address.strip().lower() == str(account.identity.address).lower()


def _named(prefs: Prefs, branch: str, setting: str) -> tuple[str, ...]:
    """Return every key that such settings name, were it of something long gone.

    A new part under a key like that would belong to those who still name it.
    """
    names_it = (name for name in prefs.branch(branch) if name.endswith(setting))
    return tuple(key for name in names_it for key in prefs.items(name))


def _new_server_key(prefs: Prefs) -> str:
    taken = _named(prefs, "mail.account.", ".server")
    return free_key("server", "mail.server", prefs, taken)


def _new_account_key(prefs: Prefs) -> str:
    # Never a number that was used before: other settings may still name the dead
    # account. `lastKey` is Thunderbird's own memory of the highest.
    last = prefs.get(names.LAST_KEY)
    numbers = [last if isinstance(last, int) else 0]
    keys = {name.split(".")[2] for name in prefs.branch("mail.account.account")}
    for key in keys | set(prefs.items(names.ACCOUNTS)):
        digits = key.removeprefix("account")
        # What has more digits than a setting can count is no key of Thunderbird's.
        numbers += [int(digits)] if re.fullmatch("[0-9]{1,9}", digits) else []
    return f"account{max(numbers) + 1}"
