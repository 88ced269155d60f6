"""Names for what goes wrong in TLS: one code per cause, the same on every system."""

import re
import ssl

_ALERT = re.compile(r"^(?:SSLV3|TLSV1|TLSV13)_ALERT_(\w+)$")
# The registry of alerts, RFC 8446 section 6 and its forerunners.
_ALERTS = {
    "UNEXPECTED_MESSAGE": 10,
    "BAD_RECORD_MAC": 20,
    "DECRYPTION_FAILED": 21,
    "RECORD_OVERFLOW": 22,
    "DECOMPRESSION_FAILURE": 30,
    "HANDSHAKE_FAILURE": 40,
    "NO_CERTIFICATE": 41,
    "BAD_CERTIFICATE": 42,
    "UNSUPPORTED_CERTIFICATE": 43,
    "CERTIFICATE_REVOKED": 44,
    "CERTIFICATE_EXPIRED": 45,
    "CERTIFICATE_UNKNOWN": 46,
    "ILLEGAL_PARAMETER": 47,
    "UNKNOWN_CA": 48,
    "ACCESS_DENIED": 49,
    "DECODE_ERROR": 50,
    "DECRYPT_ERROR": 51,
    "EXPORT_RESTRICTION": 60,
    "PROTOCOL_VERSION": 70,
    "INSUFFICIENT_SECURITY": 71,
    "INTERNAL_ERROR": 80,
    "INAPPROPRIATE_FALLBACK": 86,
    "USER_CANCELLED": 90,
    "NO_RENEGOTIATION": 100,
    "MISSING_EXTENSION": 109,
    "CERTIFICATE_REQUIRED": 116,
    "NO_APPLICATION_PROTOCOL": 120,
}
# OpenSSL spells a few without the word "alert".
_UNALERTED = {
    "TLSV1_UNSUPPORTED_EXTENSION": 110,
    "TLSV1_CERTIFICATE_UNOBTAINABLE": 111,
    "TLSV1_UNRECOGNIZED_NAME": 112,
    "TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE": 113,
    "TLSV1_BAD_CERTIFICATE_HASH_VALUE": 114,
}
_UNEXPECTED_EOF = "UNEXPECTED_EOF_WHILE_READING"
# What the end of the stream raises in the middle of a handshake: which of them
# depends on the releases of Python and OpenSSL. The streams are memory here, so
# that no other trouble of a system call can hide behind the last.
_HANG_UPS = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
# What Windows (wincrypt.h, CERT_E_…) and macOS (SecBase.h, errSec…) call what
# OpenSSL numbers; truststore hands their numbers on.
_NATIVE_VERIFY = {
    0x800B0101: 10,  # expired, or not yet valid: Windows does not say which
    0x800B0109: 19,  # root not trusted
    0x800B010A: 20,  # no chain to a root
    0x800B010F: 62,  # name mismatch
    0x800B010C: 23,  # revoked
    -67818: 10,
    -67819: 9,
    -67843: 20,
    -67602: 62,
    -67820: 23,
}


def code_of(error: ssl.SSLError) -> str:
    """Return the code for a failed handshake: `verify:`, `alert:` or a reason."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"tls:verify:{verify_code(error)}"
    reason = error.reason or ""
    if isinstance(error, _HANG_UPS) or reason == _UNEXPECTED_EOF:
        return "tls:UNEXPECTED_EOF"
    if (number := _alert_number(reason)) is not None:
        return f"tls:alert:{number}"
    return f"tls:{reason or 'UNKNOWN'}"


def verify_code(error: ssl.SSLCertVerificationError) -> int:
    """Return OpenSSL's number for why the certificate was not accepted."""
    number = int(getattr(error, "verify_code", 0))
    # X509_V_ERR_UNSPECIFIED is 1: the system refused and gave no reason we know.
    return _NATIVE_VERIFY.get(number, number if 0 < number < 1000 else 1)  # noqa: PLR2004  # OpenSSL's end far below


def _alert_number(reason: str) -> int | None:
    if reason in _UNALERTED:
        return _UNALERTED[reason]
    match = _ALERT.match(reason)
    return _ALERTS.get(match[1]) if match else None
