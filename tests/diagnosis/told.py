"""Signals as `net` and the mail programs' writers make them."""

from types import MappingProxyType

from assistant.model.server import Endpoint, Security, Service
from assistant.model.signal import Signal, Stage

IMAPS = Endpoint("imap.example.org", 993, Security.TLS)
IMAP = Endpoint("imap.example.org", 143, Security.STARTTLS)
SMTPS = Endpoint("smtp.example.org", 465, Security.TLS)
SUBMISSION = Endpoint("smtp.example.org", 587, Security.STARTTLS)


def imap(
    stage: Stage, code: str, server: Endpoint = IMAPS, **facts: str | float
) -> Signal:
    return Signal(stage, code, Service.IMAP, server, MappingProxyType(facts))


def smtp(
    stage: Stage, code: str, server: Endpoint = SUBMISSION, **facts: str | float
) -> Signal:
    return Signal(stage, code, Service.SMTP, server, MappingProxyType(facts))


def client(code: str) -> Signal:
    return Signal(Stage.CLIENT, f"client:{code}", facts=MappingProxyType({}))


def typed(code: str) -> Signal:
    return Signal(Stage.PREFLIGHT, f"input:{code}", facts={"field": "login"})
