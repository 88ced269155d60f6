"""The IMAP server: one session for each client."""

import ssl

from assistant.demo.account import DemoAccount
from assistant.demo.imap.session import Session
from assistant.demo.listener import Listener
from assistant.demo.mailbox import Mailbox


def imap_listener(
    account: DemoAccount, mailbox: Mailbox, tls: ssl.SSLContext, *, is_tls_first: bool
) -> Listener:
    """Return what serves `mailbox`, with TLS from the start or by STARTTLS."""

    def welcome() -> Session:
        return Session(
            account=account, mailbox=mailbox, tls=tls, is_secure=is_tls_first
        )

    return Listener(welcome, tls if is_tls_first else None)
