"""How servers that real ones are not answer a login, and what that costs."""

import asyncio
import base64
import ssl

import pytest

from assistant.model.secret import Secret
from assistant.model.signal import Stage
from assistant.net import (
    Accepted,
    ImapSession,
    Limits,
    LoginAnswer,
    Net,
    Refused,
    SmtpSession,
    Unanswered,
)
from tests.net.scripted import Guest, Script, sasl_plain, scripted, server_context
from tests.network.certificates import Authority

pytestmark = pytest.mark.usefixtures("trusted")
QUICK = Limits(reply_s=0.3, password_s=0.3)
LOGIN, SECRET = "anne", "clé de Noël"


@pytest.fixture
def context(authority: Authority) -> ssl.SSLContext:
    return server_context(authority.good)


async def imap_login(
    script: Script,
    context: ssl.SSLContext,
    login: str = LOGIN,
    secret: str = SECRET,
) -> tuple[LoginAnswer, ImapSession]:
    async with scripted(script, context) as server:
        opened = await Net(limits=QUICK).open_imap([server.tls])
        assert opened.session is not None, opened.signals
        answer = await opened.session.authenticate(login, Secret(secret))
        opened.session.abort()
    return answer, opened.session


async def smtp_login(
    script: Script,
    context: ssl.SSLContext,
    login: str = LOGIN,
    secret: str = SECRET,
) -> tuple[LoginAnswer, SmtpSession]:
    async with scripted(script, context) as server:
        opened = await Net(limits=QUICK).open_smtp([server.tls])
        assert opened.session is not None, opened.signals
        answer = await opened.session.authenticate(login, Secret(secret))
        opened.session.abort()
    return answer, opened.session


def imap_offering(capabilities: str, *answers: str) -> Script:
    """Offer, hear one AUTHENTICATE, give the first answer; nothing more may come."""

    async def script(guest: Guest) -> None:
        await guest.say(f"* OK [CAPABILITY {capabilities}] ready")
        for answer in answers:
            tag = (await guest.hear(r"\w+ AUTHENTICATE PLAIN ")).split()[0]
            await guest.say(answer.replace("TAG", tag))

        assert await guest.until_left() == b""

    return script


def smtp_offering(mechanisms: str, *answers: str) -> Script:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say(f"250-hello\n250 AUTH {mechanisms}" if mechanisms else "250 hi")
        for answer in answers:
            await guest.hear("AUTH PLAIN ")
            await guest.say(answer)

        assert await guest.until_left() == b""

    return script


@pytest.mark.parametrize(
    ("answer", "code", "is_definite"),
    [
        ("TAG NO [AUTHENTICATIONFAILED] no", "imap:AUTHENTICATIONFAILED", True),
        ("TAG NO LOGIN failed", "imap:NO", True),
        ("TAG NO [EXPIRED] too old", "imap:EXPIRED", True),
        ("TAG NO [AUTHORIZATIONFAILED] not yours", "imap:AUTHORIZATIONFAILED", True),
        ("TAG NO [CONTACTADMIN] ask", "imap:CONTACTADMIN", True),
        ("TAG NO [ALERT] password must be changed", "imap:ALERT", True),
        ("* NO [WEBALERT https://x] first\nTAG NO [ALERT] no", "imap:WEBALERT", True),
        ("TAG NO [CAPABILITY IMAP4rev1] no", "imap:NO", True),
        ("TAG NO [MALFORMED] our own word", "imap:NO", True),
        ("* NO [X-ODD] first\nTAG NO [EXPIRED] old", "imap:EXPIRED", True),
        ("TAG BAD what", "imap:BAD", True),
        ("TAG NO [UNAVAILABLE] later", "imap:UNAVAILABLE", False),
        ("TAG NO [LIMIT] too many", "imap:LIMIT", False),
        ("TAG NO [PRIVACYREQUIRED] encrypt", "imap:PRIVACYREQUIRED", False),
        ("* BYE [UNAVAILABLE] down", "imap:UNAVAILABLE", False),
    ],
)
async def test_an_imap_refusal_costs_what_it_should(
    context: ssl.SSLContext,
    answer: str,
    code: str,
    is_definite: bool,  # noqa: FBT001  # given by pytest, by name
) -> None:
    script = imap_offering("AUTH=PLAIN SASL-IR", answer)

    refused, _ = await imap_login(script, context)

    assert isinstance(refused, Refused)
    assert refused.signal.code == code
    assert refused.signal.stage is Stage.AUTHENTICATE
    assert refused.is_definite is is_definite
    assert refused.was_sent


