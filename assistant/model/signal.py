"""What the world told us, before anyone interprets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from assistant.model.server import Endpoint, Service

Facts = Mapping[str, str | int | float | bool]


class Stage(StrEnum):
    """How far a conversation had come, in the order it goes."""

    PREFLIGHT = "preflight"
    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    GREETING = "greeting"
    CAPABILITY = "capability"
    STARTTLS = "starttls"
    AUTHENTICATE = "authenticate"
    MAILBOX = "mailbox"
    SEND = "send"
    ARRIVE = "arrive"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Signal:
    """One fact, as it came: where, when, and under which code.

    `code` names a structured answer, never a wording. Its prefix tells the
    vocabulary:

    ========== ==========================================================
    ``dns:``   ``NXDOMAIN`` ``NODATA`` ``SERVFAIL`` ``REFUSED`` ``TIMEOUT``
               ``BADNAME`` ``NO_RESOLVER``
    ``errno:`` the symbolic name, e.g. ``ECONNREFUSED`` ``ENETUNREACH``
    ``time:``  ``CONNECT`` ``TLS`` ``GREETING`` ``REPLY`` (the limit that ran out)
    ``tls:``   ``verify:10`` (OpenSSL's number), ``alert:40`` or OpenSSL's reason,
               e.g. ``WRONG_VERSION_NUMBER``, ``UNEXPECTED_EOF``
    ``imap:``  a response code, e.g. ``AUTHENTICATIONFAILED``, else the status
               ``NO`` ``BAD`` ``BYE``; ``MALFORMED``
    ``smtp:``  the enhanced status code, e.g. ``5.7.8``, else the reply code
               ``535``; ``MALFORMED``
    ``mail:``  our own judgement of a good conversation: ``NO_STARTTLS``
               ``INJECTED`` ``LOGINDISABLED`` ``NO_MECHANISM`` ``NO_AUTH``
               ``NOT_ARRIVED`` ``OTHER_PROTOCOL`` ``CLOSED`` ``NOT_EXPUNGED``
               ``TOO_BIG`` ``NO_8BITMIME`` ``NO_SMTPUTF8``; ``PASSED_OVER``: a
               port that was still silent when a less preferred one was ready
    ``input:`` what was typed, see `assistant.engine.preflight`
    ``client:`` what a mail program's files say, see `assistant.clients`
    ========== ==========================================================

    `facts` carry what a sentence may need: ``reply`` ``enhanced`` ``status``
    ``response_code`` ``text`` (the server's words, redacted), ``address``,
    ``tried``, ``resolver``, ``speaks``, ``mechanisms``, ``issuer``, ``top_issuer``,
    ``not_after``, ``names``, ``elapsed_s``. Never a secret.
    """

    stage: Stage
    code: str
    service: Service | None = None
    server: Endpoint | None = None
    facts: Facts = field(default_factory=lambda: MappingProxyType({}), hash=False)
