"""The proof that mail works: a message to oneself, seen, then removed."""

import asyncio
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid

from assistant.engine.answers import Answers
from assistant.engine.ready import Connections
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.model.event import StepState
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.net import Folder, ImapSession, SpecialUse
from assistant.text import _

ARRIVAL_LIMIT_S = 60.0
# A server may store the message a moment after it took it; asking more often
# than this would not show it sooner to a person.
_LOOK_AGAIN_S = 0.25
_INBOX = "INBOX"


async def prove(
    connections: Connections,
    answers: Answers,
    folders: tuple[Folder, ...],
    *,
    tally: Tally,
    report: Reporter,
    limit_s: float = ARRIVAL_LIMIT_S,
) -> bool:
    """Send a message to the account itself, wait for it, and remove it again.

    The seconds it took become ``roundtrip_s``; exactly the message with our
    Message-ID is removed. Returns False with the reason in `tally`, also when
    the message is not there within `limit_s`.
    """
    assert connections.imap is not None
    assert connections.smtp is not None
    message = _message(answers)
    begun = report.clock.monotonic()
    report.start("send")
    address = answers.address
    refused = await connections.smtp.send(message.as_bytes(), address, (address,))
    if isinstance(refused, Signal):
        tally.signals.append(refused)
        report.end("send", StepState.FAILED)
        report.skip("arrive", because="send")
        return False
    report.end("send", StepState.OK)
    report.start("arrive")
    places = (
        _INBOX,
        *(one.name for one in folders if one.special_use is SpecialUse.JUNK),
    )
    message_id = str(message["Message-ID"])
    found = await _wait_for(connections.imap, places, message_id, limit_s)
    if isinstance(found, Signal):
        tally.signals.append(found)
        report.end("arrive", StepState.FAILED)
        return False
    tally.details["roundtrip_s"] = round(report.clock.monotonic() - begun, 3)
    report.end("arrive", StepState.OK)
    report.start("tidy")
    left = await connections.imap.delete(found)
    if left is not None:
        tally.notes.append(left)
    report.end("tidy", StepState.WARNED if left else StepState.OK)
    return True


def _message(answers: Answers) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = str(answers.address)
    message["To"] = str(answers.address)
    message["Subject"] = _("Test of your mailbox")
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=answers.address.domain)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834 section 5
    message.set_content(
        _("This message tests that your mailbox works. You may delete it."),
        cte="quoted-printable",  # no server needs 8BITMIME for it
    )
    return message


async def _wait_for(
    imap: ImapSession, folders: tuple[str, ...], message_id: str, limit_s: float
) -> int | Signal:
    """Return the UID of the message, its folder selected, or what stood in the way."""
    try:
        async with asyncio.timeout(limit_s):
            while True:
                for folder in folders:
                    found = await _seen(imap, folder, message_id)
                    # A junk folder that does not open is no reason to give up.
                    if isinstance(found, int) or (found and folder == _INBOX):
                        return found
                await asyncio.sleep(_LOOK_AGAIN_S)
    except TimeoutError:
        return Signal(Stage.ARRIVE, "mail:NOT_ARRIVED", Service.IMAP, imap.endpoint)


async def _seen(imap: ImapSession, folder: str, message_id: str) -> int | Signal | None:
    selected = await imap.select(folder)
    if isinstance(selected, Signal):
        return selected
    found = await imap.search_message_id(message_id)
    if isinstance(found, Signal):
        return found
    return found[-1] if found else None
