"""The message that waits in the demo's INBOX."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from assistant.demo.account import DOMAIN, DemoAccount
from assistant.text import _


def welcome_message(account: DemoAccount) -> bytes:
    """Return a message to the user, as it came over the wire."""
    message = EmailMessage()
    message["From"] = f"assistance@{DOMAIN}"
    message["To"] = str(account.address)
    message["Subject"] = _("Welcome to the demo académie")
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=DOMAIN)
    message.set_content(
        _("This mailbox exists on your computer only, and only while the demo runs.")
    )
    return message.as_bytes().replace(b"\n", b"\r\n")
