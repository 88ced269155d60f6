"""SMTP's ways to prove a login; exactly one of them is used."""

import base64
import time
from collections.abc import Mapping

from assistant.model.secret import Secret
from assistant.model.signal import Signal, Stage
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
from assistant.net.smtp_talk import Reply, SmtpTalk
from assistant.net.tls import TlsStream
from assistant.net.transcript import HIDDEN

# About the way of asking: command or mechanism unknown, not possible here, or
# not before encryption (RFC 4954 section 6, RFC 5248). The password was not judged.
_NOT_JUDGED = {500, 501, 502, 503, 504, 523, 530, 538}


async def authenticate(
    talk: SmtpTalk[TlsStream],
    extensions: Mapping[str, str],
    login: str,
    secret: Secret,
) -> LoginAnswer:
    """Send the password once, by the best mechanism offered; no second try."""
    mechanisms = extensions.get("AUTH", "").upper().split()
    if (obstacle := _obstacle(talk, extensions, login, secret)) is not None:
        return Refused(obstacle, is_definite=False, was_sent=False)
    talk.lines.has_sent_secret = False
    # For the rest of the conversation: a server may repeat them at any time.
    talk.lines.recorder.hide(login_words(login))
    talk.lines.recorder.hide(secret_words(login, secret))
    return await _ask(talk, mechanisms, login, secret)


async def _ask(
    talk: SmtpTalk[TlsStream], mechanisms: list[str], login: str, secret: Secret
) -> LoginAnswer:
    send = _plain if "PLAIN" in mechanisms else _login
    started = time.monotonic()
    try:
        reply = await send(talk, login, secret)
    except TroubleError as trouble:
        if talk.lines.has_sent_secret:
            return Unanswered(trouble.signal)
        return Refused(trouble.signal, is_definite=False, was_sent=False)
    if reply.is_ok:
        return Accepted(time.monotonic() - started)
    was_sent = talk.lines.has_sent_secret
    is_definite = was_sent and _is_judgement(reply)
    return Refused(talk.signal(reply), is_definite, was_sent)


def _obstacle(
    talk: SmtpTalk[TlsStream],
    extensions: Mapping[str, str],
    login: str,
    secret: Secret,
) -> Signal | None:
    """Return why nothing may be sent, None when all is well."""
    place = talk.lines.place
    if has_nul(login, secret):
        return place.signal(Stage.AUTHENTICATE, "input:NUL")
    if "AUTH" not in extensions:
        return place.signal(Stage.AUTHENTICATE, "mail:NO_AUTH")
    mechanisms = extensions["AUTH"].upper().split()
    if {"PLAIN", "LOGIN"} & set(mechanisms):
        return None
    return place.signal(
        Stage.AUTHENTICATE, "mail:NO_MECHANISM", mechanisms=" ".join(mechanisms)
    )


def _is_judgement(reply: Reply) -> bool:
    is_permanent = reply.code >= 500  # noqa: PLR2004  # RFC 5321 section 4.2.1
    return is_permanent and reply.code not in _NOT_JUDGED


async def _plain(talk: SmtpTalk[TlsStream], login: str, secret: Secret) -> Reply:
    message = plain(login, secret)
    await _send_secret(talk, b"AUTH PLAIN " + message, f"AUTH PLAIN {HIDDEN}")
    reply = await talk.reply(talk.lines.limits.password_s)
    if reply.is_more:
        # A server that overlooks the initial response asks for it again.
        await _send_secret(talk, message, HIDDEN)
        reply = await talk.reply(talk.lines.limits.password_s)
    return await _cancelled(talk, reply)


async def _login(talk: SmtpTalk[TlsStream], login: str, secret: Secret) -> Reply:
    reply = await talk.command("AUTH LOGIN")
    if not reply.is_more:
        return reply
    name = base64.b64encode(utf8(login)).decode()
    reply = await talk.command(name, HIDDEN)
    if not reply.is_more:
        return reply
    await _send_secret(talk, base64.b64encode(utf8(secret.reveal())), HIDDEN)
    return await _cancelled(talk, await talk.reply(talk.lines.limits.password_s))


async def _cancelled(talk: SmtpTalk[TlsStream], reply: Reply) -> Reply:
    # Whatever a server still wants after the password is not ours to give.
    return await talk.command("*") if reply.is_more else reply


async def _send_secret(talk: SmtpTalk[TlsStream], text: bytes, shown: str) -> None:
    await talk.lines.send_secret(text + b"\r\n", shown, Stage.AUTHENTICATE)
