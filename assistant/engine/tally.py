"""What one operation has learnt, sent and left open."""

from dataclasses import dataclass, field, replace
from typing import Any

from assistant.diagnosis import Context, LoginFit, decide, notes
from assistant.engine.safe import safe_diagnosis, safe_verdict
from assistant.engine.world import World
from assistant.model.event import Asked, Attempts, Budget, LoginState, Result
from assistant.model.exits import Exit
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Verdict
from assistant.text import _
from assistant.vault import Spent, Uncounted


@dataclass(slots=True)
class Tally:
    """Grows along one operation and ends as its result.

    Attributes:
        signals: what stands in the way, in the order it was met.
        warnings: what is a problem although the login is proven.
        notes: what deserves a word and is no problem.
        known: what no text of a server may repeat: the address and the login.
        account: under which key the vault counts the attempts.
        is_done: something on this computer was changed; it is too late to say
            that nothing was.
        details: what this command adds to the common result.
    """

    world: World
    command: str
    known: tuple[str, ...] = ()
    account: str = ""
    login_fit: LoginFit = LoginFit.UNKNOWN
    servers_typed: bool = False
    opened: set[Service] = field(default_factory=set)
    signals: list[Signal] = field(default_factory=list)
    warnings: list[Signal] = field(default_factory=list)
    notes: list[Signal] = field(default_factory=list)
    states: dict[Service, LoginState] = field(default_factory=dict)
    sent: dict[Service, int] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    is_done: bool = False
    details: dict[str, Any] = field(default_factory=dict)
    _begun_at: float | None = None
    _elapsed_s: float | None = None

    def left(self, at: float) -> None:
        """A first packet left at this moment; `elapsed_s` counts from the earliest."""
        self._begun_at = min(self._begun_at or at, at)

    def settle(self) -> None:
        """Stop that time: the verdict is known. Later calls change nothing."""
        if self._elapsed_s is None and self._begun_at is not None:
            self._elapsed_s = self.world.clock.monotonic() - self._begun_at

    def ungranted(self, why: Spent | Uncounted) -> None:
        """No password may be sent: none is left, or none can be counted."""
        match why:
            case Spent(wait_s):
                self.budget = Budget(left=0, wait_s=wait_s)
                self.signals.append(Signal(Stage.PREFLIGHT, "input:BUDGET"))
            case Uncounted(signal):
                self.signals.append(signal)

    def count(self, service: Service) -> None:
        """A password is about to be sent to `service`."""
        self.sent[service] = self.sent.get(service, 0) + 1

    def uncount(self, service: Service) -> None:
        """Something stood in the way: the password counted last was not sent."""
        self.sent[service] -= 1

    def fine(self, message: str | None = None) -> Result:
        """End well; a warning still makes a verdict, and so a problem."""
        if self.warnings:
            return self._end(Exit.PROBLEM, self.warnings, message)
        return self._end(Exit.FINE, [], message)

    def failed(self, code: Exit = Exit.PROBLEM) -> Result:
        """End with the cause that the signals name."""
        return self._end(code, self.signals, None)

    def ended(self, code: Exit, message: str) -> Result:
        """End with a code and a sentence, without a cause."""
        return self._end(code, [], message)

    def cancelled(self) -> Result:
        """End because the user wanted it; what was sent and changed still counts."""
        if self.account:
            self.budget = self.world.budget.left(self.account)
        if self.is_done:
            message = _("Cancelled after the change was made. See: undo --list")
            return self._end(Exit.CANCELLED, [], message)
        message = _("Cancelled. Nothing was changed.")
        return self._end(Exit.CANCELLED, [], message)

    def asks(self, asked: Asked) -> Result:
        """End because an answer is missing that nobody may choose for the user."""
        ended = self._end(Exit.ANSWER_NEEDED, [], asked.question)
        return replace(ended, asked=asked)

    def _context(self) -> Context:
        proven = (s for s, state in self.states.items() if state is LoginState.PROVEN)
        return Context(
            opened=frozenset(self.opened),
            proven=frozenset(proven),
            login=self.login_fit,
            servers_typed=self.servers_typed,
        )

    def _remarks(self, context: Context) -> tuple[Verdict, ...]:
        decided = (decide((note,), context) for note in dict.fromkeys(self.notes))
        told = {one.verdict.id: one.verdict for one in decided if one}
        return (*told.values(), *notes(self.signals, context))

    def _end(self, code: Exit, signals: list[Signal], message: str | None) -> Result:
        self.settle()
        context = self._context()
        diagnosis = decide(signals, context) if signals else None
        remarks = self._remarks(context)
        if diagnosis is not None:
            remarks = tuple(one for one in remarks if one.id != diagnosis.verdict.id)
        return Result(
            command=self.command,
            exit=code,
            elapsed_s=self._elapsed_s or 0.0,
            diagnosis=safe_diagnosis(diagnosis, self.known) if diagnosis else None,
            notes=tuple(safe_verdict(note, self.known) for note in remarks),
            imap=self.states.get(Service.IMAP, LoginState.NOT_TRIED),
            smtp=self.states.get(Service.SMTP, LoginState.NOT_TRIED),
            attempts=Attempts(
                self.sent.get(Service.IMAP, 0), self.sent.get(Service.SMTP, 0)
            ),
            budget=self.budget,
            message=message,
            details=self.details,
        )
