"""A certificate authority that lives as long as the demo."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

LIFETIME = timedelta(hours=12)
NAMES = ("localhost", "127.0.0.1", "::1")


class Authority:
    """Issues the demo's certificate; its key exists in memory only."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="Assistant Messagerie demo")

    def write_certificate(self, path: Path) -> None:
        """Leave the authority's certificate, for those who shall trust it."""
        path.write_bytes(self._authority.cert_pem.bytes())

    def server_context(self) -> ssl.SSLContext:
        """A server's TLS context with a certificate for this computer's own names."""
        leaf = self._authority.issue_cert(
            *NAMES, not_after=datetime.now(UTC) + LIFETIME
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        leaf.configure_cert(context)
        return context
