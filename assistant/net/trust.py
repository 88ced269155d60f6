"""Whom this computer trusts: one TLS context, made once."""

import asyncio
import os
import ssl
import sys
import threading
from pathlib import Path


class Trust:
    """The system's trusted authorities, behind one cached context.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` take the place of the system's store when
    they are set; `authorities`, a file of certificates, takes the place of both.
    """

    def __init__(self, authorities: Path | None = None) -> None:
        self._authorities = authorities
        self._context: ssl.SSLContext | None = None
        self._lock = threading.Lock()

    def context(self) -> ssl.SSLContext:
        """Return the context; the first call takes 20 to 40 ms."""
        with self._lock:
            context = self._context or _strict(_make(self._authorities))
            self._context = context
            return context

    async def ready(self) -> ssl.SSLContext:
        """Return the context, made beside the loop and not in its way."""
        if self._context is not None:
            return self._context
        return await asyncio.to_thread(self.context)


def _make(authorities: Path | None) -> ssl.SSLContext:
    if authorities is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cafile=authorities)
        return context
    if not {"SSL_CERT_FILE", "SSL_CERT_DIR"} & os.environ.keys():
        # Imported here because it costs 15 ms that a literal address of the demo
        # need not pay.
        import truststore  # noqa: PLC0415

        # Where truststore leaves the work to OpenSSL, it would read the whole
        # store again for every connection (25 ms each, on the loop), and gives
        # nothing that OpenSSL's own default does not. Which one it took is told
        # by the part of itself it loaded.
        if "truststore._openssl" not in sys.modules:
            return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    return context


def _strict(context: ssl.SSLContext) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 8996, RFC 9325
    context.check_hostname = True
    context.verify_mode = ssl.CERT_REQUIRED
    # A name in the subject only is no name: RFC 9525 section 2.
    context.hostname_checks_common_name = False
    return context
