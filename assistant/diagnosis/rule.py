"""How one line of a rule table is read."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from assistant.diagnosis.context import Context
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage

# Codes that a server may give for several causes. Only under these may the words
# that a family of servers is known to use choose between the causes; any other
# code stands, whatever the text beside it says.
LEAVES_ROOM = frozenset(
    {
        "imap:NO",
        "imap:BAD",
        "imap:BYE",
        "imap:ALERT",  # RFC 9051 section 7.1: words for the user, no cause
        "imap:LIMIT",
        "imap:UNAVAILABLE",
        "smtp:421",
        "smtp:450",
        "smtp:454",
        "smtp:535",
        "smtp:550",
        "smtp:554",
        "smtp:4.7.0",  # RFC 3463: "other or undefined security status"
        "smtp:4.7.1",
        "smtp:5.7.0",
        "smtp:5.7.1",
        "smtp:5.7.139",
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """One signal with everything that may change its reading.

    Attributes:
        peers: the signals of the same service at the same stage, itself included.
        told: every signal of the run.
    """

    signal: Signal
    peers: tuple[Signal, ...]
    told: tuple[Signal, ...]
    context: Context

    def fact(self, name: str) -> str:
        """Return one fact of the signal as text, empty where it is not known."""
        return str(self.signal.facts.get(name, ""))

    @property
    def said(self) -> str:
        """The server's words, with the notice that came before them, lower-case."""
        return f"{self.fact('notice')} {self.fact('text')}".lower()

    def was_typed(self, code: str) -> bool:
        """Whether the check of the input had pointed at `code`."""
        return any(signal.code == f"input:{code}" for signal in self.told)


Predicate = Callable[[Case], bool]


class WordingDecidesError(ValueError):
    """A rule that would let free text override a code."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: these signals, under these circumstances, mean this cause.

    Attributes:
        codes: exact codes, or patterns with ``*``.
        stages: where the conversation stood; empty means anywhere.
        says: lower-case words of known server families, one of which the text
            must hold; allowed only under codes that leave room for it.
        when: a condition on facts, other signals and circumstances.
        runner_up: what else it may be, where it differs from the catalogue's.
    """

    cause: str
    confidence: float
    codes: tuple[str, ...]
    stages: tuple[Stage, ...] = ()
    service: Service | None = None
    says: tuple[str, ...] = ()
    when: Predicate | None = None
    runner_up: str | None = None

    def __post_init__(self) -> None:
        if self.says and not LEAVES_ROOM.issuperset(self.codes):
            raise WordingDecidesError(self.cause)

    def fits(self, case: Case) -> bool:
        """Whether this line speaks about `case`."""
        signal = case.signal
        return (
            (not self.stages or signal.stage in self.stages)
            and (self.service is None or signal.service is self.service)
            and self._knows(signal.code)
            and self._hears(case.said)
            and (self.when is None or self.when(case))
        )

    def _knows(self, code: str) -> bool:
        # Few codes are patterns, and fnmatch compiles each into an expression.
        return code in self.codes or any(
            fnmatchcase(code, pattern) for pattern in self.codes if "*" in pattern
        )

    def _hears(self, said: str) -> bool:
        return not self.says or any(words in said for words in self.says)
