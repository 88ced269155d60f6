"""Our account taken out of settings Thunderbird has saved since: pure.

Everything is found by its marker. What the user made or changed meanwhile stays,
and so does whatever that needs: an account with an identity of the user's, an
outgoing server another identity sends by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.clients.thunderbird import account_prefs as names
from assistant.clients.thunderbird.accounts import FoundAccount, found_accounts
from assistant.clients.thunderbird.matching import Part
from assistant.clients.thunderbird.prefs import Prefs, PrefValue
from assistant.clients.thunderbird.receipt import Receipt
from assistant.clients.writer import Kept, KeptKind


@dataclass(frozen=True, slots=True)
class TakenOut:
    """The settings without our work, and what that left behind.

    Attributes:
        needs: which of our parts are still needed, and so their passwords.
        cache: Thunderbird's setting of where the account's mail lies, if it is gone.
        shares_host: whether what is left still talks to a host of ours.
    """

    prefs: Prefs
    kept: tuple[Kept, ...] = ()
    needs: frozenset[Part] = frozenset()
    cache: str | None = None
    shares_host: bool = False


def take_out(prefs: Prefs, receipt: Receipt) -> TakenOut:
    """Return the settings without what the receipt's plan put in."""
    keys = _located(prefs, receipt)
    # In this order: what the identity leaves in its account decides whether that
    # stays, and what is left then whether the outgoing server does. The marks go
    # last, in what is put back.
    state = TakenOut(prefs)
    state = _without_identity(state, receipt, keys)
    state = _without_account(state, receipt, keys)
    state = _without_outgoing(state, receipt, keys)
    state = _put_back(state, receipt)
    return replace(
        state,
        prefs=_sound_defaults(state.prefs),
        shares_host=bool(_hosts(prefs, keys) & _all_hosts(state.prefs)),
    )


@dataclass(frozen=True, slots=True)
class _Located:
    """Where our parts stand now; None for one that is gone."""

    account: FoundAccount | None
    identity: str | None
    outgoing: str | None


def _located(prefs: Prefs, receipt: Receipt) -> _Located:
    server = _marked(prefs, "mail.server.", receipt.markers[Part.SERVER])
    owners = (a for a in found_accounts(prefs) if a.server == server)
    return _Located(
        next(owners, None),
        _marked(prefs, "mail.identity.", receipt.markers[Part.IDENTITY]),
        _marked(prefs, "mail.smtpserver.", receipt.markers[Part.OUTGOING]),
    )


def _marked(prefs: Prefs, branch: str, marker: str) -> str | None:
    for name in prefs.branch(branch):
        if name.endswith(".uid") and prefs.get(name) == marker:
            return name.removeprefix(branch).removesuffix(".uid")
    return None


def _hosts(prefs: Prefs, keys: _Located) -> set[str]:
    receiving = keys.account.host if keys.account else ""
    sending = prefs.text(names.outgoing_name(keys.outgoing or "", "hostname"))
    return {host.lower() for host in (receiving, sending) if host}


def _all_hosts(prefs: Prefs) -> set[str]:
    return {
        prefs.text(name).lower()
        for branch in ("mail.server.", "mail.smtpserver.")
        for name in prefs.branch(branch)
        if name.endswith(".hostname")
    }


def _without_identity(state: TakenOut, receipt: Receipt, keys: _Located) -> TakenOut:
    if Part.IDENTITY not in receipt.made or keys.identity is None:
        return state
    prefs = state.prefs
    for account in found_accounts(prefs):
        if keys.identity in account.identities:
            listed = names.account_name(account.key, "identities")
            prefs = _unlisted(prefs, listed, keys.identity)
    branch = names.identity_name(keys.identity, "")
    return replace(state, prefs=prefs.without(prefs.branch(branch)))


def _without_account(state: TakenOut, receipt: Receipt, keys: _Located) -> TakenOut:
    account, prefs = keys.account, state.prefs
    if account is None or Part.ACCOUNT not in receipt.made:
        return state
    if _is_needed(prefs, account):
        kept = (*state.kept, Kept(KeptKind.ACCOUNT, _title(account)))
        return replace(state, kept=kept, needs=state.needs | {Part.SERVER})
    # Whole branches: what Thunderbird added to them (directories, time stamps) says
    # nothing once the account is gone, and would be found by the next `serverN`.
    branches = (
        names.account_name(account.key, ""),
        names.server_name(account.server, ""),
    )
    gone = [name for branch in branches for name in prefs.branch(branch)]
    return replace(
        state,
        prefs=_unlisted(
            prefs.without([*gone, *_folder_settings(prefs, account)]),
            names.ACCOUNTS,
            account.key,
        ),
        cache=prefs.text(names.server_name(account.server, "directory-rel")) or None,
    )


