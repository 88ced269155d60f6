"""What stands under « Détails »: servers, ports, codes, files."""

from collections.abc import Iterator

from assistant.engine.words import change_words, kept_words, verdict_words
from assistant.model.change import ChangeKind
from assistant.model.event import Result
from assistant.model.signal import Signal
from assistant.text import _


def facts(result: Result) -> str:
    """Return all facts of a check or a writing, one to a line; never a secret."""
    lines = (
        *_servers(result),
        *_verdict(result),
        *_differences(result),
        *_changes(result),
    )
    return "\n".join(lines)


def remarks(result: Result) -> str:
    """Return what deserves a word though nothing stands in the way."""
    noted = (verdict_words(note) for note in result.notes)
    lines = [f"! {words.title}. {words.advice}" for words in noted]
    lines += [
        _("Kept: {what}").format(what=kept_words(kept["kind"]))
        for kept in result.details.get("kept", ())
    ]
    return "\n".join(lines)


def _servers(result: Result) -> Iterator[str]:
    for service, endpoint in (result.details.get("servers") or {}).items():
        yield f"{service.upper()}  {endpoint or '–'}"


def _verdict(result: Result) -> Iterator[str]:
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


def _differences(result: Result) -> Iterator[str]:
    """What an account that is already there has, and what it should have."""
    for account in result.details.get("existing", ()):
        for one in account["differences"]:
            yield f"{one['name']}: {one['found']} → {one['wanted']}"


def _changes(result: Result) -> Iterator[str]:
    for change in result.details.get("changes", ()):
        yield f"{change['path']} ({change_words(ChangeKind(change['kind']))})"
