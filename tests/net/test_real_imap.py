"""IMAP on a real Dovecot."""

from email.message import EmailMessage

import pytest

from assistant.model.secret import Secret
from assistant.model.server import Endpoint
from assistant.net import (
    Accepted,
    ImapSession,
    Net,
    Quota,
    Refused,
    Selected,
    SpecialUse,
    Surroundings,
)
from tests.network.accounts import ACCOUNTS, Answer, TestAccount
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.fixtures import DovecotFactory

pytestmark = pytest.mark.usefixtures("trusted")
GOOD = [each for each in ACCOUNTS if each.answer is Answer.ACCEPT]


def doors(dovecot: Dovecot) -> tuple[Endpoint, Endpoint]:
    return dovecot.imap, dovecot.imap_starttls


async def opened(*endpoints: Endpoint) -> ImapSession:
    result = await Net().open_imap(endpoints)
    assert result.session is not None, result.signals
    return result.session


async def logged_in(dovecot: Dovecot, login: str = "alice") -> ImapSession:
    session = await opened(dovecot.imap)
    answer = await session.authenticate(login, Secret(dovecot.accounts[login]))
    assert isinstance(answer, Accepted)
    return session


async def looked_around(session: ImapSession) -> Surroundings:
    found = await session.look_around()
    assert isinstance(found, Surroundings)
    return found


@pytest.mark.parametrize("account", GOOD, ids=lambda account: account.login)
async def test_every_kind_of_password_works(
    dovecot: Dovecot, account: TestAccount
) -> None:
    for door in doors(dovecot):
        async with await opened(door) as session:
            answer = await session.authenticate(account.login, Secret(account.password))

        assert isinstance(answer, Accepted)


async def test_a_decomposed_accent_is_sent_composed(dovecot: Dovecot) -> None:
    decomposed = dovecot.accounts["accents"].replace("É", "E\N{COMBINING ACUTE ACCENT}")

    async with await opened(dovecot.imap) as session:
        answer = await session.authenticate("accents", Secret(decomposed))

    assert isinstance(answer, Accepted)


REFUSALS = {
    "expired": "imap:EXPIRED",
    "disabled": "imap:AUTHENTICATIONFAILED",
    "denied": "imap:AUTHENTICATIONFAILED",
    "blocked": "imap:CONTACTADMIN",
    "tempfail": "imap:UNAVAILABLE",
}


@pytest.mark.parametrize(("login", "code"), REFUSALS.items())
async def test_each_refusal_keeps_its_code(
    dovecot: Dovecot, login: str, code: str
) -> None:
    async with await opened(dovecot.imap) as session:
        answer = await session.authenticate(login, Secret(dovecot.accounts[login]))

    assert isinstance(answer, Refused)
    assert answer.signal.code == code
    assert answer.signal.facts["response_code"] == code.removeprefix("imap:")
    assert answer.is_definite is (login != "tempfail")


async def test_a_wrong_password_is_sent_once(dovecot_factory: DovecotFactory) -> None:
    dovecot = dovecot_factory()

    async with await opened(dovecot.imap) as session:
        answer = await session.authenticate("alice", Secret("not it"))

    assert isinstance(answer, Refused)
    assert answer.is_definite
    assert dovecot.failures() == 1


async def test_opening_tells_capabilities_times_and_chain(
    dovecot: Dovecot, authority: Authority
) -> None:
    for door in doors(dovecot):
        async with await opened(door) as session:
            assert session.endpoint == door
            assert "AUTH=PLAIN" in session.capabilities
            assert "STARTTLS" not in session.capabilities
            assert session.timings.tls_s > 0
            assert session.timings.connect_s > 0
            assert session.timings.greeting_s > 0
            chain = session.chain

        assert chain is not None
        assert "localhost" in chain.names
        assert chain.root_pem == authority.ca_file.read_bytes()
        assert len(chain.root_fingerprint_sha256) == 64
        assert not chain.is_public_root


