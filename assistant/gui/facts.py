"""What stands under « Détails »: servers, ports, codes, files."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.engine.words import change_words
from assistant.model.change import ChangeKind
from assistant.model.event import Result
from assistant.model.signal import Signal
from assistant.text import _

if TYPE_CHECKING:
    from assistant.engine import Ready


def facts(result: Result | None, ready: "Ready | None") -> str:
    """Return all facts of a check or a writing, one to a line; never a secret."""
    lines: list[str] = []
    if ready is not None:
        lines += _servers(ready)
    if result is not None:
        lines += _findings(result)
        lines += _changes(result)
    return "\n".join(lines)


def _servers(ready: "Ready") -> Iterator[str]:
    proof = ready.proof
    yield f"IMAP  {proof.imap}"
    yield f"SMTP  {proof.smtp or '–'}"


def _findings(result: Result) -> Iterator[str]:
    if result.diagnosis is None:
        return
    verdict = result.diagnosis.verdict
    yield verdict.id
    yield from map(_finding, verdict.evidence)
    yield _("passwords sent: {count}; left in this half hour: {left}").format(
        count=result.attempts.imap + result.attempts.smtp, left=result.budget.left
    )


def _finding(signal: Signal) -> str:
    said = signal.facts.get("text", "")
    return f"{signal.stage} {signal.server or ''} {signal.code} {said}".strip()


def _changes(result: Result) -> Iterator[str]:
    for change in result.details.get("changes", ()):
        yield f"{change['path']} ({change_words(ChangeKind(change['kind']))})"