def _is_needed(prefs: Prefs, account: FoundAccount) -> bool:
    # Our own identity is out of the list by now: what is left is the user's.
    identities = prefs.items(names.account_name(account.key, "identities"))
    deferred = (
        name
        for name in prefs.branch("mail.server.")
        if name.endswith(".deferred_to_account") and prefs.get(name) == account.key
    )
    return bool(identities) or any(deferred)


def _title(account: FoundAccount) -> str:
    return account.title or account.host


def _folder_settings(prefs: Prefs, account: FoundAccount) -> list[str]:
    # Such as the folder a message was last moved to. Identities keep theirs: if
    # the folder is gone, Thunderbird asks for another when it needs one.
    root = names.root_uri(account.host, account.login)
    return [
        name
        for name, value in prefs.values.items()
        if isinstance(value, str)
        and (value == root or value.startswith(f"{root}/"))
        and not name.startswith("mail.identity.")
    ]


def _without_outgoing(state: TakenOut, receipt: Receipt, keys: _Located) -> TakenOut:
    if keys.outgoing is None or Part.OUTGOING not in receipt.made:
        return state
    prefs = state.prefs
    if keys.outgoing in _servers_in_use(prefs, _others(keys, receipt)):
        title = prefs.text(names.outgoing_name(keys.outgoing, "description"))
        title = title or prefs.text(names.outgoing_name(keys.outgoing, "hostname"))
        kept = (*state.kept, Kept(KeptKind.OUTGOING_SERVER, title))
        return replace(state, kept=kept, needs=state.needs | {Part.OUTGOING})
    prefs = prefs.without(prefs.branch(names.outgoing_name(keys.outgoing, "")))
    prefs = _unlisted(prefs, names.OUTGOING_SERVERS, keys.outgoing)
    return replace(state, prefs=prefs)


def _others(keys: _Located, receipt: Receipt) -> frozenset[str]:
    # An identity taken over names our server because we said so; what it named
    # before is put back.
    name = names.identity_name(keys.identity or "", "smtpServer")
    return frozenset({keys.identity or ""} if name in receipt.changed else ())


def _servers_in_use(prefs: Prefs, but: Iterable[str]) -> set[str]:
    identities = {key for found in found_accounts(prefs) for key in found.identities}
    return {
        prefs.text(names.identity_name(key, "smtpServer"))
        for key in identities.difference(but)
    }


def _put_back(state: TakenOut, receipt: Receipt) -> TakenOut:
    prefs, kept = state.prefs, list(state.kept)
    back = dict[str, PrefValue]()
    gone = []
    for name, changed in receipt.changed.items():
        if prefs.get(name) != changed.after:
            # Gone, or back to what it was: nobody needs to be told of that.
            if prefs.get(name) not in {None, changed.before}:
                kept.append(Kept(KeptKind.SETTING, name))
        elif changed.before is None:
            gone.append(name)
        else:
            back[name] = changed.before
    kept += [
        Kept(KeptKind.SETTING, name)
        for name in receipt.forgotten
        if prefs.get(name) is not None
    ]
    prefs = prefs.without(gone).with_values(back)
    return replace(state, prefs=prefs, kept=tuple(kept))


def _sound_defaults(prefs: Prefs) -> Prefs:
    """Drop a default that names nothing; Thunderbird then takes the first there is."""
    pairs: Mapping[str, str] = {
        names.DEFAULT_ACCOUNT: names.ACCOUNTS,
        names.DEFAULT_OUTGOING: names.OUTGOING_SERVERS,
    }
    return prefs.without(
        default
        for default, listing in pairs.items()
        if prefs.get(default) is not None
        and prefs.text(default) not in prefs.items(listing)
    )


def _unlisted(prefs: Prefs, name: str, key: str) -> Prefs:
    listed = prefs.items(name)
    if key not in listed:
        return prefs
    left = [item for item in listed if item != key]
    if not left:  # an empty list and none are the same to Thunderbird
        return prefs.without([name])
    return prefs.with_values({name: ",".join(left)})
