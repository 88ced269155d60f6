"""The accounts that stand in a `prefs.js`, as Thunderbird would see them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.clients.thunderbird.account_prefs import (
    ACCOUNTS,
    NORMAL_PASSWORD,
    OUTGOING_SERVERS,
    account_name,
    identity_name,
    outgoing_name,
    server_name,
)
from assistant.clients.thunderbird.prefs import Prefs, PrefValue

_TLS = 3  # nsMsgSocketType.SSL

# What Thunderbird takes where a setting is missing (`mailnews.js`); it also drops
# a setting from the file once it equals these.
_SERVER_DEFAULTS: Mapping[str, PrefValue] = MappingProxyType(
    {"authMethod": NORMAL_PASSWORD, "socketType": 0}
)
_OUTGOING_DEFAULTS: Mapping[str, PrefValue] = MappingProxyType(
    {"authMethod": NORMAL_PASSWORD, "try_ssl": 0, "type": "smtp"}
)
_IDENTITY_DEFAULTS: Mapping[str, PrefValue] = MappingProxyType({"valid": True})


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """One account Thunderbird shows; `identities` are keys, the first its default."""

    key: str
    server: str
    type: str
    host: str
    login: str
    title: str
    identities: tuple[str, ...]


def found_accounts(prefs: Prefs) -> tuple[FoundAccount, ...]:
    """Return the accounts in the order of the folder pane."""
    # A key listed twice is loaded once, one without a server not at all.
    keys = dict.fromkeys(prefs.items(ACCOUNTS))
    return tuple(_found(prefs, key) for key in keys if _server_of(prefs, key))


def _server_of(prefs: Prefs, account: str) -> str:
    return prefs.text(account_name(account, "server"))


def _found(prefs: Prefs, key: str) -> FoundAccount:
    server = _server_of(prefs, key)
    return FoundAccount(
        key=key,
        server=server,
        type=prefs.text(server_name(server, "type")),
        host=prefs.text(server_name(server, "hostname")),
        login=prefs.text(server_name(server, "userName")),
        title=prefs.text(server_name(server, "name")),
        identities=prefs.items(account_name(key, "identities")),
    )


def outgoing_servers(prefs: Prefs) -> tuple[str, ...]:
    """Return the keys of the outgoing servers Thunderbird offers."""
    return tuple(dict.fromkeys(prefs.items(OUTGOING_SERVERS)))


def server_value(prefs: Prefs, key: str, name: str) -> PrefValue | None:
    """Return what Thunderbird takes for setting `name` of an incoming server."""
    if name == "port":
        secured = server_value(prefs, key, "socketType") == _TLS
        return _port(prefs, server_name(key, name), 993 if secured else 143)
    return _or_default(prefs, server_name(key, name), name, _SERVER_DEFAULTS)


def outgoing_value(prefs: Prefs, key: str, name: str) -> PrefValue | None:
    """Return what Thunderbird takes for setting `name` of an outgoing server."""
    if name == "port":
        secured = outgoing_value(prefs, key, "try_ssl") == _TLS
        return _port(prefs, outgoing_name(key, name), 465 if secured else 587)
    return _or_default(prefs, outgoing_name(key, name), name, _OUTGOING_DEFAULTS)


def identity_value(prefs: Prefs, key: str, name: str) -> PrefValue | None:
    """Return what Thunderbird takes for setting `name` of an identity."""
    return _or_default(prefs, identity_name(key, name), name, _IDENTITY_DEFAULTS)


ValueOf = Callable[[Prefs, str, str], PrefValue | None]


def _or_default(
    prefs: Prefs, full_name: str, name: str, defaults: Mapping[str, PrefValue]
) -> PrefValue | None:
    value = prefs.get(full_name)
    return defaults.get(name) if value is None else value


def _port(prefs: Prefs, full_name: str, usual: int) -> PrefValue:
    port = prefs.get(full_name)
    # 0 and -1 both stand for "the usual one".
    return port if isinstance(port, int) and port > 0 else usual


def free_key(prefix: str, branch: str, prefs: Prefs, taken: tuple[str, ...]) -> str:
    """Return the lowest `prefix`N that nothing uses or lists."""
    number = 1
    while prefs.branch(f"{branch}.{prefix}{number}.") or f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"
