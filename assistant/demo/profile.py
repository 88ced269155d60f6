"""The institution profile of the demo académie.

Generated, because its ports are those of one run.
"""

from datetime import UTC, datetime

from assistant.demo.account import DOMAIN, DemoAccount
from assistant.model.server import Endpoint

_FACT = """\
source = "the demo itself"
checked = {today}
"""
_HEAD = """\
id = "ac-demo"
name = "Académie de démonstration"
short_name = "Démo"
domains = ["{domain}"]
address_examples = ["{address}"]
control_hosts = []
{fact}
[security]
minimum_tls = "1.2"
{fact}
[folders]
sent = "Sent"
drafts = "Drafts"
trash = "Trash"
junk = "Junk"
{fact}
[[platforms]]
id = "main"
name = "Messagerie de démonstration"
secret = "password"

[platforms.login]
form = "identifier"
pattern = "^[a-z]+[0-9]*$"
examples = ["{login}"]
suggestions = ["{{initial}}{{family}}{{digit}}"]
{fact}"""
_SERVER = """
[[platforms.{service}]]
host = "{host}"
port = {port}
security = "{security}"
{fact}"""


def profile_text(
    account: DemoAccount, *, imap: tuple[Endpoint, ...], smtp: tuple[Endpoint, ...]
) -> str:
    """Return the profile file's text; doors stand in the order of preference."""
    fact = _FACT.format(today=datetime.now(UTC).date().isoformat())
    head = _HEAD.format(
        domain=DOMAIN, address=account.address, login=account.login, fact=fact
    )
    doors = [("imap", door) for door in imap] + [("smtp", door) for door in smtp]
    return head + "".join(_server(service, door, fact) for service, door in doors)


def _server(service: str, door: Endpoint, fact: str) -> str:
    return _SERVER.format(
        service=service,
        host=door.host,
        port=door.port,
        security=door.security,
        fact=fact,
    )
