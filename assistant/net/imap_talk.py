"""Commands and answers: one IMAP conversation, in the clear or protected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from assistant.model.signal import Signal, Stage
from assistant.net.imap_codes import RESPONSE_CODES
from assistant.net.imap_grammar import (
    BadGrammarError,
    Condition,
    Continuation,
    Data,
    Response,
    Status,
    literal_size,
    parse,
)
from assistant.net.lines import REPLY_TIME, LineConnection, S
from assistant.net.place import TroubleError

# Codes that bring news and no reason, and one that only says "show this".
_NEWS = {"CAPABILITY"}
_NO_REASON = {"", "ALERT", *_NEWS}


@dataclass(frozen=True, slots=True)
class Answer:
    """A command's tagged status and the data that came before it."""

    status: Status
    data: tuple[Data, ...]
    notices: tuple[Status, ...]  # untagged OK, NO and BAD

    @property
    def is_ok(self) -> bool:
        """Whether the command did what it should."""
        return self.status.condition is Condition.OK

    def named(self, name: str) -> tuple[Data, ...]:
        """Return the data of one name, in order."""
        return tuple(data for data in self.data if data.name == name)


class ImapTalk(Generic[S]):
    """Sends tagged commands and reads responses with their literals."""

    def __init__(self, lines: LineConnection[S], *, commands: int = 0) -> None:
        self.lines = lines
        self.stage = Stage.GREETING
        self.commands = commands  # sent so far; goes on counting under TLS

    def next_tag(self) -> str:
        """Return a tag that no other command of this connection has."""
        self.commands += 1
        return f"A{self.commands}"

    async def command(self, text: str, shown: str | None = None) -> Answer:
        """Send `text`, return its answer; the transcript says `shown`.

        Raises:
            TroubleError: no answer in time, a hang-up, `* BYE`, or no IMAP.
        """
        tag = self.next_tag()
        await self.send(f"{tag} {text}", f"{tag} {shown or text}")
        return await self.answer(tag, self.lines.limits.reply_s)

    async def at_once(self, texts: Sequence[str]) -> tuple[Answer, ...]:
        """Send commands that do not depend on each other at once (RFC 3501, 5.5).

        Return their answers in the same order. A server may mix the data, so each
        holds all of it.

        Raises:
            TroubleError: as for `command`.
        """
        tags = [self.next_tag() for _ in texts]
        lines = [f"{tag} {text}" for tag, text in zip(tags, texts, strict=True)]
        for line in lines[:-1]:
            self.lines.recorder.client(line)
        await self.send("\r\n".join(lines), lines[-1])
        found = await self._answers(tags, self.lines.limits.reply_s)
        if isinstance(found, Continuation):
            raise self._unasked()
        return found

    async def send(self, text: str, shown: str) -> None:
        """Send one line."""
        await self.lines.send(text.encode() + b"\r\n", shown, self.stage)

    async def answer(self, tag: str, limit_s: float) -> Answer:
        """Return the answer to the command `tag`."""
        answer = await self.answer_or_continuation(tag, limit_s)
        if isinstance(answer, Continuation):
            raise self._unasked()
        return answer

    async def answer_or_continuation(
        self, tag: str, limit_s: float
    ) -> Answer | Continuation:
        """Return the answer, or the server's request for more."""
        found = await self._answers((tag,), limit_s)
        return found if isinstance(found, Continuation) else found[0]

    async def _answers(
        self, tags: Sequence[str], limit_s: float
    ) -> tuple[Answer, ...] | Continuation:
        ended: dict[str, Status] = {}
        data: list[Data] = []
        notices: list[Status] = []
        async with self.lines.place.within(limit_s, self.stage, REPLY_TIME):
            for _ in range(self.lines.limits.responses):
                match await self.response():
                    case Continuation() as more:
                        return more
                    case Data() as found:
                        data.append(found)
                    case Status(tag="*", condition=Condition.BYE) as bye:
                        raise TroubleError(self.signal(bye))
                    case Status(tag="*") as notice:
                        notices.append(notice)
                    case Status() as status if status.tag in tags:
                        ended[status.tag] = status
                    case Status():
                        raise self.lines.malformed(self.stage, "a foreign tag")
                if len(ended) == len(tags):
                    brought = tuple(data), tuple(notices)
                    return tuple(Answer(ended[tag], *brought) for tag in tags)
        raise self.lines.malformed(self.stage, "an answer without end")

    async def response(self) -> Response:
        """Return the next response; the transcript shows no literal's content."""
        line = await self.lines.line(self.stage)
        self.lines.recorder.server(line.decode("utf-8", "backslashreplace"))
        whole, text_bytes = bytearray(line), len(line)
        while (size := literal_size(line)) is not None:
            whole += b"\r\n" + await self.lines.exactly(size, self.stage)
            line = await self.lines.line(self.stage)
            if line:
                self.lines.recorder.server(line.decode("utf-8", "backslashreplace"))
            whole += line
            text_bytes += len(line)
            # A response is taken apart in one go, which must not take long.
            if text_bytes > self.lines.limits.line_bytes:
                raise self.lines.malformed(self.stage, "response too long")
        try:
            return parse(bytes(whole))
        except BadGrammarError as error:
            raise self.lines.malformed(self.stage, str(error)) from error

    def _unasked(self) -> TroubleError:
        return self.lines.malformed(self.stage, "a continuation nobody asked for")

    def signal(self, status: Status, notices: Sequence[Status] = ()) -> Signal:
        """Return what a status that is not OK tells.

        A warning that came before it counts too: some servers say only there why
        they refuse (`* NO [ALERT] …`).
        """
        clean = self.lines.recorder.clean
        warnings = [each for each in notices if each.condition is not Condition.OK]
        codes = [_known(each) for each in (status, *warnings)]
        reason = next((code for code in codes if code not in _NO_REASON), codes[0])
        if reason in _NEWS:
            reason = ""
        return self.lines.place.signal(
            self.stage,
            f"imap:{reason or status.condition}",
            status=str(status.condition),
            response_code=reason or None,
            arguments=clean(status.arguments) or None,
            text=clean(status.text),
            notice=clean(" ".join(each.text for each in warnings)) or None,
        )


def _known(status: Status) -> str:
    """Return the response code, empty where it is none of IMAP's."""
    return status.code if status.code in RESPONSE_CODES else ""
