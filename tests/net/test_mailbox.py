"""What the round trip does on servers that can do less than Dovecot."""

import ssl

import pytest

from assistant.model.secret import Secret
from assistant.model.server import Endpoint
from assistant.model.signal import Signal
from assistant.net import Accepted, ImapSession, Limits, Net, Quota, Surroundings
from tests.net.scripted import Guest, Script, scripted, server_context
from tests.network.certificates import Authority

pytestmark = pytest.mark.usefixtures("trusted")


@pytest.fixture
def context(authority: Authority) -> ssl.SSLContext:
    return server_context(authority.good)


def after_login(more: Script, capabilities: str = "IMAP4rev1") -> Script:
    """Accept a login, answer the question for capabilities, then follow `more`."""

    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR] ready")
        await guest.hear_imap("AUTHENTICATE", answer="OK in")
        if capabilities:
            offered = f"* CAPABILITY {capabilities}"
            await guest.hear_imap("CAPABILITY", answer="OK", data=offered)
        await more(guest)

    return script


async def logged_in(door: Endpoint) -> ImapSession:
    opened = await Net(limits=Limits(reply_s=1)).open_imap([door])
    assert opened.session is not None
    answer = await opened.session.authenticate("anne", Secret("pw-1234"))
    assert isinstance(answer, Accepted)
    return opened.session


async def test_without_uidplus_a_lone_mark_is_expunged(context: ssl.SSLContext) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR] ready")
        await guest.hear_imap("AUTHENTICATE", answer="OK [CAPABILITY IMAP4rev1] in")
        await guest.hear_imap("UID STORE 7 .FLAGS.SILENT", answer="OK")
        await guest.hear_imap("UID SEARCH DELETED", answer="OK", data="* SEARCH 7")
        await guest.hear_imap("EXPUNGE$", answer="OK", data="* 1 EXPUNGE")

    async with scripted(script, context) as server:
        session = await logged_in(server.tls)
        assert await session.delete(7) is None
        session.abort()


async def test_without_uidplus_other_marks_are_respected(
    context: ssl.SSLContext,
) -> None:
    async def script(guest: Guest) -> None:
        await guest.say("* OK [CAPABILITY AUTH=PLAIN SASL-IR] ready")
        await guest.hear_imap("AUTHENTICATE", answer="OK [CAPABILITY IMAP4rev1] in")
        await guest.hear_imap("UID STORE 7", answer="OK")
        await guest.hear_imap("UID SEARCH DELETED", answer="OK", data="* SEARCH 3 7")
        assert await guest.until_left() == b""

    async with scripted(script, context) as server:
        session = await logged_in(server.tls)
        answer = await session.delete(7)
        session.abort()

    assert isinstance(answer, Signal)
    assert answer.code == "mail:NOT_EXPUNGED"


async def test_what_is_not_offered_is_not_asked(context: ssl.SSLContext) -> None:
    async def more(guest: Guest) -> None:
        await guest.hear_imap('LIST "" "."$', answer="OK", data="* LIST () NIL INBOX")
        assert await guest.until_left() == b""

    async with scripted(after_login(more), context) as server:
        session = await logged_in(server.tls)
        found = await session.look_around()
        session.abort()

    assert isinstance(found, Surroundings)
    assert [folder.name for folder in found.folders] == ["INBOX"]
    assert found.quota is None
    assert found.server_id == {}


ALL = "IMAP4rev1 ID QUOTA SPECIAL-USE LIST-EXTENDED"
FOLDER = "* LIST () NIL INBOX"
QUOTA = '* QUOTA "" (STORAGE 1 2)'
NAME = '* ID ("name" "Some anne pw-1234")'


