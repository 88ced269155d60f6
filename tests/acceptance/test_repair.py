"""An account typed by hand into the real Thunderbird, repaired and given back."""

import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.clients.thunderbird.prefs import Prefs, PrefValue
from tests.acceptance.desktop import Thunderbird, User, wait_until
from tests.acceptance.job import (
    ADDRESS,
    LOGIN,
    assistant,
    imap_logins,
    logins_of,
    only_main_window,
    set_up,
    try_to_set_up,
)
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

pytestmark = [pytest.mark.real, pytest.mark.timeout(120)]

_SERVER = "mail.server.server1."
# All that the repair changes, by what stood there.
OURS = (
    f"{_SERVER}port",
    f"{_SERVER}socketType",
    f"{_SERVER}uid",
    "mail.identity.id1.fullName",
    "mail.identity.id1.smtpServer",
    "mail.identity.id1.uid",
    "mail.smtpservers",
    "mail.smtp.defaultserver",
)


def nobodys_port() -> int:
    """Return a port on which nothing answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def by_hand(host: str, port: int) -> Mapping[str, PrefValue]:
    """Give what `CreateInBackend` writes; the outgoing server was deleted since."""
    folders = f"imap://{LOGIN}@{host}"
    return {
        "mail.accountmanager.accounts": "account1",
        "mail.accountmanager.defaultaccount": "account1",
        "mail.account.lastKey": 1,
        "mail.account.account1.server": "server1",
        "mail.account.account1.identities": "id1",
        f"{_SERVER}type": "imap",
        f"{_SERVER}hostname": host,
        f"{_SERVER}port": port,
        f"{_SERVER}socketType": 2,
        f"{_SERVER}authMethod": 3,
        f"{_SERVER}userName": LOGIN,
        f"{_SERVER}name": ADDRESS,
        f"{_SERVER}check_new_mail": True,
        f"{_SERVER}check_time": 10,
        f"{_SERVER}login_at_startup": True,
        f"{_SERVER}valid": True,
        "mail.identity.id1.fullName": "Elodie Martin",
        "mail.identity.id1.useremail": ADDRESS,
        "mail.identity.id1.reply_on_top": 1,
        "mail.identity.id1.valid": True,
        "mail.identity.id1.smtpServer": "smtp1",
        "mail.identity.id1.fcc_folder": f"{folders}/Sent",
        "mail.identity.id1.fcc_folder_picker_mode": "0",
        "mail.identity.id1.draft_folder": f"{folders}/Drafts",
        "mail.identity.id1.drafts_folder_picker_mode": "0",
        "mail.identity.id1.stationery_folder": f"{folders}/Templates",
        "mail.identity.id1.tmpl_folder_picker_mode": "0",
    }


def settings(profile: Path) -> Prefs:
    prefs = Prefs.parse((profile / "prefs.js").read_bytes())
    assert isinstance(prefs, Prefs)
    return prefs


def profile_by_hand(thunderbird: Thunderbird, host: str, port: int) -> Path:
    """Make the profile with that account, and let Thunderbird use and save it."""
    root = thunderbird.user.home / ".thunderbird"
    profile = root / "x.default"
    profile.mkdir(parents=True)
    (root / "profiles.ini").write_text(
        "[Profile0]\nName=default\nIsRelative=1\nPath=x.default\nDefault=1\n\n"
        "[General]\nStartWithLastProfile=1\nVersion=2\n"
    )
    (profile / "compatibility.ini").write_text("[Compatibility]\n")
    prefs = Prefs().with_values(by_hand(host, port))
    (profile / "prefs.js").write_bytes(prefs.to_bytes())
    for path in (root, *root.rglob("*")):
        shutil.chown(path, thunderbird.user.name, thunderbird.user.name)
    see_it_fail(thunderbird)
    # Thunderbird writes its Local Folders only once it has read all accounts.
    assert settings(profile).get("mail.accountmanager.localfoldersserver")
    return profile


def see_it_fail(thunderbird: Thunderbird) -> None:
    """Start it, and quit once it has said that it reaches no server."""

    def alerts() -> list[str]:
        return [n for n, title in thunderbird.windows().items() if title == "Alert"]

    thunderbird.start()
    wait_until(alerts, 30, "it reaches no server")
    thunderbird.press(alerts()[0], "Return")
    wait_until(lambda: only_main_window(thunderbird), 15, "the alert closes")
    thunderbird.quit()


def test_an_account_made_by_hand_works_once_repaired_and_is_given_back(
    thunderbird: Thunderbird, user: User, dovecot: Dovecot, postfix: Postfix
) -> None:
    profile = profile_by_hand(thunderbird, dovecot.imap.host, nobodys_port())
    before = settings(profile)
    doors = dovecot.imap, postfix.smtp
    refused = try_to_set_up(user, dovecot, *doors)
    assert refused["verdict"]["id"] == "CLI-02", refused
    assert settings(profile) == before

    set_up(user, dovecot, *doors, "--repair")

    logins = imap_logins(dovecot)
    thunderbird.start()
    wait_until(lambda: imap_logins(dovecot) > logins, 15, "Dovecot sees its login")
    wait_until(lambda: only_main_window(thunderbird), 15, "no dialog is left")
    thunderbird.quit()
    repaired = settings(profile)
    assert repaired.items("mail.accountmanager.accounts") == before.items(
        "mail.accountmanager.accounts"
    )
    assert repaired.get(f"{_SERVER}port") == dovecot.imap.port
    assert repaired.get("mail.identity.id1.fullName") == "Élodie MARTIN"
    assert repaired.items("mail.smtpservers")
    assert len(logins_of(profile)) == 2

    undone = assistant(user, dovecot, "undo", "--yes")

    assert undone["ok"], undone
    assert undone["way"] == "withdraw"
    # The account that stays still talks to the server of that authority.
    assert [kept["kind"] for kept in undone["kept"]] == ["certificate"]
    assert not logins_of(profile)
    after = settings(profile)
    assert {name: after.get(name) for name in OURS} == {
        name: before.get(name) for name in OURS
    }
    see_it_fail(thunderbird)
