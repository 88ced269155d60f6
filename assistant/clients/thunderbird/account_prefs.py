"""What the settings of one account are called, and the values we give them.

Names and values are those Thunderbird's own wizard writes (`CreateInBackend` in
`modules/accountcreation/`, 153). Everything Thunderbird fills in by itself is left
to it: directories, connection counts, name spaces, the Local Folders account, and
`mail.ui-rdf.version`, whose mere presence would start migrations.
"""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote

from assistant.clients.thunderbird.prefs import PrefValue
from assistant.model.account import Account, Identity
from assistant.model.institution import FolderNames
from assistant.model.server import Endpoint, Security

ACCOUNTS = "mail.accountmanager.accounts"
DEFAULT_ACCOUNT = "mail.accountmanager.defaultaccount"
LAST_KEY = "mail.account.lastKey"
OUTGOING_SERVERS = "mail.smtpservers"
DEFAULT_OUTGOING = "mail.smtp.defaultserver"

IMAP = "imap"
NORMAL_PASSWORD = 3  # nsMsgAuthMethod.passwordCleartext; only ever inside TLS
# Thunderbird sends with the default server of *another* account where an identity
# names none (`OutgoingServerService.getServerByIdentity`); a name that no server
# has, and that Thunderbird never gives one, makes sending fail plainly instead.
NO_OUTGOING_SERVER = "receive-only"

_SOCKET_TYPES = {Security.STARTTLS: 2, Security.TLS: 3}

# Without these the first start asks about the default client, shows the rights bar
# and opens the privacy notice.
FIRST_START: Mapping[str, PrefValue] = MappingProxyType(
    {
        "mail.shell.checkDefaultClient": False,
        "mail.rights.version": 1,
        "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    }
)


def account_name(key: str, name: str) -> str:
    """Return what setting `name` of the account `key` is called."""
    return f"mail.account.{key}.{name}"


def server_name(key: str, name: str) -> str:
    """Return what setting `name` of the incoming server `key` is called."""
    return f"mail.server.{key}.{name}"


def identity_name(key: str, name: str) -> str:
    """Return what setting `name` of the identity `key` is called."""
    return f"mail.identity.{key}.{name}"


def outgoing_name(key: str, name: str) -> str:
    """Return what setting `name` of the outgoing server `key` is called."""
    return f"mail.smtpserver.{key}.{name}"


def server_values(account: Account) -> Mapping[str, PrefValue]:
    """Return what the incoming server must say, at creation and ever after."""
    return {
        "type": IMAP,
        "hostname": account.imap.host,
        "port": account.imap.port,
        "socketType": _SOCKET_TYPES[account.imap.security],
        "authMethod": NORMAL_PASSWORD,
        "userName": account.login,
        "uid": str(account.marker("server")),
    }


def new_server_values(account: Account) -> Mapping[str, PrefValue]:
    """Return what a new incoming server also gets; the user may change it later."""
    return {
        "name": account.title,
        # The default is false: the first mail would wait for a click.
        "login_at_startup": True,
        "check_new_mail": True,
        "check_time": 10,  # minutes, as Thunderbird's own wizard has it
    }


def outgoing_values(account: Account, smtp: Endpoint) -> Mapping[str, PrefValue]:
    """Return what the outgoing server must say, at creation and ever after."""
    return {
        "type": "smtp",
        "hostname": smtp.host,
        "port": smtp.port,
        "try_ssl": _SOCKET_TYPES[smtp.security],
        "authMethod": NORMAL_PASSWORD,
        "username": account.outgoing_login,
        "uid": str(account.marker("smtp")),
    }


def new_outgoing_values(account: Account) -> Mapping[str, PrefValue]:
    """Return what a new outgoing server also gets."""
    return {"description": account.title}


def identity_values(account: Account, sends_by: str) -> Mapping[str, PrefValue]:
    """Return what the identity must say; `sends_by` is its outgoing server's key."""
    person: Identity = account.identity
    values: dict[str, PrefValue] = {
        "fullName": person.name,
        "useremail": str(person.address),
        "smtpServer": sends_by,
        "valid": True,
        "uid": str(account.marker("identity")),
    }
    if person.organisation is not None:
        values["organization"] = person.organisation
    return values


def new_identity_values(
    account: Account, folders: FolderNames | None
) -> Mapping[str, PrefValue]:
    """Return what a new identity also gets.

    `folders` are given only where the server marks none (RFC 6154): where it does,
    Thunderbird finds them by their marks, whatever they are called.
    """
    # 1: the answer stands above the quoted text, as the own wizard chooses.
    values: dict[str, PrefValue] = {"reply_on_top": 1}
    if folders and folders.sent:
        values["fcc_folder"] = folder_uri(account, folders.sent)
        values["fcc_folder_picker_mode"] = _picker_mode(folders.sent, "Sent")
    if folders and folders.drafts:
        values["draft_folder"] = folder_uri(account, folders.drafts)
        values["drafts_folder_picker_mode"] = _picker_mode(folders.drafts, "Drafts")
    return values


def root_uri(host: str, login: str) -> str:
    """Return the URI by which Thunderbird names an IMAP account; it has no port."""
    # Percent signs for all but the characters Gecko's own escaping leaves (`xalpha`).
    shown = f"[{host}]" if ":" in host else host
    return f"imap://{quote(login, safe='-._*')}@{shown}"


def folder_uri(account: Account, folder: str) -> str:
    """Return Thunderbird's URI of a folder named as the server lists it, by `/`."""
    root = root_uri(account.imap.host, account.login)
    return f"{root}/{quote(folder, safe='/&+,-._~')}"


def origin(scheme: str, host: str) -> str:
    """Return under which origin Thunderbird looks a password up; it has no port."""
    return f"{scheme}://{host}"


def _picker_mode(folder: str, usual: str) -> str:
    # "0": the account's folder of the usual name; "1": the folder named by the URI.
    # The setting is a text, not a number.
    return "0" if folder == usual else "1"
