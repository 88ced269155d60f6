"""The transcript: no secret was ever in it, no login can be read from it."""

import asyncio
import base64
import ssl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from assistant.model.signal import Signal
from assistant.net import LoginAnswer, Net, Sent, Transcript
from assistant.net.transcript import HIDDEN, Recorder
from tests.net.scripted import Guest, Script, scripted, server_context
from tests.network.certificates import Authority

NOT_NUL = st.characters(exclude_characters="\0", codec="utf-8")
# Where a word of the protocol itself is the password, hiding it shows; so be it.
PROTOCOL = (
    "a1 authenticate plain login no [authenticationfailed] ok [capability literal+ "
    "sasl-ir auth=plain] ready 535 5.7.8 ehlo [127.0.0.1] 250-hello 334 220 +"
)
WORDS = st.text(NOT_NUL, min_size=1, max_size=200).filter(
    lambda word: word.strip().lower() not in PROTOCOL
)
# Words that occur nowhere in the protocol, so that finding one proves a leak.
FOREIGN = st.text("αβγδεζ🔑 ", min_size=4, max_size=30).map(str.strip).filter(len)
RELAXED = settings(
    max_examples=25,
    deadline=None,  # each example is a TLS handshake
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
IMAP_OFFERS = ["AUTH=PLAIN SASL-IR", "AUTH=PLAIN", "LITERAL+"]
SMTP_OFFERS = ["PLAIN", "LOGIN"]


@pytest.fixture
def context(authority: Authority, trusted: Authority) -> ssl.SSLContext:
    assert trusted is authority
    return server_context(authority.good)


def imap(offer: str, echo: str = "") -> Script:
    """Hear one login, whatever its form, and refuse it with `echo`."""

    async def script(guest: Guest) -> None:
        await guest.say(f"* OK [CAPABILITY {offer}] ready")
        await guest.hear("A1 ")
        if offer == "AUTH=PLAIN":
            await guest.say("+ ")
            await guest.hear()
        await guest.say(f"A1 NO [AUTHENTICATIONFAILED] no {echo}")

    return script


def smtp(offer: str, echo: str = "") -> Script:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say(f"250-hello\n250 AUTH {offer}")
        await guest.hear("AUTH")
        for _ in range(2 if offer == "LOGIN" else 0):
            await guest.say("334 ")
            await guest.hear()
        await guest.say(f"535 5.7.8 no {echo}")

    return script


def imap_spoken(
    script: Script, context: ssl.SSLContext, login: str, secret: str
) -> tuple[LoginAnswer, Transcript]:
    async def talk() -> tuple[LoginAnswer, Transcript]:
        async with scripted(script, context) as server:
            opened = await Net().open_imap([server.tls])
            assert opened.session is not None
            answer = await opened.session.authenticate(login, Secret(secret))
            opened.session.abort()
            return answer, opened.session.transcript

    return asyncio.run(talk())


def smtp_spoken(
    script: Script, context: ssl.SSLContext, login: str, secret: str
) -> tuple[LoginAnswer, Transcript]:
    async def talk() -> tuple[LoginAnswer, Transcript]:
        async with scripted(script, context) as server:
            opened = await Net().open_smtp([server.tls])
            assert opened.session is not None
            answer = await opened.session.authenticate(login, Secret(secret))
            opened.session.abort()
            return answer, opened.session.transcript

    return asyncio.run(talk())


@pytest.mark.parametrize("offer", IMAP_OFFERS)
@RELAXED
@given(login=WORDS, secret=WORDS)
def test_an_imap_transcript_is_the_same_whatever_the_password(
    context: ssl.SSLContext, offer: str, login: str, secret: str
) -> None:
    _, said = imap_spoken(imap(offer), context, login, secret)
    _, reference = imap_spoken(imap(offer), context, login, "another")

    assert said == reference
    assert HIDDEN in str(said)


@pytest.mark.parametrize("offer", SMTP_OFFERS)
@RELAXED
@given(login=WORDS, secret=WORDS)
def test_an_smtp_transcript_is_the_same_whatever_the_password(
    context: ssl.SSLContext, offer: str, login: str, secret: str
) -> None:
    _, said = smtp_spoken(smtp(offer), context, login, secret)
    _, reference = smtp_spoken(smtp(offer), context, login, "another")

    assert said == reference
    assert HIDDEN in str(said)


def forms(login: str, secret: str) -> list[str]:
    """Every form in which the two were on the wire."""
    blob = f"\0{login}\0{secret}"
    words = [login, secret]
    encoded = [base64.b64encode(w.encode()).decode() for w in (*words, blob)]
    return [*words, *encoded]


@RELAXED
@given(login=FOREIGN, secret=FOREIGN)
def test_a_server_that_repeats_what_it_heard_is_not_quoted(
    context: ssl.SSLContext, login: str, secret: str
) -> None:
    said = forms(login, secret)
    echo = " | ".join([*said, login.upper()])

    for answer, transcript in (
        imap_spoken(imap(IMAP_OFFERS[0], echo), context, login, secret),
        smtp_spoken(smtp(SMTP_OFFERS[0], echo), context, login, secret),
    ):
        shown = f"{transcript} {transcript!r} {answer!r}"
        assert not [word for word in (*said, login.upper()) if word in shown]


def test_the_local_part_of_an_address_is_hidden_too(context: ssl.SSLContext) -> None:
    echo = "unknown user anne.prof at ac.test; anne.prof@ac.test"

    answer, transcript = imap_spoken(
        imap(IMAP_OFFERS[0], echo), context, "anne.prof@ac.test", "pw"
    )

    assert "anne" not in f"{transcript} {answer}"
    assert "unknown user •••• at ac.test; ••••" in str(transcript)


def test_control_characters_and_long_lines_are_tamed() -> None:
    recorder = Recorder()
    recorder.server("\x1b[2Jred\x07 " + "x" * 1000)
    (line,) = recorder.transcript.lines

    assert line.text.startswith("·[2Jred· xxx")
    assert len(line.text) <= 301


def test_words_are_hidden_from_then_on() -> None:
    recorder = Recorder()
    recorder.hide(["login", ""])
    recorder.hide(["secret"])

    assert recorder.clean("login secret") == "•••• ••••"
    assert "login" not in repr(recorder)
    assert "secret" not in repr(recorder)


def test_of_a_long_conversation_the_beginning_and_the_end_are_kept() -> None:
    recorder = Recorder()
    for number in range(100_000):
        recorder.server(f"line {number}")
    said = str(recorder.transcript).split("\n")

    assert said[0] == "S: line 0"
    assert said[-1] == "S: line 99999"
    (gap,) = [index for index, line in enumerate(said) if line.startswith("*: …")]
    kept = [int(line.split()[-1]) for line in said[:gap] + said[gap + 1 :]]
    assert said[gap] == f"*: … {100_000 - len(kept)} lines …"
    assert kept[gap] - kept[gap - 1] == 100_000 - len(kept) + 1
    assert len(kept) <= 400


def test_a_password_stays_hidden_after_the_login(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250-hello\n250 AUTH PLAIN")
        await guest.hear("AUTH")
        await guest.say("235 in")
        await guest.hear("MAIL")
        await guest.say("550 5.7.1 your password is Kanari-77, fdurand1")
        await guest.hear("RSET")
        await guest.say("250 ok")

    async def talk() -> tuple[Sent | Signal, Transcript]:
        async with scripted(script, context) as server:
            opened = await Net().open_smtp([server.tls])
            assert opened.session is not None
            await opened.session.authenticate("fdurand1", Secret("Kanari-77"))
            sender = EmailAddress("f.durand", "ac.test")
            answer = await opened.session.send(b"", sender, [sender])
            opened.session.abort()
            return answer, opened.session.transcript

    answer, said = asyncio.run(talk())

    assert isinstance(answer, Signal)
    assert answer.facts["text"] == "your password is ••••, ••••"
    assert "Kanari" not in f"{answer} {said}"


@given(st.text(max_size=20), st.text(max_size=50))
def test_what_is_hidden_is_gone_whatever_it_is(word: str, around: str) -> None:
    recorder = Recorder()
    recorder.hide([word])

    cleaned = recorder.clean(around + word + around)

    if len(word) >= 4 and word.isprintable() and "•" not in word + around:
        assert word not in cleaned


def test_a_short_word_is_hidden_where_it_stands_alone() -> None:
    recorder = Recorder()
    recorder.hide(["jo"])

    assert recorder.clean("jo, Jo <jo@x> major") == "••••, •••• <••••@x> major"
