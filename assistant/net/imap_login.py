"""IMAP's ways to prove a login; exactly one of them is used."""

import time
from collections.abc import Set as AbstractSet

from assistant.model.secret import Secret
from assistant.model.signal import Signal, Stage
from assistant.net.imap_names import quoted
from assistant.net.imap_talk import Answer, ImapTalk
from assistant.net.login import (
    Accepted,
    LoginAnswer,
    Refused,
    Unanswered,
    has_nul,
    login_words,
    plain,
    secret_words,
    utf8,
)
from assistant.net.place import TroubleError
from assistant.net.tls import TlsStream
from assistant.net.transcript import HIDDEN

# Known to be temporary, or about the way of asking (RFC 5530, RFC 9051): the
# password was not judged.
_NOT_JUDGED = {"UNAVAILABLE", "LIMIT", "PRIVACYREQUIRED", "INUSE", "SERVERBUG"}
_LONGEST_QUOTED = 255
_WAIT = b"\0"  # no login holds one


async def authenticate(
    talk: ImapTalk[TlsStream],
    capabilities: AbstractSet[str],
    login: str,
    secret: Secret,
) -> tuple[LoginAnswer, Answer | None]:
    """Send the password once, by the best mechanism offered.

    There is no second try: after a refusal by one mechanism another would only
    cost another attempt (K-9 Mail does that, and locks accounts).
    """
    if (obstacle := _obstacle(talk, capabilities, login, secret)) is not None:
        return Refused(obstacle, is_definite=False, was_sent=False), None
    talk.lines.has_sent_secret = False
    # For the rest of the conversation: a server may repeat them at any time.
    talk.lines.recorder.hide(login_words(login))
    talk.lines.recorder.hide(secret_words(login, secret))
    return await _ask(talk, capabilities, login, secret)


async def _ask(
    talk: ImapTalk[TlsStream],
    capabilities: AbstractSet[str],
    login: str,
    secret: Secret,
) -> tuple[LoginAnswer, Answer | None]:
    send = _plain if "AUTH=PLAIN" in capabilities else _login
    started = time.monotonic()
    try:
        answer = await send(talk, capabilities, login, secret)
    except TroubleError as trouble:
        return _troubled(talk, trouble.signal), None
    if answer.is_ok:
        return Accepted(time.monotonic() - started), answer
    return _refusal(talk, answer), answer


def _obstacle(
    talk: ImapTalk[TlsStream],
    capabilities: AbstractSet[str],
    login: str,
    secret: Secret,
) -> Signal | None:
    """Return why nothing may be sent, None when all is well."""
    place = talk.lines.place
    if has_nul(login, secret):
        return place.signal(Stage.AUTHENTICATE, "input:NUL")
    if "AUTH=PLAIN" in capabilities or "LOGINDISABLED" not in capabilities:
        return None
    offered = sorted(c for c in capabilities if c.startswith("AUTH="))
    return place.signal(
        Stage.AUTHENTICATE,
        "mail:LOGINDISABLED",
        mechanisms=" ".join(name.removeprefix("AUTH=") for name in offered),
    )


async def _plain(
    talk: ImapTalk[TlsStream],
    capabilities: AbstractSet[str],
    login: str,
    secret: Secret,
) -> Answer:
    tag = talk.next_tag()
    begin = f"{tag} AUTHENTICATE PLAIN"
    message = plain(login, secret)
    if "SASL-IR" in capabilities:  # RFC 4959: saves a round trip
        await _send_secret(talk, begin.encode() + b" " + message, f"{begin} {HIDDEN}")
    else:
        await talk.send(begin, begin)
        more = await talk.answer_or_continuation(tag, talk.lines.limits.reply_s)
        if isinstance(more, Answer):
            return more
        await _send_secret(talk, message, HIDDEN)
    return await talk.answer(tag, talk.lines.limits.password_s)


async def _login(
    talk: ImapTalk[TlsStream],
    capabilities: AbstractSet[str],
    login: str,
    secret: Secret,
) -> Answer:
    tag = talk.next_tag()
    has_plus = "LITERAL+" in capabilities  # RFC 7888
    name = _astring(utf8(login), has_plus=has_plus)
    word = _astring(utf8(secret.reveal()), has_plus=has_plus)
    begun = f"{tag} LOGIN".encode()
    *first, last = (begun + b" " + name + b" " + word).split(_WAIT)
    shown = f"{tag} LOGIN {HIDDEN}"
    for piece in first:
        # Ends in the size of a literal, for which the server must be asked.
        await talk.lines.send(piece + b"\r\n", shown, Stage.AUTHENTICATE)
        more = await talk.answer_or_continuation(tag, talk.lines.limits.reply_s)
        if isinstance(more, Answer):
            return more
        shown = HIDDEN
    await _send_secret(talk, last, shown)
    return await talk.answer(tag, talk.lines.limits.password_s)


def _astring(text: bytes, *, has_plus: bool) -> bytes:
    if len(text) <= _LONGEST_QUOTED and all(0x20 <= byte < 0x7F for byte in text):  # noqa: PLR2004  # printable ASCII
        return quoted(text.decode("ascii")).encode("ascii")
    if has_plus:
        return b"{%d+}\r\n%b" % (len(text), text)
    return b"{%d}%b%b" % (len(text), _WAIT, text)


async def _send_secret(talk: ImapTalk[TlsStream], text: bytes, shown: str) -> None:
    await talk.lines.send_secret(text + b"\r\n", shown, Stage.AUTHENTICATE)


def _refusal(talk: ImapTalk[TlsStream], answer: Answer) -> Refused:
    status = answer.status
    was_sent = talk.lines.has_sent_secret
    is_definite = was_sent and status.code not in _NOT_JUDGED
    return Refused(talk.signal(status, answer.notices), is_definite, was_sent)


def _troubled(talk: ImapTalk[TlsStream], signal: Signal) -> Refused | Unanswered:
    code = signal.code.removeprefix("imap:")
    was_sent = talk.lines.has_sent_secret
    if was_sent and code not in _NOT_JUDGED:
        return Unanswered(signal)
    return Refused(signal, is_definite=False, was_sent=was_sent)