@pytest.mark.parametrize(
    ("answer", "code", "is_definite"),
    [
        ("535 5.7.8 no", "smtp:5.7.8", True),
        ("535 no", "smtp:535", True),
        ("535 5.7.139 basic authentication is disabled", "smtp:5.7.139", True),
        ("534 5.7.9 application password", "smtp:5.7.9", True),
        ("525 5.7.13 disabled", "smtp:5.7.13", True),
        ("550 5.7.30 not supported", "smtp:5.7.30", True),
        ("535 4.7.0 class and code disagree", "smtp:535", True),
        ("535-5.7.8 no\n535 5.7.8 really", "smtp:5.7.8", True),
        ("454 4.7.0 later", "smtp:4.7.0", False),
        ("450 4.7.1 too many", "smtp:4.7.1", False),
        ("432 4.7.12 transition", "smtp:4.7.12", False),
        ("421 4.3.2 down", "smtp:4.3.2", False),
        ("504 5.5.4 mechanism", "smtp:5.5.4", False),
        ("503 5.5.1 not enabled", "smtp:5.5.1", False),
        ("500 5.5.1 unknown", "smtp:5.5.1", False),
        ("530 5.7.0 STARTTLS first", "smtp:5.7.0", False),
        ("538 5.7.11 encrypt", "smtp:5.7.11", False),
    ],
)
async def test_an_smtp_refusal_costs_what_it_should(
    context: ssl.SSLContext,
    answer: str,
    code: str,
    is_definite: bool,  # noqa: FBT001  # given by pytest, by name
) -> None:
    refused, _ = await smtp_login(smtp_offering("PLAIN LOGIN", answer), context)

    assert isinstance(refused, Refused)
    assert refused.signal.code == code
    assert refused.is_definite is is_definite
    assert refused.was_sent


async def test_a_refused_plain_is_not_followed_by_login(
    context: ssl.SSLContext,
) -> None:
    """The scripts fail when anything follows; K-9 Mail once locked accounts so."""
    imap = imap_offering("AUTH=PLAIN AUTH=LOGIN SASL-IR", "TAG NO no")
    smtp = smtp_offering("LOGIN PLAIN", "535 5.7.8 no")

    assert isinstance((await imap_login(imap, context))[0], Refused)
    assert isinstance((await smtp_login(smtp, context))[0], Refused)


@pytest.mark.parametrize(
    ("capabilities", "mechanisms"),
    [
        ("LOGINDISABLED AUTH=XOAUTH2 AUTH=OAUTHBEARER", "OAUTHBEARER XOAUTH2"),
        ("LOGINDISABLED", ""),
    ],
)
async def test_imap_that_takes_no_password_gets_none(
    context: ssl.SSLContext, capabilities: str, mechanisms: str
) -> None:
    answer, _ = await imap_login(imap_offering(capabilities), context)

    assert isinstance(answer, Refused)
    assert not answer.is_definite
    assert not answer.was_sent
    assert answer.signal.code == "mail:LOGINDISABLED"
    assert answer.signal.facts["mechanisms"] == mechanisms


@pytest.mark.parametrize(
    ("mechanisms", "code"),
    [("", "mail:NO_AUTH"), ("XOAUTH2 GSSAPI", "mail:NO_MECHANISM")],
)
async def test_smtp_that_takes_no_password_gets_none(
    context: ssl.SSLContext, mechanisms: str, code: str
) -> None:
    answer, _ = await smtp_login(smtp_offering(mechanisms), context)

    assert isinstance(answer, Refused)
    assert not answer.is_definite
    assert not answer.was_sent
    assert answer.signal.code == code


async def test_a_login_with_nul_is_never_sent(context: ssl.SSLContext) -> None:
    imap = imap_offering("AUTH=PLAIN")
    smtp = smtp_offering("PLAIN")

    for answer in (
        (await imap_login(imap, context, secret="a\0b"))[0],
        (await smtp_login(smtp, context, login="a\0b"))[0],
    ):
        assert isinstance(answer, Refused)
        assert not answer.was_sent
        assert answer.signal.code == "input:NUL"