async def test_capabilities_are_those_after_the_login(dovecot: Dovecot) -> None:
    async with await logged_in(dovecot) as session:
        assert "UIDPLUS" in session.capabilities


async def test_the_server_says_what_it_is(dovecot: Dovecot) -> None:
    async with await logged_in(dovecot) as session:
        found = await looked_around(session)

    assert found.server_id == {"name": "Dovecot"}


async def test_quota_is_read_in_bytes(dovecot: Dovecot) -> None:
    async with await logged_in(dovecot, "full") as session:
        quota = (await looked_around(session)).quota

    assert isinstance(quota, Quota)
    assert quota.limit_bytes == 100 * 1024
    assert quota.percent > 100


async def test_special_folders_are_known_by_their_use(dovecot: Dovecot) -> None:
    async with await logged_in(dovecot) as session:
        folders = (await looked_around(session)).folders

    uses = {folder.name: folder.special_use for folder in folders}
    assert uses["Sent"] is SpecialUse.SENT
    assert uses["Junk"] is SpecialUse.JUNK
    assert uses["INBOX"] is None
    assert all(folder.is_selectable for folder in folders)


def message(message_id: str) -> bytes:
    written = EmailMessage()
    written["Message-ID"] = message_id
    written["Subject"] = "Bonjour"
    written.set_content("Été\n")
    return written.as_bytes()


async def test_exactly_one_message_is_found_read_and_removed(dovecot: Dovecot) -> None:
    async with await logged_in(dovecot) as session:
        selected = await session.select("INBOX")
        assert isinstance(selected, Selected)
        assert not selected.is_read_only
        kept = await session.append("INBOX", message("<keep@test>"))
        sent = await session.append("INBOX", message("<remove@test>"))

        assert await session.search_message_id("<remove@test>") == (sent,)
        assert isinstance(sent, int)
        whole = await session.fetch(sent)
        assert whole == message("<remove@test>").replace(b"\n", b"\r\n")
        assert await session.delete(sent) is None

        assert await session.search_message_id("<remove@test>") == ()
        assert await session.fetch(sent) is None
        assert await session.search_message_id("<keep@test>") == (kept,)
        assert isinstance(kept, int)
        assert await session.delete(kept) is None


async def test_a_full_mailbox_refuses_with_its_code(dovecot: Dovecot) -> None:
    async with await logged_in(dovecot, "full") as session:
        answer = await session.append("INBOX", message("<full@test>"))

    assert not isinstance(answer, int)
    assert answer is not None
    assert answer.code == "imap:OVERQUOTA"


async def test_a_folder_is_named_as_people_write_it(dovecot: Dovecot) -> None:
    async with await logged_in(dovecot) as session:
        answer = await session.select("Été & hiver")

    assert not isinstance(answer, Selected)
    assert answer.facts["status"] == "NO"
    # Dovecot repeats the name it has decoded.
    assert "Été & hiver" in str(answer.facts["text"])


async def test_closing_twice_is_quiet(dovecot: Dovecot) -> None:
    session = await logged_in(dovecot)

    await session.close()
    await session.close()
    session.abort()


async def test_a_closed_session_answers_with_a_signal(dovecot: Dovecot) -> None:
    session = await logged_in(dovecot)
    session.abort()

    answer = await session.select("INBOX")

    assert not isinstance(answer, Selected)


async def test_too_many_connections_are_no_refusal(
    dovecot_factory: DovecotFactory,
) -> None:
    dovecot = dovecot_factory(connections_per_user=1)

    async with (
        await logged_in(dovecot) as first,
        await opened(dovecot.imap) as second,
    ):
        answer = await second.authenticate("alice", Secret(dovecot.accounts["alice"]))
        assert first.endpoint == second.endpoint

    assert isinstance(answer, Refused)
    assert answer.signal.code in ("imap:LIMIT", "imap:UNAVAILABLE")
    assert not answer.is_definite
