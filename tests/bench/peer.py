"""The plain way, for comparison: the standard library, one server after the other.

    python -m tests.bench.peer IMAP_HOST SMTP_HOST LOGIN RUNS    (password on stdin)

Writes the seconds of each run, from the first question to the last answer.
"""

import imaplib
import json
import smtplib
import ssl
import sys
import time


def main() -> None:
    """Log in to both servers, RUNS times."""
    imap_host, smtp_host, login, runs = sys.argv[1:]
    password = sys.stdin.readline().rstrip("\n")
    context = ssl.create_default_context()
    times = []
    for _ in range(int(runs)):
        began = time.monotonic()
        imap = imaplib.IMAP4_SSL(imap_host, ssl_context=context, timeout=10)
        imap.login(login, password)
        smtp = smtplib.SMTP_SSL(smtp_host, context=context, timeout=10)
        smtp.login(login, password)
        times.append(time.monotonic() - began)
        imap.shutdown()
        smtp.close()
    sys.stdout.write(json.dumps(times) + "\n")


if __name__ == "__main__":
    main()
