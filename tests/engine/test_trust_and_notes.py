"""What a mail program is told of authorities, and what is remarked, each once."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.changes import Ledger
from assistant.clients.thunderbird import certificates
from assistant.engine import Answers, Ready, Session
from assistant.engine.world import SystemClock, World
from assistant.institutions import Registry
from assistant.model.address import EmailAddress
from assistant.model.event import Result
from assistant.model.secret import Secret
from assistant.net import Net
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import System
from assistant.support import ActionLog
from assistant.vault import AttemptBudget, Keyring
from tests.clients.scene import install
from tests.network.accounts import DOMAIN
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.fixtures import PostfixFactory
from tests.network.postfix import Postfix
from tests.network.programs import require_program


@dataclass(frozen=True)
class Done:
    """What was planned and written, and what was told of it."""

    ready: Ready
    planned: Result
    written: Result


def set_up(session: Session, imap: Dovecot, smtp: Postfix) -> Done:
    """Prove alice's login, and write her account."""
    answers = Answers(
        EmailAddress.parse(f"alice@{DOMAIN}"),
        login="alice",
        secret=Secret(imap.accounts["alice"]),
        imap=imap.imap,
        smtp=smtp.smtp,
    )

    async def work() -> Done:
        *_, ready, planned = [told async for told in session.prepare(answers)]
        assert isinstance(ready, Ready)
        assert isinstance(planned, Result)
        *_, written = [told async for told in session.apply(ready)]
        assert isinstance(written, Result)
        return Done(ready, planned, written)

    return asyncio.run(work())


def session_at(
    folder: Path,
    authorities: Path,
    *,
    version: str = "153.7.0",
    programs: Mapping[str, Path] | None = None,
) -> Session:
    """Give a computer that knows these authorities, with a Thunderbird."""
    root = folder / "poste"
    root.mkdir()
    host = FakeHost(System.LINUX, root, programs=programs)
    install(host, version=version)
    state, clock = folder / "state", SystemClock()
    world = World(
        host=host,
        net=Net(authorities=authorities),
        clock=clock,
        ledger=Ledger(state / "journal", clock),
        budget=AttemptBudget(state, clock),
        keyring=Keyring(),
        institutions=Registry.from_folders(),
        log=ActionLog(state / "logs", clock),
    )
    return Session(world)


def verdicts(result: Result) -> list[str]:
    return [note.id for note in result.notes]


def test_what_survey_and_plan_both_note_is_told_once(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    there = session_at(tmp_path, dovecot.ca_file, version="161.0")

    done = set_up(there, dovecot, postfix)

    assert [n.code for n in done.ready.tally.notes].count("client:NEWER_VERSION") == 2
    assert verdicts(done.planned).count("CLI-15") == 1
    assert verdicts(done.written) == verdicts(done.planned)


def test_each_server_may_end_in_an_authority_of_its_own(
    tmp_path: Path, dovecot: Dovecot, postfix_factory: PostfixFactory
) -> None:
    other = Authority(tmp_path)
    postfix = postfix_factory(dovecot, certificate=other.good)
    pems = [dovecot.ca_file.read_bytes(), other.ca_file.read_bytes()]
    both = tmp_path / "both.pem"
    both.write_bytes(b"".join(pems))
    tool = Path(require_program("certutil"))
    there = session_at(tmp_path, both, programs={"certutil": tool})

    done = set_up(there, dovecot, postfix)

    assert done.written.is_ok
    assert verdicts(done.planned) == verdicts(done.written) == []
    cert9 = (done.ready.target.profile / certificates.FILE).read_bytes()
    assert all(certificates.name_by_us(cert9, pem) for pem in pems)


def test_without_the_tool_it_is_told_once_and_written_all_the_same(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    there = session_at(tmp_path, dovecot.ca_file)

    done = set_up(there, dovecot, postfix)

    assert done.written.is_ok
    assert verdicts(done.written) == ["CLI-13"]
