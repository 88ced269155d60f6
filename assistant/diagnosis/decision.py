"""From signals to the named cause."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from assistant.diagnosis.catalogue import CATALOGUE
from assistant.diagnosis.context import Context
from assistant.diagnosis.rule import Case, Rule
from assistant.diagnosis.rules import RULES
from assistant.model.server import Service
from assistant.model.signal import Signal, Stage
from assistant.model.verdict import Diagnosis, Verdict

# What the person wanted is no failure.
_WANTED = "client:CANCELLED"
_DEPTH = {stage: depth for depth, stage in enumerate(Stage)}
# Share of the doubt that a named second cause takes; it never catches up.
_RUNNER_UP_SHARE = 0.6
_RUNNER_UP_LIMIT = 0.9


def decide(
    signals: Iterable[Signal],
    context: Context = Context(),  # noqa: B008  # frozen
) -> Diagnosis | None:
    """Return the cause the signals speak for, or None where none is a failure.

    The conversation that came furthest tells most, and receiving is asked before
    sending: servers give the reason of a refusal over IMAP and hide it over SMTP.
    """
    told = tuple(signals)
    standing = [
        signal
        for signal in told
        if signal.code != _WANTED and not _is_overcome(signal, context)
    ]
    for peers in _by_weight(standing):
        cases = [Case(signal, peers, told, context) for signal in peers]
        if decided := _first_rule(cases):
            rule, case = decided
            return _diagnosis(rule, _evidence(case.signal, standing))
    return None


def notes(
    signals: Iterable[Signal],
    context: Context = Context(),  # noqa: B008  # frozen
) -> tuple[Verdict, ...]:
    """Return what is worth a word although another entrance made up for it.

    One verdict at most: NET-08, with every entrance that failed as its evidence.
    """
    overcome = tuple(signal for signal in signals if _is_overcome(signal, context))
    return (_verdict("NET-08", 0.9, overcome),) if overcome else ()


def _is_overcome(signal: Signal, context: Context) -> bool:
    """Whether the service went on to do what this signal says it could not."""
    depth = _DEPTH[signal.stage]
    if signal.service in context.proven:
        return depth <= _DEPTH[Stage.AUTHENTICATE]
    return signal.service in context.opened and depth < _DEPTH[Stage.AUTHENTICATE]


def _weight(signal: Signal) -> tuple[bool, bool, int]:
    # What was typed may explain a server's answer but never replaces it.
    return (
        signal.stage is Stage.PREFLIGHT,
        signal.service is Service.SMTP,
        -_DEPTH[signal.stage],
    )


def _by_weight(signals: Iterable[Signal]) -> Iterator[tuple[Signal, ...]]:
    for _, group in groupby(sorted(signals, key=_weight), key=_weight):
        yield tuple(group)


def _first_rule(cases: Sequence[Case]) -> tuple[Rule, Case] | None:
    return next(
        ((rule, case) for rule in RULES for case in cases if rule.fits(case)), None
    )


def _evidence(decisive: Signal, standing: Sequence[Signal]) -> tuple[Signal, ...]:
    others = sorted((s for s in standing if s is not decisive), key=_weight)
    return (decisive, *others)


def _diagnosis(rule: Rule, evidence: tuple[Signal, ...]) -> Diagnosis:
    verdict = _verdict(rule.cause, rule.confidence, evidence)
    second = rule.runner_up or next(iter(CATALOGUE[rule.cause].runners_up), None)
    if second is None:
        return Diagnosis(verdict)
    doubt = min(
        (1 - rule.confidence) * _RUNNER_UP_SHARE, rule.confidence * _RUNNER_UP_LIMIT
    )
    return Diagnosis(verdict, _verdict(second, round(doubt, 2), evidence))


def _verdict(cause_id: str, confidence: float, evidence: tuple[Signal, ...]) -> Verdict:
    cause = CATALOGUE[cause_id]
    return Verdict(cause.id, confidence, cause.who, cause.action, evidence)
