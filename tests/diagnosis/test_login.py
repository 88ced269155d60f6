import pytest

from assistant.diagnosis import CATALOGUE, Context, LoginFit, decide
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Action, Diagnosis, Who
from tests.diagnosis.told import imap, smtp, typed

AUTH = Stage.AUTHENTICATE
NOTHING_KNOWN = Context()
RECEIVING = Context(opened=frozenset(Service), proven=frozenset({Service.IMAP}))
REFUSED = imap(
    AUTH, "imap:AUTHENTICATIONFAILED", status="NO", text="Authentication failed."
)


def decided(*signals: Signal, context: Context = NOTHING_KNOWN) -> Diagnosis:
    diagnosis = decide(signals, context)
    assert diagnosis is not None
    return diagnosis


def cause(*signals: Signal, context: Context = NOTHING_KNOWN) -> str:
    return decided(*signals, context=context).verdict.id


def test_a_coded_refusal_is_a_wrong_password() -> None:
    verdict = decided(REFUSED).verdict

    assert verdict.id == "AUTH-01"
    assert verdict.who is Who.YOU
    assert verdict.action is Action.EDIT
    assert verdict.evidence == (REFUSED,)


def test_a_refusal_by_a_sending_server_alone_is_a_wrong_password() -> None:
    assert cause(smtp(AUTH, "smtp:5.7.8", reply=535)) == "AUTH-01"
    assert cause(smtp(AUTH, "smtp:535", reply=535)) == "AUTH-01"


@pytest.mark.parametrize("fit", [LoginFit.ADDRESS_AS_LOGIN, LoginFit.LOGIN_NOT_ADDRESS])
def test_a_login_of_the_wrong_form_is_suspected_before_the_password(
    fit: LoginFit,
) -> None:
    diagnosis = decided(REFUSED, context=Context(login=fit))

    assert diagnosis.verdict.id == "AUTH-02"
    assert diagnosis.runner_up is not None
    assert diagnosis.runner_up.id == "AUTH-01"


@pytest.mark.parametrize("fit", [LoginFit.FITS, LoginFit.UNUSUAL, LoginFit.UNKNOWN])
def test_any_other_login_leaves_the_password_suspected(fit: LoginFit) -> None:
    assert cause(REFUSED, context=Context(login=fit)) == "AUTH-01"


def test_pasted_blanks_are_the_second_thought_after_a_refusal() -> None:
    diagnosis = decided(typed("edge-blanks"), REFUSED)

    assert diagnosis.verdict.id == "AUTH-01"
    assert diagnosis.runner_up is not None
    assert diagnosis.runner_up.id == "AUTH-05"


def test_a_numen_as_password_is_the_second_thought_after_a_refusal() -> None:
    diagnosis = decided(typed("numen"), REFUSED)

    assert diagnosis.runner_up is not None
    assert diagnosis.runner_up.id == "AUTH-08"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("imap:EXPIRED", "AUTH-09"),
        ("imap:CONTACTADMIN", "AUTH-10"),
        ("imap:WEBALERT", "AUTH-16"),
        ("imap:PRIVACYREQUIRED", "AUTH-17"),
        ("imap:AUTHORIZATIONFAILED", "AUTH-22"),
        ("imap:BAD", "AUTH-18"),
        ("imap:NO", "AUTH-03"),
        ("imap:ALERT", "AUTH-03"),
        ("imap:SOMETHING-NEW", "AUTH-03"),
        ("input:NUL", "AUTH-05"),
    ],
)
def test_each_code_of_a_receiving_server_names_its_cause(
    code: str, expected: str
) -> None:
    assert cause(imap(AUTH, code)) == expected


@pytest.mark.parametrize(
    ("code", "reply", "expected"),
    [
        ("smtp:4.7.12", 432, "AUTH-09"),
        ("smtp:5.7.13", 525, "AUTH-10"),
        ("smtp:5.7.9", 534, "AUTH-14"),
        ("smtp:5.7.14", 534, "AUTH-16"),
        ("smtp:5.7.30", 550, "AUTH-15"),
        ("smtp:5.7.0", 530, "AUTH-17"),
        ("smtp:5.7.10", 523, "AUTH-17"),
        ("smtp:5.7.11", 538, "AUTH-17"),
        ("smtp:5.5.4", 504, "AUTH-18"),
        ("smtp:5.5.1", 500, "AUTH-18"),
        ("smtp:500", 500, "AUTH-18"),
        ("smtp:5.5.1", 503, "AUTH-19"),
        ("smtp:503", 503, "AUTH-19"),
    ],
)
def test_each_code_of_a_sending_server_names_its_cause(
    code: str, reply: int, expected: str
) -> None:
    answer = smtp(AUTH, code, reply=reply)

    assert cause(answer) == expected
    assert cause(answer, context=RECEIVING) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password must be changed before IMAP login permitted", "AUTH-08"),
        ("Login failed: password expired", "AUTH-09"),
        ("account does not have IMAP access enabled", "AUTH-13"),
        ("User is not enabled for IMAP use", "AUTH-13"),
        ("IMAP access is disabled", "AUTH-13"),
        ("Your account is locked", "AUTH-12"),
        ("Application-specific password required", "AUTH-14"),
        ("Please log in via a web browser", "AUTH-16"),
        ("LOGIN failed", "AUTH-03"),
        ("Login failed: authentication failure", "AUTH-03"),
    ],
)
@pytest.mark.parametrize("code", ["imap:NO", "imap:ALERT"])
def test_words_of_a_known_family_count_where_the_code_says_nothing(
    code: str, text: str, expected: str
) -> None:
    assert cause(imap(AUTH, code, status="NO", text=text)) == expected