@pytest.mark.parametrize(
    "answers",
    [
        (FOLDER, "A3 OK", QUOTA, "A4 OK", NAME, "A5 OK"),
        (NAME, "A5 OK", QUOTA, "A4 OK", FOLDER, "A3 OK"),
        (QUOTA, FOLDER, NAME, "A4 OK", "A3 OK", "A5 OK"),
    ],
    ids=["in order", "backwards", "mixed"],
)
async def test_everything_is_asked_in_one_go(
    context: ssl.SSLContext, answers: tuple[str, ...]
) -> None:
    async def more(guest: Guest) -> None:
        # Nothing is answered before all is asked: a trip each would wait for ever.
        await guest.hear('A3 LIST "" "." RETURN .SPECIAL-USE.$')
        await guest.hear("A4 GETQUOTAROOT INBOX$")
        await guest.hear('A5 ID ."name" "Assistant Messagerie" "version"')
        await guest.say("\n".join(answers))

    async with scripted(after_login(more, ALL), context) as server:
        session = await logged_in(server.tls)
        found = await session.look_around()
        said = str(session.transcript)
        session.abort()

    assert isinstance(found, Surroundings)
    assert [folder.name for folder in found.folders] == ["INBOX"]
    assert found.quota == Quota(1024, 2048)
    assert found.server_id == {"name": "Some •••• ••••"}
    assert "C: A3 LIST" in said
    assert "C: A4 GETQUOTAROOT INBOX\nC: A5 ID" in said


async def test_what_is_refused_is_empty_and_hides_nothing_else(
    context: ssl.SSLContext,
) -> None:
    async def more(guest: Guest) -> None:
        for _ in range(3):
            await guest.hear()
        await guest.say("* LIST () NIL INBOX\nA3 OK\nA4 NO quota\nA5 BAD ID")

    async with scripted(after_login(more, ALL), context) as server:
        session = await logged_in(server.tls)
        found = await session.look_around()
        session.abort()

    assert isinstance(found, Surroundings)
    assert [folder.name for folder in found.folders] == ["INBOX"]
    assert found.quota is None
    assert found.server_id == {}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("* BYE [UNAVAILABLE] going down", "imap:UNAVAILABLE"),
        ("A9 OK another tag", "imap:MALFORMED"),
        ("+ more", "imap:MALFORMED"),
        ("* LIST (", "imap:MALFORMED"),
        ("A4 OK not asked", "imap:MALFORMED"),
    ],
)
async def test_trouble_in_a_mailbox_is_a_signal(
    context: ssl.SSLContext, words: str, code: str
) -> None:
    async def more(guest: Guest) -> None:
        await guest.hear("A3 LIST")
        await guest.say(words)

    async with scripted(after_login(more), context) as server:
        session = await logged_in(server.tls)
        answer = await session.look_around()
        again = await session.select("INBOX")
        session.abort()

    assert isinstance(answer, Signal)
    assert answer.code == code
    assert isinstance(again, Signal)  # and never an exception afterwards


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("A2 NO [SERVERBUG] sorry", "imap:SERVERBUG"),
        ("* NO [ALERT] careful\nA2 NO no", "imap:NO"),
    ],
)
async def test_a_refusal_in_a_mailbox_is_a_signal(
    context: ssl.SSLContext, words: str, code: str
) -> None:
    async def more(guest: Guest) -> None:
        await guest.hear("A2 SELECT")
        await guest.say(words)

    async with scripted(after_login(more, ""), context) as server:
        session = await logged_in(server.tls)
        answer = await session.select("INBOX")
        session.abort()

    assert isinstance(answer, Signal)
    assert answer.code == code


async def test_a_message_may_hold_literals_of_any_bytes(
    context: ssl.SSLContext,
) -> None:
    whole = bytes(range(256)) * 3 + b"{5}\r\n)"

    async def more(guest: Guest) -> None:
        await guest.hear("A2 UID FETCH 5")
        head = b"* 1 FETCH (UID 5 BODY[] {%d}\r\n" % len(whole)
        await guest.say(head + whole + b" FLAGS ())\r\nA2 OK\r\n")

    async with scripted(after_login(more, ""), context) as server:
        session = await logged_in(server.tls)
        assert await session.fetch(5) == whole
        said = str(session.transcript)
        session.abort()

    # Mail is nobody's business: the transcript has its size only.
    assert "{774}" in said
    assert "\x00" not in said
