"""What was proven, and what stands ready to be written because of it."""

import asyncio
from dataclasses import dataclass, field

from assistant.clients import Target
from assistant.engine.answers import Answers
from assistant.engine.tally import Tally
from assistant.model.account import Account
from assistant.model.institution import FolderNames
from assistant.model.server import Endpoint
from assistant.net import Folder, ImapSession, Quota, SmtpSession


@dataclass(slots=True)
class Connections:
    """The two conversations, kept open for the proof that follows."""

    imap: ImapSession | None = None
    smtp: SmtpSession | None = None

    async def stand(self) -> bool:
        """Whether none of them was closed by its server meanwhile."""
        sessions = [one for one in (self.imap, self.smtp) if one is not None]
        alive = await asyncio.gather(*(session.is_alive() for session in sessions))
        return all(alive)

    async def close(self) -> None:
        """Say goodbye to both; never fails."""
        sessions = [one for one in (self.imap, self.smtp) if one is not None]
        self.imap = self.smtp = None
        await asyncio.gather(*(session.close() for session in sessions))


@dataclass(frozen=True, slots=True)
class Proof:
    """What was verified, and with a password proven.

    Attributes:
        private_roots: PEM of the authorities that signed and are in no public
            list: what a mail program with a store of its own must be told.
        folders: what the server lists; empty without a login.
    """

    imap: Endpoint
    smtp: Endpoint | None
    private_roots: tuple[bytes, ...]
    folders: tuple[Folder, ...] = ()
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """The answers, the proof, and where the account goes.

    `folders` name the special folders where the server marks none (RFC 6154).
    `connections` stay open for the proof after the writing; whoever holds a
    Ready closes them.
    """

    answers: Answers
    account: Account
    proof: Proof
    target: Target
    folders: FolderNames | None
    tally: Tally = field(repr=False)
    connections: Connections = field(repr=False)
