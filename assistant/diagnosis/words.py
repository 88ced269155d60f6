"""The words of a verdict."""

from dataclasses import dataclass

from assistant.diagnosis.catalogue import CATALOGUE
from assistant.diagnosis.cause import Cause, Variant
from assistant.model.signal import Signal
from assistant.model.verdict import Verdict
from assistant.text import _


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads about one cause, in the chosen language."""

    title: str
    advice: str
    avoid: str


def words(
    verdict: Verdict, *, client: str | None = None, institution: str | None = None
) -> Words:
    """Return the words of `verdict`, translated now.

    Args:
        verdict: its id must be in the catalogue; its evidence may choose words
            that fit better.
        client: the mail program's name, e.g. Thunderbird.
        institution: its short name, put beside the helpdesk.
    """
    cause = CATALOGUE[verdict.id]
    row, domain = _fitting(cause, verdict.evidence)
    gaps = {
        "domain": domain,
        "client": client or _("your mail program"),
        "helpdesk": _helpdesk(institution),
    }
    return Words(
        _(row.title).format(**gaps),
        _(row.advice).format(**gaps),
        _(row.avoid or cause.avoid).format(**gaps),
    )


def _fitting(cause: Cause, evidence: tuple[Signal, ...]) -> tuple[Cause | Variant, str]:
    """Return the words that fit the evidence best, and the domain it speaks of."""
    for signal in evidence:
        if variant := cause.variant(signal.code):
            return variant, str(signal.facts.get("domain", ""))
    return cause, ""


def _helpdesk(institution: str | None) -> str:
    if institution is None:
        return _("the helpdesk")
    return _("the helpdesk ({institution})").format(institution=institution)
