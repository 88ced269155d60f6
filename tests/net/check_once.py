"""One check of a login, as the engine does it; run inside the emulated network.

    python -m tests.net.check_once LOGIN < PASSWORD

Prints one JSON object: seconds from the first packet, the doors taken, the answers.
"""

import asyncio
import json
import sys
import time

from assistant.model.secret import Secret
from assistant.model.server import Endpoint
from assistant.net import Accepted, Net
from tests.network.accounts import DOMAIN

_IMAP = (f"imap.{DOMAIN}:993:tls", f"imap.{DOMAIN}:143:starttls")
_SMTP = (f"smtp.{DOMAIN}:465:tls", f"smtp.{DOMAIN}:587:starttls")


async def check(login: str, secret: Secret) -> dict[str, object]:
    """Open both, log in to IMAP, then to SMTP if IMAP accepted."""
    net = Net()
    opening = (
        asyncio.create_task(net.open_imap([Endpoint.parse(text) for text in _IMAP])),
        asyncio.create_task(net.open_smtp([Endpoint.parse(text) for text in _SMTP])),
    )
    answers: list[str] = []
    # IMAP logs in while SMTP, which is a trip longer, still opens.
    for task in opening:
        session = (await task).session
        if session is None:
            break
        answer = await session.authenticate(login, secret)
        answers.append(type(answer).__name__)
        if not isinstance(answer, Accepted):
            break
    finished_at = time.monotonic()
    imap, smtp = await opening[0], await opening[1]
    elapsed_s = finished_at - min(imap.started_at, smtp.started_at)
    signals = [signal.code for signal in (*imap.signals, *smtp.signals)]
    sessions = [each for each in (imap.session, smtp.session) if each is not None]
    for session in sessions:
        await session.close()
    return {
        "elapsed_s": elapsed_s,
        "ports": [session.endpoint.port for session in sessions],
        "answers": answers,
        "signals": signals,
    }


if __name__ == "__main__":
    found = asyncio.run(check(sys.argv[1], Secret(sys.stdin.read())))
    sys.stdout.write(json.dumps(found))
