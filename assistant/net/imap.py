"""IMAP: the session that proves a login and looks after the test message."""

from assistant import __version__
from assistant.model.secret import Secret
from assistant.model.signal import Signal, Stage
from assistant.net import imap_mailbox
from assistant.net.imap_login import authenticate
from assistant.net.imap_mailbox import Selected, Surroundings
from assistant.net.imap_names import encode_name, quoted
from assistant.net.imap_talk import Answer, ImapTalk
from assistant.net.login import Accepted, LoginAnswer
from assistant.net.place import TroubleError
from assistant.net.session import Session
from assistant.net.timings import Timings
from assistant.net.tls import TlsStream

# RFC 2971: the program, never the computer or its user.
_ID = f'ID ("name" "Assistant Messagerie" "version" "{__version__}")'


class ImapSession(Session):
    """A conversation with a verified server; closed by `close` or `abort`.

    Made by `Net.open_imap`, which alone can make one: it takes a connection whose
    peer is verified, so that there is nothing to authenticate to before.
    """

    def __init__(
        self,
        talk: ImapTalk[TlsStream],
        capabilities: frozenset[str],
        timings: Timings,
    ) -> None:
        super().__init__(talk.lines, timings)
        self._talk = talk
        self._capabilities = capabilities
        self._is_fresh = True  # capabilities change with the login: RFC 3501, 6.2

    @property
    def capabilities(self) -> frozenset[str]:
        """What the server last said it can do, in upper case."""
        return self._capabilities

    async def authenticate(self, login: str, secret: Secret) -> LoginAnswer:
        """Send the password once and return the server's answer.

        It is sent as NFC in UTF-8, by AUTHENTICATE PLAIN; by LOGIN only where PLAIN
        is not offered. There is no second try.
        """
        self._talk.stage = Stage.AUTHENTICATE
        answer, last = await authenticate(self._talk, self.capabilities, login, secret)
        if isinstance(answer, Accepted) and last is not None:
            self._lines.welcomed()
            self._talk.stage = Stage.MAILBOX
            self._is_fresh = self._learn(last)
        return answer

    async def look_around(self) -> Surroundings | Signal:
        """Return what there is, asked in one go; a signal where the server is gone.

        Whatever it does not offer, or refuses, is empty.
        """
        # RFC 6154 section 2: some servers tell only when asked for it.
        tells_uses = await self._offers("SPECIAL-USE", "LIST-EXTENDED")
        commands = ['LIST "" "*"' + (" RETURN (SPECIAL-USE)" if tells_uses else "")]
        if await self._offers("QUOTA"):
            commands.append("GETQUOTAROOT INBOX")
        if await self._offers("ID"):
            commands.append(_ID)
        try:
            answer, *_ = await self._talk.at_once(commands)
        except TroubleError as trouble:
            return trouble.signal
        return imap_mailbox.surroundings(answer, self._lines.recorder.clean)

    async def select(self, folder: str) -> Selected | Signal:
        """Open a folder, named as people write it."""
        answer = await self._command(f"SELECT {quoted(encode_name(folder))}")
        return imap_mailbox.selected(answer) if isinstance(answer, Answer) else answer

    async def search_message_id(self, message_id: str) -> tuple[int, ...] | Signal:
        """Return the UIDs in the open folder, after hearing what is new in it."""
        if isinstance(heard := await self._command("NOOP"), Signal):
            return heard
        command = f"UID SEARCH HEADER Message-ID {quoted(message_id)}"
        answer = await self._command(command)
        return imap_mailbox.uids(answer) if isinstance(answer, Answer) else answer

    async def fetch(self, uid: int) -> bytes | Signal | None:
        """Return a whole message, which stays unread."""
        answer = await self._command(f"UID FETCH {uid} (UID BODY.PEEK[])")
        return imap_mailbox.body(answer, uid) if isinstance(answer, Answer) else answer

    async def append(self, folder: str, message: bytes) -> int | Signal | None:
        """Put a message into a folder; its UID where the server tells it."""
        try:
            answer = await self._append(folder, message)
        except TroubleError as trouble:
            return trouble.signal
        if not answer.is_ok:
            return self._talk.signal(answer.status, answer.notices)
        return imap_mailbox.appended_uid(answer)

    async def delete(self, uid: int) -> Signal | None:
        """Remove exactly this message from the open folder; None says it is done.

        Without UIDPLUS (RFC 4315) EXPUNGE removes everything marked, so it is sent
        only when nothing else is; else the message stays marked and the signal is
        `mail:NOT_EXPUNGED`.
        """
        store = f"UID STORE {uid} +FLAGS.SILENT (\\Deleted)"
        if isinstance(stored := await self._command(store), Signal):
            return stored
        command = f"UID EXPUNGE {uid}"
        if not await self._offers("UIDPLUS"):
            marked = await self._command("UID SEARCH DELETED")
            if isinstance(marked, Signal):
                return marked
            if imap_mailbox.uids(marked) != (uid,):
                return self.place.signal(Stage.MAILBOX, "mail:NOT_EXPUNGED")
            command = "EXPUNGE"
        answer = await self._command(command)
        return answer if isinstance(answer, Signal) else None

    async def _answers(self) -> bool:
        return isinstance(await self._command("NOOP"), Answer)

    async def _farewell(self) -> None:
        tag = self._talk.next_tag()
        await self._talk.send(f"{tag} LOGOUT", f"{tag} LOGOUT")
        await self._until_closed()

    async def _append(self, folder: str, message: bytes) -> Answer:
        tag = self._talk.next_tag()
        begin = f"{tag} APPEND {quoted(encode_name(folder))} {{{len(message)}}}"
        await self._talk.send(begin, begin)
        limits = self._lines.limits
        more = await self._talk.answer_or_continuation(tag, limits.reply_s)
        if isinstance(more, Answer):
            return more
        shown = f"[message of {len(message)} bytes]"
        await self._lines.send(message + b"\r\n", shown, Stage.MAILBOX)
        return await self._talk.answer(tag, limits.delivery_s)

    async def _command(self, text: str) -> Answer | Signal:
        try:
            answer = await self._talk.command(text)
        except TroubleError as trouble:
            return trouble.signal
        if answer.is_ok:
            return answer
        return self._talk.signal(answer.status, answer.notices)

    async def _offers(self, *names: str) -> bool:
        if not self._is_fresh:
            answer = await self._command("CAPABILITY")
            self._is_fresh = isinstance(answer, Answer) and self._learn(answer)
        return self._capabilities.issuperset(names)

    def _learn(self, answer: Answer) -> bool:
        found = imap_mailbox.capabilities(answer)
        self._capabilities = found or self._capabilities
        return bool(found)
