"""Waits, inside a namespace, until servers answer; logs in once to warm Dovecot.

    python -m tests.network.probe tcp:HOST:PORT… dns:SERVER:NAME… login:HOST:PORT…

Names are resolved, so that a probe also proves the resolver.
"""

import imaplib
import socket
import ssl
import sys
import time

import dns.exception
import dns.message
import dns.query
import dns.rcode

from tests.network.accounts import WARM_UP

_PATIENCE_S = 10


def main() -> None:
    """Wait for each target in turn; fail with its last error."""
    for target in sys.argv[1:]:
        kind, host, what = target.split(":")
        _await(kind, host, what)


def _await(kind: str, host: str, what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            _try(kind, host, what)
        except (OSError, dns.exception.DNSException, imaplib.IMAP4.error) as error:
            if time.monotonic() > deadline:
                sys.exit(f"{kind}:{host}:{what}: {error!r}")
            time.sleep(0.02)  # another program's start raises no event here
        else:
            return


def _try(kind: str, host: str, what: str) -> None:
    if kind == "dns":
        answer = dns.query.udp(dns.message.make_query(what, "A"), host, timeout=1)
        if answer.rcode() != dns.rcode.NOERROR or not answer.answer:
            raise ConnectionError(answer.to_text())
    elif kind == "tcp":
        socket.create_connection((host, int(what)), timeout=2).close()
    else:
        context = ssl.create_default_context()
        with imaplib.IMAP4_SSL(
            host, int(what), ssl_context=context, timeout=10
        ) as client:
            client.login(WARM_UP.login, WARM_UP.password)


if __name__ == "__main__":
    main()
