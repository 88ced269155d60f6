"""Operations of the engine on real servers, where a whole process is too coarse."""

import asyncio
import re
from pathlib import Path

import pytest

from assistant import engine
from assistant.engine import Answers, Ready, Session, proposed_name
from assistant.engine.closing_words import written_words
from assistant.engine.prove import prove
from assistant.engine.ready import Connections
from assistant.engine.routes import ways_for
from assistant.engine.stream import Reporter
from assistant.engine.tally import Tally
from assistant.engine.verify import verify
from assistant.engine.words import change_words, step_words, who_words
from assistant.model.address import EmailAddress
from assistant.model.change import ChangeKind
from assistant.model.event import Attempts, LoginState, Result, Step, StepState
from assistant.model.exits import Exit
from assistant.model.institution import LinkKind
from assistant.model.secret import Secret
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Who
from assistant.platforms.fake import FakeHost
from assistant.text import language, use_language
from tests.engine.scene import ALICE, alices, cut_off, told_by, world_at
from tests.network.dovecot import Dovecot
from tests.network.fixtures import DovecotFactory, PostfixFactory
from tests.network.postfix import Postfix
from tests.vault.test_keyring import Drawer

FLORENT = EmailAddress.parse("florent.durand@ac-montpellier.fr")


def test_a_message_that_does_not_come_back_is_said_after_the_limit(
    tmp_path: Path,
    dovecot: Dovecot,
    dovecot_factory: DovecotFactory,
    postfix_factory: PostfixFactory,
) -> None:
    elsewhere = postfix_factory(dovecot_factory())  # delivers into another mailbox
    answers = alices(dovecot, elsewhere)
    world = world_at(tmp_path, dovecot.ca_file)

    async def send_and_wait() -> tuple[bool, Tally, list[object]]:
        tally, connections = Tally(world, "check"), Connections()
        tally.account = world.budget.account_key("alice", "localhost")
        report = Reporter(world.clock)
        (route,) = ways_for(world, answers).routes
        proof = await verify(
            world.net,
            route,
            answers,
            tally=tally,
            report=report,
            connections=connections,
        )
        assert proof is not None
        arrived = await prove(
            connections,
            answers,
            proof.folders,
            tally=tally,
            report=report,
            limit_s=0.6,
        )
        await connections.close()
        events = [report.events.get_nowait() for _ in range(report.events.qsize())]
        return arrived, tally, list(events)

    arrived, tally, events = asyncio.run(send_and_wait())

    result = tally.failed()
    assert not arrived
    assert result.diagnosis is not None
    assert result.diagnosis.verdict.id == "BOX-11"
    ends = {e.id: e for e in events if isinstance(e, Step)}
    assert ends["send"].state is StepState.OK
    assert ends["arrive"].state is StepState.FAILED
    assert 0.6 <= ends["arrive"].elapsed_s < 1.5
    assert result.attempts.imap == result.attempts.smtp == 1


