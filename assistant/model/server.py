"""Where a mail server is, and how the conversation is protected."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_HIGHEST_PORT = 65535
_HOST = re.compile(r"^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$")
_IPV6 = re.compile(r"^[0-9A-Fa-f:.]+(%\w+)?$")


class Service(StrEnum):
    """What is spoken."""

    IMAP = "imap"
    SMTP = "smtp"


class Security(StrEnum):
    """When TLS starts. There is no third kind: nothing is ever sent in the clear."""

    TLS = "tls"
    STARTTLS = "starttls"


class BadEndpointError(ValueError):
    """A text that is no `HOST:PORT:tls|starttls`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One door of one server: host name or literal address, port, security."""

    host: str
    port: int
    security: Security

    def __post_init__(self) -> None:
        if not 0 < self.port <= _HIGHEST_PORT:
            raise BadEndpointError(f"port {self.port}")
        if not (
            _HOST.match(self.host) or (":" in self.host and _IPV6.match(self.host))
        ):
            raise BadEndpointError(f"host {self.host!r}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `HOST:PORT:tls|starttls`; IPv6 stands in brackets: `[::1]:993:tls`.

        Raises:
            BadEndpointError: the text has another form.
        """
        match = re.fullmatch(r"(?:\[([^\]]+)\]|([^:]+)):(\d{1,5}):(\w+)", text.strip())
        if not match:
            raise BadEndpointError(text)
        try:
            security = Security(match[4].lower())
        except ValueError as error:
            raise BadEndpointError(text) from error
        return cls((match[1] or match[2]).lower(), int(match[3]), security)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}:{self.security}"