async def test_no_answer_to_a_password_counts_as_spent(
    context: ssl.SSLContext,
) -> None:
    async def imap(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR] ready")
        await guest.hear(r"\w+ AUTHENTICATE")

    async def smtp(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250-hello\n250 AUTH PLAIN")
        await guest.hear("AUTH")

    for answer in (
        (await imap_login(imap, context))[0],
        (await smtp_login(smtp, context))[0],
    ):
        assert isinstance(answer, Unanswered)
        assert answer.signal.code == "time:REPLY"


async def test_a_hang_up_after_the_password_counts_as_spent(
    context: ssl.SSLContext,
) -> None:
    async def imap(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR] ready")
        await guest.hear(r"\w+ AUTHENTICATE")
        await guest.leave()

    async def bye(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR] ready")
        await guest.hear(r"\w+ AUTHENTICATE")
        await guest.say("* BYE")

    for script, code in ((imap, "mail:CLOSED"), (bye, "imap:BYE")):
        answer, _ = await imap_login(script, context)

        assert isinstance(answer, Unanswered)
        assert answer.signal.code == code


async def test_a_hang_up_before_the_password_costs_nothing(
    context: ssl.SSLContext,
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN] ready")
        await guest.hear(r"\w+ AUTHENTICATE PLAIN$")
        await guest.leave()

    answer, _ = await imap_login(script, context)

    assert isinstance(answer, Refused)
    assert not answer.is_definite
    assert not answer.was_sent
    assert answer.signal.code == "mail:CLOSED"


async def test_without_initial_response_imap_waits_for_the_plus(
    context: ssl.SSLContext,
) -> None:
    heard: list[str] = []

    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN] ready")
        await guest.hear("A1 AUTHENTICATE PLAIN$")
        await guest.say("+ ")
        heard.append(await guest.hear())
        await guest.say("A1 OK in")

    answer, _ = await imap_login(script, context)

    assert isinstance(answer, Accepted)
    assert sasl_plain(heard[0]) == (LOGIN, SECRET)


async def test_a_plus_that_becomes_a_no_costs_nothing(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN] ready")
        await guest.hear("A1 AUTHENTICATE PLAIN$")
        await guest.say("A1 NO [CANNOT] not so")
        assert await guest.until_left() == b""

    answer, _ = await imap_login(script, context)

    assert isinstance(answer, Refused)
    assert not answer.is_definite


async def test_login_quotes_what_must_be_quoted(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY IMAP4rev1] ready")
        line = await guest.hear("A1 LOGIN")
        assert line == r'A1 LOGIN "anne" "a \"b\" \\c"'
        await guest.say("A1 OK in")

    answer, _ = await imap_login(script, context, secret=r'a "b" \c')

    assert isinstance(answer, Accepted)


