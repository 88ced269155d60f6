"""What servers said, made safe to leave the engine."""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from assistant.model.signal import Signal
from assistant.model.verdict import Diagnosis, Verdict
from assistant.support import redact

# The facts that are a server's own words; all others are codes and names.
_WORDS = frozenset({"text", "notice"})


def safe_diagnosis(diagnosis: Diagnosis, known: Iterable[str]) -> Diagnosis:
    """Return the same causes with evidence that repeats no `known` value."""
    second = diagnosis.runner_up
    return Diagnosis(
        safe_verdict(diagnosis.verdict, known),
        safe_verdict(second, known) if second else None,
    )


def safe_verdict(verdict: Verdict, known: Iterable[str]) -> Verdict:
    """Return the same cause with evidence that repeats no `known` value.

    It comes after the decision, which may rest on a server's exact words.
    """
    evidence = tuple(_safe(signal, known) for signal in verdict.evidence)
    return replace(verdict, evidence=evidence)


def _safe(signal: Signal, known: Iterable[str]) -> Signal:
    facts = {
        name: redact(fact, known) if name in _WORDS and isinstance(fact, str) else fact
        for name, fact in signal.facts.items()
    }
    return replace(signal, facts=MappingProxyType(facts))
