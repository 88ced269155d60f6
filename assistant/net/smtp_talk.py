"""Commands and replies: one SMTP conversation, in the clear or protected."""

import re
from dataclasses import dataclass
from typing import Generic

from assistant.model.signal import Signal, Stage
from assistant.net.lines import REPLY_TIME, LineConnection, S
from assistant.net.place import TroubleError

_REPLY = re.compile(r"^([2-5]\d\d)(?:([ -])(.*))?$")
_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?: |$)")
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, its lines without codes (RFC 5321 section 4.2).

    Attributes:
        enhanced: the enhanced status code (RFC 3463) of the last line; empty
            where the server gave none.
    """

    code: int
    enhanced: str
    lines: tuple[str, ...]

    @property
    def is_ok(self) -> bool:
        """Whether the command did what it should."""
        return 200 <= self.code < 300  # noqa: PLR2004  # RFC 5321 section 4.2.1

    @property
    def is_more(self) -> bool:
        """Whether the server waits for more."""
        return 300 <= self.code < 400  # noqa: PLR2004  # RFC 5321 section 4.2.1

    @property
    def text(self) -> str:
        """The words for people."""
        return " ".join(line for line in self.lines if line)


class SmtpTalk(Generic[S]):
    """Sends commands and reads replies of one or more lines."""

    def __init__(self, lines: LineConnection[S], stage: Stage) -> None:
        self.lines = lines
        self.stage = stage

    async def command(self, text: str, shown: str | None = None) -> Reply:
        """Send `text`, return its reply; the transcript says `shown`.

        Raises:
            TroubleError: no reply in time, a hang-up, or no SMTP.
        """
        await self.send(text, shown or text)
        return await self.reply(self.lines.limits.reply_s)

    async def send(self, text: str, shown: str) -> None:
        """Send one line."""
        await self.lines.send(text.encode() + b"\r\n", shown, self.stage)

    async def reply(self, limit_s: float) -> Reply:
        """Return the next reply."""
        async with self.lines.place.within(limit_s, self.stage, REPLY_TIME):
            return await self.read()

    async def read(self) -> Reply:
        """Return the next reply, however long it takes."""
        texts: list[str] = []
        codes: set[str] = set()
        for _ in range(_MOST_LINES):
            code, is_last, text = await self._line()
            codes.add(code)
            texts.append(text)
            if is_last and len(codes) == 1:
                return _reply(int(code), texts)
            if len(codes) > 1:
                break
        raise self.lines.malformed(self.stage, "a reply of two minds, or without end")

    async def _line(self) -> tuple[str, bool, str]:
        line = await self.lines.line(self.stage)
        text = line.decode("utf-8", "backslashreplace")
        self.lines.recorder.server(text)
        if not (match := _REPLY.match(text)):
            raise self.lines.malformed(self.stage, "no reply code")
        return match[1], match[2] != "-", match[3] or ""

    def signal(self, reply: Reply) -> Signal:
        """Return what a reply that is no success tells."""
        return self.lines.place.signal(
            self.stage,
            f"smtp:{reply.enhanced or reply.code}",
            reply=reply.code,
            enhanced=reply.enhanced or None,
            text=self.lines.recorder.clean(reply.text),
        )

    def trouble(self, reply: Reply) -> TroubleError:
        """Return the same as something to raise."""
        return TroubleError(self.signal(reply))


def _reply(code: int, texts: list[str]) -> Reply:
    match = _ENHANCED.match(texts[-1])
    # A class that contradicts the reply code is somebody's text, not a code.
    enhanced = match[1] if match and match[1][0] == str(code)[0] else ""
    if not enhanced:
        return Reply(code, "", tuple(texts))
    bare = tuple(
        text[found.end() :] if (found := _ENHANCED.match(text)) else text
        for text in texts
    )
    return Reply(code, enhanced, bare)
