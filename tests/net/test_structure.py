"""No password before a verified certificate: kept by what can be made, and where."""

import inspect
import re
import typing
from pathlib import Path

import assistant.net
from assistant.net.imap import ImapSession
from assistant.net.smtp import SmtpSession
from assistant.net.tls import TlsStream

FOLDER = Path(inspect.getfile(assistant.net)).parent


def modules_with(pattern: str) -> set[str]:
    return {
        path.stem
        for path in FOLDER.glob("*.py")
        if re.search(pattern, path.read_text("utf-8"))
    }


def test_sessions_are_made_in_two_places_from_verified_streams_only() -> None:
    assert modules_with(r"\bImapSession\((?!Session)") == {"open_imap"}
    assert modules_with(r"\bSmtpSession\((?!Session)") == {"open_smtp"}
    for session in (ImapSession, SmtpSession):
        first = next(iter(typing.get_type_hints(session.__init__).values()))
        assert TlsStream in typing.get_args(first)


def test_a_tls_stream_comes_out_of_a_finished_handshake_only() -> None:
    assert modules_with(r"\bTlsStream\(") == set()
    assert modules_with(r"\bcls\(tcp, context, host\)") == {"tls"}


def test_secrets_are_revealed_where_they_are_encoded_and_sent() -> None:
    assert modules_with(r"\.reveal\(\)") == {"login", "imap_login", "smtp_login"}


def test_what_opens_a_connection_knows_no_secret() -> None:
    knows = r"\bSecret\b|\breveal\b"

    assert not modules_with(knows) & {"open_imap", "open_smtp", "dial", "greeting"}


def test_nobody_switches_verification_off() -> None:
    assert modules_with(r"CERT_NONE|CERT_OPTIONAL|check_hostname = False") == set()