def test_a_warning_before_the_refusal_is_heard() -> None:
    alert = imap(
        AUTH, "imap:ALERT", text="LOGIN failed", notice="password must be changed first"
    )

    assert cause(alert) == "AUTH-08"


def test_a_refusal_without_a_code_keeps_every_likely_cause_in_sight() -> None:
    diagnosis = decided(imap(AUTH, "imap:NO", text="LOGIN failed"))

    assert diagnosis.verdict.confidence <= 0.5
    assert CATALOGUE["AUTH-03"].runners_up == (
        "AUTH-01",
        "AUTH-02",
        "AUTH-09",
        "AUTH-13",
        "AUTH-15",
    )
    assert diagnosis.runner_up is not None
    assert diagnosis.runner_up.id == "AUTH-01"


def test_a_refusal_without_a_code_and_a_wrong_form_suspect_the_form() -> None:
    wrong_form = Context(login=LoginFit.ADDRESS_AS_LOGIN)

    assert cause(imap(AUTH, "imap:NO"), context=wrong_form) == "AUTH-02"


def test_a_locked_entrance_with_browser_tokens_only_wants_the_browser() -> None:
    locked = imap(AUTH, "mail:LOGINDISABLED", mechanisms="OAUTHBEARER XOAUTH2")
    none_shared = smtp(AUTH, "mail:NO_MECHANISM", mechanisms="XOAUTH2")

    assert cause(locked) == "AUTH-15"
    assert cause(none_shared) == "AUTH-15"


def test_a_locked_entrance_without_them_is_a_matter_of_settings() -> None:
    assert cause(imap(AUTH, "mail:LOGINDISABLED", mechanisms="")) == "AUTH-17"
    assert cause(smtp(AUTH, "mail:NO_MECHANISM", mechanisms="GSSAPI")) == "AUTH-18"
    assert cause(smtp(Stage.CAPABILITY, "mail:NO_AUTH")) == "AUTH-19"


@pytest.mark.parametrize(
    ("code", "reply"), [("smtp:5.7.8", 535), ("smtp:535", 535), ("smtp:5.7.1", 550)]
)
def test_sending_refused_while_receiving_works_is_not_a_wrong_password(
    code: str, reply: int
) -> None:
    diagnosis = decided(smtp(AUTH, code, reply=reply), context=RECEIVING)

    assert diagnosis.verdict.id == "AUTH-11"
    assert diagnosis.verdict.who is Who.ACADEMIE
    assert diagnosis.verdict.confidence < 0.8


def test_sending_from_programs_switched_off_for_the_mailbox_is_named() -> None:
    said = "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"

    assert cause(smtp(AUTH, "smtp:5.7.139", reply=535, text=said)) == "AUTH-20"
    assert cause(smtp(AUTH, "smtp:5.7.139"), context=RECEIVING) == "AUTH-20"
    assert cause(smtp(AUTH, "smtp:5.7.139", reply=535)) == "AUTH-15"


def test_a_login_without_a_mailbox_is_named() -> None:
    exchange = imap(
        Stage.MAILBOX, "imap:BAD", text="User is authenticated but not connected."
    )

    assert cause(imap(Stage.MAILBOX, "imap:NONEXISTENT")) == "AUTH-25"
    assert cause(exchange) == "AUTH-25"


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        ("invisible", "AUTH-05"),
        ("newline", "AUTH-05"),
        ("edge-blanks", "AUTH-05"),
        ("address-as-login", "AUTH-02"),
        ("login-not-address", "AUTH-02"),
        ("unusual-login", "AUTH-02"),
        ("numen", "AUTH-08"),
        ("domain-typo", "NET-12"),
        ("not-an-address", "NET-12"),
    ],
)
def test_what_was_typed_has_a_cause_of_its_own(finding: str, expected: str) -> None:
    assert cause(typed(finding)) == expected
