"""The one door: each operation is a stream of events that ends with a result."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

from assistant.changes import Entry
from assistant.clients import registry
from assistant.discovery import from_manual
from assistant.engine.answers import Answers
from assistant.engine.closing import hold_for_recovery
from assistant.engine.closing_words import checked_words, written_words
from assistant.engine.discover import discover
from assistant.engine.glance import Glance, glance
from assistant.engine.login_proof import login_question, prove_login
from assistant.engine.preparing import Preparing
from assistant.engine.prove import prove
from assistant.engine.ready import Connections, Proof, Ready
from assistant.engine.records import action_of
from assistant.engine.routes import Ways, ways_for
from assistant.engine.setup import Writing, keyring_name
from assistant.engine.stream import Reporter, Told, stream
from assistant.engine.tally import Tally
from assistant.engine.undo import undo
from assistant.engine.verify import verify
from assistant.engine.world import World
from assistant.institutions import Findings
from assistant.model.address import EmailAddress
from assistant.model.event import Asked, Result
from assistant.model.institution import LinkKind
from assistant.model.secret import Secret
from assistant.text import _
from assistant.vault import NoBackend


class Session:
    """One user at one computer.

    Every operation yields events while it runs and ends with one `Result`;
    closing the stream cancels it within a second.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._latest: Tally | None = None

    def profile_faults(self) -> tuple[str, ...]:
        """Return what is wrong with the profile that was asked for by name."""
        named = self._world.institutions.explicit
        return tuple(map(str, named)) if isinstance(named, Findings) else ()

    def ways(self, answers: Answers) -> Ways:
        """Return the servers known for the answers, without asking the network."""
        return ways_for(self._world, answers)

    def glance(self, address: EmailAddress) -> Glance:
        """Return what the profiles say of an address, without asking the network."""
        return glance(self._world, address)

    def open_page(self, address: EmailAddress, kind: LinkKind) -> bool:
        """Show a page of the address's institution in the browser.

        Only pages of the profile can be opened; False where there is none of
        that kind, or no browser.
        """
        link = self.glance(address).link(kind)
        url = link.url if link else None
        return url is not None and self._world.host.open_url(url)

    def discover(self, address: EmailAddress) -> AsyncGenerator[Told]:
        """Tell which servers serve the address; asks nobody outside."""

        async def work(report: Reporter) -> Result:
            return discover(address, self._tally("discover"), report)

        return self._stream(work)

    def check(
        self, answers: Answers, *, roundtrip: bool = False
    ) -> AsyncGenerator[Told]:
        """Prove the login, or name the cause; writes nothing.

        With `roundtrip`, a message to oneself is sent, seen and removed.
        """

        async def work(report: Reporter) -> Result:
            tally = self._tally("check")
            connections = Connections()
            try:
                proof = await prove_login(answers, tally, report, connections)
                if isinstance(proof, Result):
                    return proof
                if roundtrip and not await self._round_trip(
                    answers, proof, connections, tally, report
                ):
                    return tally.failed()
                return tally.fine(checked_words(tally))
            finally:
                await connections.close()

        return self._stream(work)

    def prepare(self, answers: Answers) -> AsyncGenerator[Told]:
        """Prove the login and show what would be written, without writing.

        A `Ready` comes before the result when all is well; `apply` takes it, and
        whoever does not apply it calls `let_go`.
        """

        async def work(report: Reporter) -> Result:
            tally = self._tally("setup")
            async with AsyncExitStack() as open_until_ready:
                connections = Connections()
                open_until_ready.push_async_callback(connections.close)
                result = await self._prepare(answers, tally, report, connections)
                if result.is_ok:
                    open_until_ready.pop_all()
            return result

        return self._stream(work)

    def apply(
        self, ready: Ready, *, roundtrip: bool = False, waits: bool = True
    ) -> AsyncGenerator[Told]:
        """Write the account, read it again, and with `roundtrip` prove it.

        `waits`: while the mail program is open, wait for it to be closed;
        otherwise refuse at once, naming it.
        """

        async def work(report: Reporter) -> Result:
            tally, connections = ready.tally, ready.connections
            self._latest = tally
            writer = registry[ready.answers.client](self._world.host)
            try:
                stopped = await Writing(ready, writer, report).run(waits=waits)
                if stopped is not None:
                    return stopped
                if roundtrip and not await self._prove_again(ready, report):
                    return tally.failed()
                return tally.fine(written_words(tally, ready.answers))
            finally:
                await connections.close()

        return self._stream(work)

    async def let_go(self, ready: Ready) -> None:
        """Close what a `Ready` that is not applied holds open."""
        await ready.connections.close()

    def undo(
        self, entry_id: str | None = None, *, waits: bool = True
    ) -> AsyncGenerator[Told]:
        """Take back one entry of the ledger, the latest where none is named."""

        async def work(report: Reporter) -> Result:
            tally = self._tally("undo")
            return await undo(entry_id, tally=tally, report=report, waits=waits)

        return self._stream(work)

    def entries(self) -> tuple[Entry, ...]:
        """Return what was written on this computer, the latest first."""
        return self._world.ledger.entries()

    def recover(self) -> None:
        """Put in order what a crash cut off; called at every start."""
        host = self._world.host
        self._world.ledger.recover(hold=partial(hold_for_recovery, host))
        for writer in registry.values():
            writer(host).clear_scratch()

    def remembered(self, address: EmailAddress) -> Secret | None:
        """Return the password that this computer's keyring keeps for the address."""
        kept = self._world.keyring.recall(keyring_name(address))
        return kept if isinstance(kept, Secret) else None

    def remember(self, address: EmailAddress, secret: Secret) -> str | None:
        """Keep the password in the keyring; the reason in words if it cannot."""
        kept = self._world.keyring.remember(keyring_name(address), secret)
        return kept.sentence if isinstance(kept, NoBackend) else None

    def cancelled(self, command: str) -> Result:
        """Return how the operation ended whose stream was closed before its end.

        It tells the passwords that were sent and whether something was changed.
        """
        tally = self._latest or self._tally(command)
        return tally.cancelled()

    def _tally(self, command: str) -> Tally:
        self._latest = Tally(self._world, command)
        return self._latest

    def _stream(
        self, work: Callable[[Reporter], Awaitable[Result]]
    ) -> AsyncGenerator[Told]:
        async def logged(report: Reporter) -> Result:
            result = await work(report)
            self._world.log.write(action_of(result))
            return result

        return stream(self._world.clock, logged)

    def why_no_keyring(self) -> str | None:
        """Return why no password can be kept here, None where one can.

        May block while the system looks for its safe.
        """
        safe = self._world.keyring.available()
        return safe.sentence if isinstance(safe, NoBackend) else None

    async def _prepare(
        self,
        answers: Answers,
        tally: Tally,
        report: Reporter,
        connections: Connections,
    ) -> Result:
        ways = ways_for(self._world, answers)
        if (question := _consent(answers, ways)) is not None:
            return tally.asks(question)
        answers = answers.but(login=answers.login or ways.username or "")
        if ways.routes and not answers.login:
            return tally.asks(login_question())
        proof = await prove_login(answers, tally, report, connections)
        if isinstance(proof, Result):
            return proof
        job = Preparing(
            answers=answers,
            institution=ways.institution,
            platform=ways.routes[0].platform,
            proof=proof,
            connections=connections,
            tally=tally,
            report=report,
        )
        return await asyncio.to_thread(job.run)

    async def _prove_again(self, ready: Ready, report: Reporter) -> bool:
        """Prove what was written, over new connections where the old ones are gone.

        Servers close idle connections (Postfix after five minutes), and people
        read, or finish a message before they close the mail program.
        """
        tally, answers, connections = ready.tally, ready.answers, ready.connections
        proof = ready.proof
        if answers.secret and not await connections.stand():
            await connections.close()
            again = await verify(
                self._world.net,
                from_manual(proof.imap, proof.smtp),
                answers,
                tally=tally,
                report=report,
                connections=connections,
            )
            if again is None:
                return False
        return await self._round_trip(answers, proof, connections, tally, report)

    async def _round_trip(
        self,
        answers: Answers,
        proof: Proof,
        connections: Connections,
        tally: Tally,
        report: Reporter,
    ) -> bool:
        if tally.warnings:  # a full mailbox would take nothing in
            report.skip("send", "arrive", because="mailbox")
            return True
        if connections.smtp is None or not answers.secret:
            report.skip("send", "arrive", because="smtp.login")
            return True
        return await prove(
            connections, answers, proof.folders, tally=tally, report=report
        )


def _consent(answers: Answers, ways: Ways) -> Asked | None:
    if ways.routes and ways.routes[0].is_receive_only and not answers.is_receive_only:
        question = _(
            "The server for sending is not known. Give it with --smtp, "
            "or agree with --receive-only to an account that only receives."
        )
        return Asked(question, "--smtp")
    return None
