"""Events as JSON Lines, for scripts; the contract is `docs/cli.md`."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assistant.model.candidate import Candidate
from assistant.model.event import Changed, Event, Result, Step
from assistant.model.signal import Signal
from assistant.model.verdict import Verdict

VERSION = 1
Json = Mapping[str, Any]


class JsonLines:
    """Writes each event as one line on standard output, at once."""

    def event(self, event: Event) -> None:
        """Write one event of a running operation."""
        match event:
            case Step():
                self._write("step", asdict(event))
            case Changed():
                self._write("change", asdict(event))
            case Candidate():
                from assistant.engine.records import candidate_record  # noqa: PLC0415  # a bug is told without the engine

                self._write("candidate", candidate_record(event))

    def result(self, result: Result) -> None:
        """Write the one last line of a command, after what it asks."""
        if result.asked is not None:
            self._write("asked", asdict(result.asked))
        self._write("result", result_record(result))

    def pause(self) -> None:
        """Nothing moves here."""

    def _write(self, event: str, record: Json) -> None:
        line = {"v": VERSION, "event": event, **record}
        # Only ASCII: a path that is not UTF-8 stays itself, whatever reads the pipe.
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def result_record(result: Result) -> Json:
    """The common result of every command, with what this one adds."""
    diagnosis = result.diagnosis
    second = diagnosis.runner_up if diagnosis else None
    return {
        "command": result.command,
        "ok": result.is_ok,
        "exit": int(result.exit),
        "elapsed_s": round(result.elapsed_s, 4),
        "message": result.message,
        "verdict": _verdict(diagnosis.verdict) if diagnosis else None,
        "runner_up": (
            {"id": second.id, "confidence": second.confidence} if second else None
        ),
        "notes": [_verdict(note) for note in result.notes],
        "code": None,
        "login": {"imap": result.imap, "smtp": result.smtp},
        "attempts": asdict(result.attempts),
        "budget": asdict(result.budget),
        **result.details,
    }


def _verdict(verdict: Verdict) -> Json:
    from assistant.engine.words import verdict_words  # noqa: PLC0415  # only on failure

    words = verdict_words(verdict)
    return {
        "id": verdict.id,
        "confidence": verdict.confidence,
        "who": verdict.who,
        "title": words.title,
        "advice": words.advice,
        "avoid": words.avoid,
        "action": verdict.action,
        "evidence": [_evidence(signal) for signal in verdict.evidence],
    }


def _evidence(signal: Signal) -> Json:
    return {
        "signal": signal.stage,
        "server": str(signal.server) if signal.server else None,
        "code": signal.code,
        "text": signal.facts.get("text"),
    }
