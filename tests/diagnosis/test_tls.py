import pytest

from assistant.diagnosis import decide
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Who
from tests.diagnosis.told import IMAP, imap, smtp


def cause(signal: Signal) -> str:
    diagnosis = decide([signal])
    assert diagnosis is not None
    return diagnosis.verdict.id


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("tls:verify:10", "TLS-01"),
        ("tls:verify:9", "TLS-02"),
        ("tls:verify:62", "TLS-03"),
        ("tls:verify:64", "TLS-03"),
        ("tls:verify:18", "TLS-04"),
        ("tls:verify:23", "TLS-15"),
        ("tls:verify:19", "TLS-07"),
        ("tls:verify:20", "TLS-05"),
        ("tls:verify:21", "TLS-05"),
        ("tls:verify:66", "TLS-08"),
        ("tls:verify:1", "TLS-04"),
        ("tls:alert:40", "TLS-08"),
        ("tls:alert:70", "TLS-08"),
        ("tls:SSLV3_ALERT_HANDSHAKE_FAILURE", "TLS-08"),
        ("tls:UNSUPPORTED_PROTOCOL", "TLS-08"),
        ("tls:DH_KEY_TOO_SMALL", "TLS-08"),
        ("tls:alert:116", "TLS-14"),
        ("tls:WRONG_VERSION_NUMBER", "TLS-10"),
        ("tls:UNEXPECTED_EOF", "TLS-13"),
        ("errno:ECONNRESET", "TLS-13"),
        ("time:TLS", "TLS-13"),
        ("tls:SOMETHING_NEW", "TLS-13"),
    ],
)
def test_each_code_of_a_handshake_names_its_cause(code: str, expected: str) -> None:
    assert cause(imap(Stage.TLS, code)) == expected
    assert cause(smtp(Stage.TLS, code)) == expected


@pytest.mark.parametrize(
    ("issuer", "expected", "who"),
    [
        ("CN=Avast Web/Mail Shield Root,O=Avast", "TLS-06", Who.YOU),
        ("CN=ESET SSL Filter CA", "TLS-06", Who.YOU),
        ("CN=FortiGate CA,O=Fortinet", "TLS-07", Who.SCHOOL),
        ("CN=Stormshield SSL proxy", "TLS-07", Who.SCHOOL),
        ("CN=R11,O=Let's Encrypt,C=US", "TLS-05", Who.ACADEMIE),
        ("CN=GEANT OV RSA CA 4", "TLS-05", Who.ACADEMIE),
    ],
)
@pytest.mark.parametrize("number", [19, 20, 21])
def test_a_known_issuer_tells_who_stands_in_between(
    number: int, issuer: str, expected: str, who: Who
) -> None:
    diagnosis = decide([imap(Stage.TLS, f"tls:verify:{number}", issuer=issuer)])

    assert diagnosis is not None
    assert diagnosis.verdict.id == expected
    assert diagnosis.verdict.who is who
    assert diagnosis.verdict.confidence >= 0.9


def test_the_top_of_the_chain_counts_as_well_as_the_issuer() -> None:
    inspected = imap(
        Stage.TLS,
        "tls:verify:19",
        issuer="CN=mail proxy",
        top_issuer="CN=Kaspersky Anti-Virus",
    )

    assert cause(inspected) == "TLS-06"


def test_an_unknown_issuer_leaves_doubt_about_who_must_act() -> None:
    diagnosis = decide([imap(Stage.TLS, "tls:verify:20", issuer="CN=Rectorat CA")])

    assert diagnosis is not None
    assert diagnosis.verdict.confidence < 0.8
    assert diagnosis.runner_up is not None


@pytest.mark.parametrize(
    ("first_words", "expected"),
    [
        ("* OK IMAP4rev1 ready", "TLS-10"),
        ("+OK POP3 ready", "TLS-12"),
        ("SSH-2.0-OpenSSH_9.2", "TLS-12"),
        ("220 mail.example.org ESMTP", "TLS-12"),
        ("HTTP/1.1 400 Bad Request", "TLS-12"),
    ],
)
def test_a_greeting_in_the_clear_names_the_service(
    first_words: str, expected: str
) -> None:
    plain = imap(Stage.TLS, "tls:WRONG_VERSION_NUMBER", text=first_words)

    assert cause(plain) == expected


def test_a_sending_server_in_the_clear_is_the_right_service() -> None:
    plain = smtp(Stage.TLS, "tls:WRONG_VERSION_NUMBER", text="220 mail ESMTP")

    assert cause(plain) == "TLS-10"


def test_a_server_that_never_greets_before_protection_waits_for_us() -> None:
    diagnosis = decide([imap(Stage.GREETING, "time:GREETING", IMAP)])

    assert diagnosis is not None
    assert diagnosis.verdict.id == "TLS-11"
    assert diagnosis.verdict.who is Who.PROGRAM


def test_a_server_that_never_greets_behind_protection_is_overloaded() -> None:
    assert cause(imap(Stage.GREETING, "time:GREETING")) == "SRV-03"


@pytest.mark.parametrize(
    ("code", "stage"),
    [
        ("mail:NO_STARTTLS", Stage.CAPABILITY),
        ("mail:NO_STARTTLS", Stage.STARTTLS),
        ("mail:INJECTED", Stage.STARTTLS),
        ("imap:BAD", Stage.STARTTLS),
        ("smtp:502", Stage.STARTTLS),
        ("smtp:5.5.1", Stage.STARTTLS),
    ],
)
def test_a_removed_protection_is_never_a_matter_of_the_password(
    code: str, stage: Stage
) -> None:
    assert cause(imap(stage, code, IMAP)) == "NET-10"


def test_protection_that_is_out_of_order_for_now_is_a_matter_of_waiting() -> None:
    assert cause(smtp(Stage.STARTTLS, "smtp:4.7.0", reply=454)) == "SRV-03"


def test_an_entrance_that_speaks_tls_from_the_start_is_named() -> None:
    silent = imap(Stage.GREETING, "mail:OTHER_PROTOCOL", IMAP, speaks="tls")

    assert cause(silent) == "TLS-11"


def test_a_login_that_is_done_before_protection_is_not_believed() -> None:
    assert cause(imap(Stage.GREETING, "imap:PREAUTH", IMAP)) == "NET-10"
    assert cause(imap(Stage.GREETING, "imap:PREAUTH")) == "TLS-12"


def test_another_protocol_is_named_by_its_greeting() -> None:
    assert cause(imap(Stage.GREETING, "mail:OTHER_PROTOCOL", IMAP)) == "TLS-12"
    assert cause(imap(Stage.GREETING, "imap:MALFORMED", IMAP)) == "TLS-12"