@pytest.mark.parametrize(("plus", "word"), [("", "{12}"), ("LITERAL+", "{12+}")])
async def test_login_sends_accents_as_a_literal(
    context: ssl.SSLContext, plus: str, word: str
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say(f"* OK [CAPABILITY IMAP4rev1 {plus}] ready")
        assert await guest.hear() == f'A1 LOGIN "anne" {word}'
        if not plus:
            await guest.say("+ go on")
        assert await guest.hear_bytes(12) == b"cl\xc3\xa9 de No\xc3\xabl"[:12]
        await guest.hear()
        await guest.say("A1 OK in")

    answer, session = await imap_login(script, context, secret="clé de Noë")

    assert isinstance(answer, Accepted)
    assert "Noë" not in str(session.transcript)


async def test_smtp_login_is_spoken_where_plain_is_not(
    context: ssl.SSLContext,
) -> None:
    heard: list[str] = []

    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250-hello\n250 AUTH=LOGIN")  # the spelling of old
        await guest.hear("AUTH LOGIN$")
        await guest.say("334 VXNlcm5hbWU6")
        heard.append(await guest.hear())
        await guest.say("334 UGFzc3dvcmQ6")
        heard.append(await guest.hear())
        await guest.say("235 2.7.0 in")

    answer, _ = await smtp_login(script, context)

    assert isinstance(answer, Accepted)
    assert [base64.b64decode(text).decode() for text in heard] == [LOGIN, SECRET]


@pytest.mark.parametrize("step", [1, 2])
async def test_smtp_login_refused_on_the_way_costs_nothing(
    context: ssl.SSLContext, step: int
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250-hello\n250 AUTH LOGIN")
        await guest.hear("AUTH LOGIN$")
        if step == 2:
            await guest.say("334 VXNlcm5hbWU6")
            await guest.hear()
        await guest.say("535 5.7.8 no")
        assert await guest.until_left() == b""

    answer, _ = await smtp_login(script, context)

    assert isinstance(answer, Refused)
    assert not answer.is_definite


async def test_smtp_that_overlooks_the_initial_response_is_told_again(
    context: ssl.SSLContext,
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250-hello\n250 AUTH PLAIN")
        await guest.hear("AUTH PLAIN")
        await guest.say("334 ")
        assert sasl_plain(await guest.hear()) == (LOGIN, SECRET)
        await guest.say("235 in")

    assert isinstance((await smtp_login(script, context))[0], Accepted)


async def test_smtp_that_wants_ever_more_is_cancelled(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250-hello\n250 AUTH PLAIN")
        await guest.hear("AUTH PLAIN")
        await guest.say("334 ")
        await guest.hear()
        await guest.say("334 and more")
        await guest.hear(r"\*$")
        await guest.say("501 5.7.0 cancelled")

    answer, _ = await smtp_login(script, context)

    assert isinstance(answer, Refused)
    assert answer.signal.code == "smtp:5.7.0"


async def test_a_password_gets_more_time_than_other_commands(
    context: ssl.SSLContext,
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR] ready")
        await guest.hear("A1 AUTHENTICATE")
        await asyncio.sleep(0.3)  # servers delay refusals; here that is the subject
        await guest.say("A1 OK in")

    async with scripted(script, context) as server:
        net = Net(limits=Limits(reply_s=0.1, password_s=5))
        opened = await net.open_imap([server.tls])
        assert opened.session is not None
        answer = await opened.session.authenticate(LOGIN, Secret(SECRET))
        opened.session.abort()

    assert isinstance(answer, Accepted)
    assert answer.elapsed_s > 0.25


async def test_an_account_that_moved_is_told_where_without_the_login(
    context: ssl.SSLContext,
) -> None:
    referral = "TAG NO [REFERRAL imap://anne@elsewhere.test/] moved"

    answer, _ = await imap_login(imap_offering("AUTH=PLAIN SASL-IR", referral), context)

    assert isinstance(answer, Refused)
    assert answer.signal.code == "imap:REFERRAL"
    assert answer.signal.facts["arguments"] == "imap://••••@elsewhere.test/"


@pytest.mark.parametrize("secret", ["CANARY-1234", "canary-1234"])
async def test_a_code_that_a_server_makes_up_is_not_repeated(
    context: ssl.SSLContext, secret: str
) -> None:
    """A code goes into the log as it is, and this one is the password."""
    words = "TAG NO [CANARY-1234 of CANARY-1234] CANARY-1234 unknown"
    script = imap_offering("AUTH=PLAIN SASL-IR", f"* NO [CANARY-1234] no\n{words}")

    answer, session = await imap_login(script, context, secret=secret)

    assert isinstance(answer, Refused)
    assert answer.signal.code == "imap:NO"
    assert "response_code" not in answer.signal.facts
    assert answer.signal.facts["text"] == "•••• unknown"
    assert "CANARY" not in f"{answer} {session.transcript}"


async def test_an_enhanced_code_is_made_of_digits(context: ssl.SSLContext) -> None:
    said = "535 5.7.8-CANARY 5.CANARY.1"

    answer, _ = await smtp_login(
        smtp_offering("PLAIN", said), context, secret="5.7.8-CANARY"
    )

    assert isinstance(answer, Refused)
    assert answer.signal.code == "smtp:535"
    assert "enhanced" not in answer.signal.facts
    assert answer.signal.facts["text"] == "•••• 5.CANARY.1"