def test_both_servers_are_asked_at_once_but_logins_one_after_the_other(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    session = Session(world_at(tmp_path, dovecot.ca_file))

    steps, result = asyncio.run(told_by(session.check(alices(dovecot, postfix))))

    order = [(step.id, step.state) for step in steps]
    ok, started = StepState.OK, StepState.STARTED
    assert result.is_ok
    assert order.index(("smtp.connect", started)) < order.index(("imap.connect", ok))
    assert order.index(("imap.login", ok)) < order.index(("smtp.login", started))


def test_many_windows_share_what_may_still_be_tried(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    dovecot.forget_attempts()
    answers = alices(dovecot, postfix, "wrong")

    async def click_everywhere() -> list[Result]:
        sessions = [Session(world_at(tmp_path, dovecot.ca_file)) for _ in range(6)]
        told = await asyncio.gather(*(told_by(s.check(answers)) for s in sessions))
        return [result for _, result in told]

    results = asyncio.run(click_everywhere())

    assert len(dovecot.attempts()) == 3
    assert sum(result.attempts.imap for result in results) == 3
    causes = [r.diagnosis.verdict.id for r in results if r.diagnosis]
    assert sorted(causes) == ["AUTH-01"] * 3 + ["SRV-07"] * 3


@pytest.mark.parametrize(
    "after",
    [
        ("preflight", "started"),
        ("imap.connect", "started"),
        ("imap.login", "started"),
        ("imap.login", "ok"),
        ("smtp.login", "ok"),
        ("send", "started"),
        ("send", "ok"),
    ],
)
def test_a_stream_that_is_closed_leaves_nothing_running(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, after: tuple[str, str]
) -> None:
    session = Session(world_at(tmp_path, dovecot.ca_file))
    answers = alices(dovecot, postfix)

    async def cut() -> tuple[float, int]:
        took_s = await cut_off(session.check(answers, roundtrip=True), after=after)
        await asyncio.sleep(0)
        return took_s, len(asyncio.all_tasks())

    took_s, tasks = asyncio.run(cut())

    assert took_s < 1
    assert tasks == 1
    result = session.cancelled("check")
    assert result.exit is Exit.CANCELLED
    if after != ("imap.login", "started"):  # on the way there: sent or not yet
        assert result.attempts.imap == (after[0] not in {"preflight", "imap.connect"})


def test_what_is_ready_and_not_wanted_is_let_go(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    world = world_at(tmp_path, dovecot.ca_file)
    session = Session(world)

    async def prepare() -> Ready:
        *_, ready, result = [e async for e in session.prepare(alices(dovecot, postfix))]
        assert isinstance(ready, Ready)
        assert isinstance(result, Result)
        assert ready.connections.imap is not None
        await session.let_go(ready)
        return ready

    ready = asyncio.run(prepare())

    assert ready.connections.imap is None
    assert ready.connections.smtp is None
    assert not ready.target.profile.exists()
    assert world.ledger.entries() == ()
    assert "alice-pass-1" not in repr(ready)


def test_what_changed_since_the_plan_was_shown_is_kept(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    session = Session(world_at(tmp_path, dovecot.ca_file))
    theirs = 'user_pref("mail.something.of.theirs", "été");\n'

    async def write() -> tuple[Ready, Result]:
        *_, ready, _ = [e async for e in session.prepare(alices(dovecot, postfix))]
        assert isinstance(ready, Ready)
        _, first = await told_by(session.apply(ready))
        assert first.is_ok
        bob = alices(dovecot, postfix).but(
            address=EmailAddress.parse("accents@ac-rig.test"),
            login="accents",
            secret=Secret(dovecot.accounts["accents"]),
        )
        *_, ready, _ = [e async for e in session.prepare(bob)]
        assert isinstance(ready, Ready)
        prefs = ready.target.profile / "prefs.js"
        prefs.write_text(prefs.read_text("utf-8") + theirs, "utf-8")
        _, result = await told_by(session.apply(ready))
        return ready, result

    ready, result = asyncio.run(write())

    prefs = (ready.target.profile / "prefs.js").read_text("utf-8")
    assert result.is_ok
    assert theirs in prefs
    assert "accents@ac-rig.test" in prefs
    assert str(ALICE) in prefs


def test_an_account_is_set_up_although_its_mailbox_is_full(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    session = Session(world_at(tmp_path, dovecot.ca_file))
    full = alices(dovecot, postfix).but(
        address=EmailAddress.parse("full@ac-rig.test"),
        login="full",
        secret=Secret("full-pass-1"),
    )

    async def write() -> Result:
        *_, ready, shown = [e async for e in session.prepare(full)]
        assert isinstance(ready, Ready)
        assert isinstance(shown, Result)
        assert shown.diagnosis is not None
        _, result = await told_by(session.apply(ready, roundtrip=True))
        return result

    result = asyncio.run(write())

    assert result.exit is Exit.PROBLEM
    assert result.diagnosis is not None
    assert result.diagnosis.verdict.id == "BOX-01"
    assert result.details["undo_id"]


def test_connections_that_were_closed_meanwhile_are_opened_again(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    session = Session(world_at(tmp_path, dovecot.ca_file))

    async def write_late() -> Result:
        *_, ready, _shown = [e async for e in session.prepare(alices(dovecot, postfix))]
        assert isinstance(ready, Ready)
        assert ready.connections.smtp is not None
        ready.connections.smtp.abort()  # as Postfix does after five idle minutes
        _, result = await told_by(session.apply(ready, roundtrip=True))
        return result

    result = asyncio.run(write_late())

    assert result.is_ok, result
    assert result.details["roundtrip_s"] is not None
    assert result.attempts == Attempts(imap=2, smtp=2)


def test_a_call_without_a_password_proves_nothing_and_says_so(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    dovecot.forget_attempts()
    session = Session(world_at(tmp_path, dovecot.ca_file))
    answers = alices(dovecot, postfix).but(secret=Secret(""))

    _, result = asyncio.run(told_by(session.check(answers)))

    assert result.is_ok
    assert (result.imap, result.smtp) == (LoginState.NOT_TRIED, LoginState.NOT_TRIED)
    assert dovecot.attempts() == ()


def test_an_address_is_looked_up_without_any_network(tmp_path: Path) -> None:
    session = Session(world_at(tmp_path))

    known = session.glance(FLORENT)
    near = session.glance(EmailAddress.parse("florent.durand@ac-montpelier.fr"))
    foreign = session.glance(EmailAddress.parse("florent@example.org"))

    assert known.is_known
    assert known.login is None
    assert "fdurand1" in known.logins
    assert known.institution is not None
    assert known.meant is None
    assert near.meant == FLORENT
    assert not foreign.is_known
    assert foreign.meant is None
    assert foreign.institution is None


def test_only_pages_of_the_profile_are_opened(tmp_path: Path) -> None:
    world = world_at(tmp_path)
    session = Session(world)
    host = world.host
    assert isinstance(host, FakeHost)

    assert session.open_page(FLORENT, LinkKind.WEBMAIL)
    assert not session.open_page(EmailAddress.parse("x@y.example"), LinkKind.WEBMAIL)

    webmail = session.glance(FLORENT).link(LinkKind.WEBMAIL)
    assert webmail is not None
    assert host.opened == [webmail.url]


def test_discover_offers_the_domain_that_was_meant(tmp_path: Path) -> None:
    session = Session(world_at(tmp_path))

    _, known = asyncio.run(told_by(session.discover(FLORENT)))
    wrong = EmailAddress.parse("florent.durand@ac-montpelier.fr")
    _, near = asyncio.run(told_by(session.discover(wrong)))

    assert known.is_ok
    assert [c["protocol"] for c in known.details["candidates"]][:1] == ["imap"]
    assert known.details["suggestion"] is None
    assert near.exit is Exit.PROBLEM
    assert near.details["suggestion"] == str(FLORENT)
    assert str(FLORENT) in str(near.message)


def test_the_safe_keeps_and_gives_without_naming_the_address(tmp_path: Path) -> None:
    drawer = Drawer()
    session = Session(world_at(tmp_path, safe=drawer))

    assert session.why_no_keyring() is None
    assert session.remembered(ALICE) is None
    assert session.remember(ALICE, Secret("kept")) is None
    kept = session.remembered(ALICE)

    assert kept is not None
    assert kept.reveal() == "kept"
    assert not any(str(ALICE) in name for _, name in drawer.kept)


def test_undo_takes_the_remembered_password_back_too(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    session = Session(world_at(tmp_path, dovecot.ca_file, safe=Drawer()))

    async def write_and_undo() -> Result:
        *_, ready, _shown = [e async for e in session.prepare(alices(dovecot, postfix))]
        assert isinstance(ready, Ready)
        await told_by(session.apply(ready))
        session.remember(ALICE, ready.answers.secret)
        _, undone = await told_by(session.undo())
        return undone

    undone = asyncio.run(write_and_undo())

    assert undone.is_ok
    assert session.remembered(ALICE) is None


def test_no_account_is_written_without_a_login(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    session = Session(world_at(tmp_path, dovecot.ca_file))
    nameless = alices(dovecot, postfix).but(login="", secret=Secret(""))

    _, result = asyncio.run(told_by(session.prepare(nameless)))

    assert result.exit is Exit.ANSWER_NEEDED
    assert result.asked is not None
    assert result.asked.option == "--login"


@pytest.mark.parametrize(
    ("note", "secret", "sentence"),
    [
        (None, "known", "it is ready"),
        (None, "", "will ask for the password"),
        ("client:PRIMARY_PASSWORD", "known", "will ask for the password"),
        ("client:WILL_ASK_CERTIFICATE", "known", "does not accept the servers yet"),
        ("client:NOT_INSTALLED", "", "still to be installed"),
    ],
)
def test_the_last_sentence_promises_no_more_than_is_true(
    tmp_path: Path, note: str | None, secret: str, sentence: str
) -> None:
    tally = Tally(world_at(tmp_path), "setup")
    tally.notes = [Signal(Stage.CLIENT, note)] if note else []
    before = language()
    use_language("en")

    said = written_words(tally, Answers(ALICE, login="alice", secret=Secret(secret)))
    use_language(before)

    assert sentence in said


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("florent.durand@ac-montpellier.fr", "Florent DURAND"),
        ("marie-jo.le.gall2@ac-rig.test", "Marie-Jo LE GALL"),
        ("ce.0340001a@ac-rig.test", "Ce 0340001A"),
        ("diper11@ac-rig.test", "diper11"),
    ],
)
def test_a_name_is_proposed_as_the_address_suggests(address: str, name: str) -> None:
    assert proposed_name(EmailAddress.parse(address)) == name
    assert Answers(EmailAddress.parse(address), name="Élodie M.").display_name == (
        "Élodie M."
    )


def test_every_step_and_kind_has_words_in_both_languages() -> None:
    source = "".join(
        path.read_text("utf-8") for path in Path(engine.__path__[0]).glob("*.py")
    )
    steps = set(re.findall(r'report\.(?:start|end)\(\s*"([a-z.-]+)"', source))
    steps |= {f"{s}.{end}" for s in ("imap", "smtp") for end in ("connect", "login")}
    before = language()
    try:
        spoken = {
            code: [use_language(code)]
            + [step_words(step) for step in sorted(steps)]
            + [change_words(kind) for kind in ChangeKind]
            + [who_words(who) for who in Who]
            for code in ("fr", "en")
        }
    finally:
        use_language(before)

    assert len(steps) >= 14
    assert not steps & set(spoken["en"])
    assert all(f != e for f, e in zip(spoken["fr"], spoken["en"], strict=True))
