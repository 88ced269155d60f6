"""STARTTLS: what was said in the clear counts for nothing, and nothing slips in."""

import ssl

import pytest

from assistant.model.secret import Secret
from assistant.model.server import Endpoint
from assistant.model.signal import Stage
from assistant.net import Accepted, Net
from tests.net.scripted import Guest, scripted, server_context
from tests.network.certificates import Authority

pytestmark = pytest.mark.usefixtures("trusted")
CLEAR = "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR] ready"


@pytest.fixture
def context(authority: Authority) -> ssl.SSLContext:
    return server_context(authority.good)


async def imap_codes(door: Endpoint) -> list[str]:
    opened = await Net().open_imap([door])
    assert opened.session is None
    return [signal.code for signal in opened.signals]


@pytest.mark.parametrize("injected", ["A2 OK injected\r\n", "* CAPABILITY AUTH=X\r\n"])
async def test_words_injected_behind_imap_starttls_abort(injected: str) -> None:
    async def script(guest: Guest) -> None:
        await guest.say(CLEAR)
        await guest.hear("A1 STARTTLS")
        await guest.say(b"A1 OK go ahead\r\n" + injected.encode())

    async with scripted(script) as server:
        codes = await imap_codes(server.starttls)

    assert codes == ["mail:INJECTED"]
    assert server.said_after == [b""]


async def test_words_injected_behind_smtp_starttls_abort() -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250-hello\n250 STARTTLS")
        await guest.hear("STARTTLS")
        await guest.say("220 go ahead\n250 injected")

    async with scripted(script) as server:
        opened = await Net().open_smtp([server.starttls])

    assert [signal.code for signal in opened.signals] == ["mail:INJECTED"]
    assert server.said_after == [b""]


async def test_imap_capabilities_of_the_clear_are_forgotten(
    context: ssl.SSLContext,
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say(CLEAR)
        await guest.hear_imap("STARTTLS", answer="OK")
        await guest.start_tls(context)
        await guest.hear_imap(
            "CAPABILITY", answer="OK", data="* CAPABILITY IMAP4rev1 AUTH=XOAUTH2"
        )

    async with scripted(script) as server:
        opened = await Net().open_imap([server.starttls])
        assert opened.session is not None
        opened.session.abort()

    assert opened.session.capabilities == {"IMAP4REV1", "AUTH=XOAUTH2"}


async def test_smtp_extensions_of_the_clear_are_forgotten(
    context: ssl.SSLContext,
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear(r"EHLO \[127\.0\.0\.1\]")
        await guest.say("250-hello\n250-AUTH LOGIN\n250 STARTTLS")
        await guest.hear("STARTTLS")
        await guest.say("220 go ahead")
        await guest.start_tls(context)
        await guest.hear("EHLO")
        await guest.say("250-hello\n250-SIZE 100\n250 AUTH PLAIN")

    async with scripted(script) as server:
        opened = await Net().open_smtp([server.starttls])
        assert opened.session is not None
        opened.session.abort()

    assert dict(opened.session.extensions) == {"SIZE": "100", "AUTH": "PLAIN"}


async def test_capabilities_are_asked_for_when_the_greeting_has_none(
    context: ssl.SSLContext,
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK ready")
        await guest.hear_imap("CAPABILITY", answer="OK", data="* CAPABILITY STARTTLS")
        await guest.hear_imap("STARTTLS", answer="OK")
        await guest.start_tls(context)
        await guest.hear_imap("CAPABILITY", answer="OK", data="* CAPABILITY AUTH=PLAIN")

    async with scripted(script) as server:
        opened = await Net().open_imap([server.starttls])
        assert opened.session is not None
        opened.session.abort()

    assert opened.session.capabilities == {"AUTH=PLAIN"}


async def test_imap_without_starttls_is_left_at_once() -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready")

    async with scripted(script) as server:
        opened = await Net().open_imap([server.starttls])

    (signal,) = opened.signals
    assert signal.code == "mail:NO_STARTTLS"
    assert signal.stage is Stage.STARTTLS
    assert signal.facts["offered"] == "AUTH=PLAIN IMAP4REV1"
    assert server.said_after == [b""]


async def test_a_refused_starttls_is_left_at_once() -> None:
    async def script(guest: Guest) -> None:
        await guest.say(CLEAR)
        await guest.hear_imap("STARTTLS", answer="NO [UNAVAILABLE] not now")

    async with scripted(script) as server:
        codes = await imap_codes(server.starttls)

    assert codes == ["imap:UNAVAILABLE"]


async def test_smtp_starttls_not_ready_is_told_by_its_code() -> None:
    async def script(guest: Guest) -> None:
        await guest.say("220 ready")
        await guest.hear("EHLO")
        await guest.say("250-hello\n250 STARTTLS")
        await guest.hear("STARTTLS")
        await guest.say("454 4.7.0 TLS not available")

    async with scripted(script) as server:
        opened = await Net().open_smtp([server.starttls])

    (signal,) = opened.signals
    assert signal.code == "smtp:4.7.0"
    assert signal.stage is Stage.STARTTLS


async def test_a_login_greeted_before_tls_is_not_believed() -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* PREAUTH [CAPABILITY IMAP4rev1] welcome back")

    async with scripted(script) as server:
        codes = await imap_codes(server.starttls)

    assert codes == ["imap:PREAUTH"]


async def test_plain_words_in_the_place_of_the_handshake_end_it() -> None:
    async def script(guest: Guest) -> None:
        await guest.say(CLEAR)
        await guest.hear_imap("STARTTLS", answer="OK")
        await guest.hear_bytes(1)
        await guest.say("* OK never mind")

    async with scripted(script) as server:
        codes = await imap_codes(server.starttls)

    assert codes == ["tls:WRONG_VERSION_NUMBER"]


async def test_a_password_follows_a_good_handshake_only(
    context: ssl.SSLContext,
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say(CLEAR)
        await guest.hear_imap("STARTTLS", answer="OK")
        await guest.start_tls(context)
        offered = "* CAPABILITY AUTH=PLAIN SASL-IR"
        await guest.hear_imap("CAPABILITY", answer="OK", data=offered)
        await guest.hear_imap("AUTHENTICATE PLAIN", answer="OK in")

    async with scripted(script) as server:
        opened = await Net().open_imap([server.starttls])
        assert opened.session is not None
        answer = await opened.session.authenticate("anne", Secret("pw"))
        opened.session.abort()

    assert isinstance(answer, Accepted)
