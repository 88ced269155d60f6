"""Handshakes and certificates. Numbers are OpenSSL's (`X509_V_ERR_*`)."""

from assistant.diagnosis.issuers import Issuer, issuer_of
from assistant.diagnosis.rule import Case, Rule
from assistant.model.server import Security, Service
from assistant.model.signal import Stage

_UNTRUSTED = ("tls:verify:19", "tls:verify:20", "tls:verify:21", "tls:verify:2")
_HANDSHAKE = (Stage.CONNECT, Stage.TLS, Stage.STARTTLS)
_TOO_OLD = (
    "tls:alert:40",
    "tls:alert:70",
    "tls:alert:71",
    "tls:*ALERT_HANDSHAKE_FAILURE",
    "tls:*ALERT_PROTOCOL_VERSION",
    "tls:*ALERT_INSUFFICIENT_SECURITY",
    "tls:UNSUPPORTED_PROTOCOL",
    "tls:NO_PROTOCOLS_AVAILABLE",
    "tls:*_KEY_TOO_SMALL",
    "tls:CA_MD_TOO_WEAK",
    "tls:verify:66",
    "tls:verify:67",
    "tls:verify:68",
    "tls:UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
)
_IN_THE_CLEAR = ("tls:WRONG_VERSION_NUMBER",)
_CUT = ("tls:UNEXPECTED_EOF*", "errno:ECONNRESET", "errno:EPIPE", "mail:CLOSED")
_CARD = ("tls:alert:116", "tls:alert:42", "tls:*ALERT_CERTIFICATE_REQUIRED")


def _from(issuer: Issuer) -> "_IssuedBy":
    return _IssuedBy(issuer)


class _IssuedBy:
    """A condition on who signed the certificate."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer

    def __call__(self, case: Case) -> bool:
        chain = f"{case.fact('issuer')} {case.fact('top_issuer')}"
        return issuer_of(chain) is self._issuer


def _expects_starttls(case: Case) -> bool:
    server = case.signal.server
    return server is not None and server.security is Security.STARTTLS


def _speaks_tls(case: Case) -> bool:
    return case.fact("speaks") == "tls"


def _speaks_another_protocol(case: Case) -> bool:
    """Whether the first words, sent in the clear, are none of the service's own."""
    first = case.fact("text")
    own = ("220", "421", "554") if case.signal.service is Service.SMTP else ("* ",)
    return bool(first) and not first.startswith(own)


RULES = (
    # A clock that runs ahead looks the same.
    Rule("TLS-01", 0.8, ("tls:verify:10",)),
    Rule("TLS-02", 0.8, ("tls:verify:9",)),
    Rule("TLS-03", 0.8, ("tls:verify:62", "tls:verify:64")),
    Rule("TLS-04", 0.9, ("tls:verify:18",)),
    Rule("TLS-03", 0.6, ("tls:alert:112",), runner_up="TLS-08"),
    Rule("TLS-15", 0.9, ("tls:verify:23",)),
    Rule("TLS-06", 0.95, _UNTRUSTED, when=_from(Issuer.ANTIVIRUS)),
    Rule("TLS-07", 0.95, _UNTRUSTED, when=_from(Issuer.FILTER)),
    Rule("TLS-05", 0.9, _UNTRUSTED, when=_from(Issuer.PUBLIC)),
    # The whole chain came and ends at a stranger: somebody's own authority. A
    # chain that stops half-way is more often a server set up in a hurry.
    Rule("TLS-07", 0.6, ("tls:verify:19",)),
    Rule("TLS-05", 0.6, _UNTRUSTED),
    Rule("TLS-08", 0.85, _TOO_OLD),
    Rule("TLS-04", 0.5, ("tls:verify:*",), runner_up="TLS-07"),
    Rule("TLS-14", 0.85, _CARD),
    Rule("TLS-12", 0.85, _IN_THE_CLEAR, when=_speaks_another_protocol),
    Rule("TLS-10", 0.85, _IN_THE_CLEAR),
    Rule("TLS-10", 0.7, ("tls:HTTP_REQUEST", "tls:*UNEXPECTED_MESSAGE")),
    Rule("TLS-11", 0.9, ("mail:OTHER_PROTOCOL",), when=_speaks_tls),
    Rule("TLS-12", 0.9, ("mail:OTHER_PROTOCOL",)),
    # Somebody claims that we are logged in already, so that we go on unprotected.
    Rule("NET-10", 0.6, ("imap:PREAUTH",), when=_expects_starttls),
    Rule("TLS-12", 0.6, ("imap:PREAUTH",)),
    Rule("TLS-12", 0.6, ("imap:MALFORMED", "smtp:MALFORMED"), (Stage.GREETING,)),
    # RFC 8314 section 3: where protection starts at once, the server waits for us
    # and never greets.
    Rule("TLS-11", 0.75, ("time:GREETING",), when=_expects_starttls),
    Rule("TLS-13", 0.75, _CUT, (Stage.TLS,)),
    Rule("TLS-13", 0.5, ("time:TLS",), _HANDSHAKE),
    Rule("NET-10", 0.8, ("mail:INJECTED",)),
    Rule("NET-10", 0.75, ("mail:NO_STARTTLS",)),
    Rule("SRV-03", 0.6, ("smtp:454", "smtp:4.*"), (Stage.STARTTLS,)),
    Rule("TLS-13", 0.6, _CUT, (Stage.STARTTLS,)),
    Rule("NET-10", 0.6, ("imap:*", "smtp:5*"), (Stage.STARTTLS,)),
)
