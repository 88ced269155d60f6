"""One row of the catalogue of failures."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from assistant.model.verdict import Action, Who


@dataclass(frozen=True, slots=True)
class Variant:
    """Other words for the same cause when the evidence starts with one of `codes`.

    A code may end in ``*``. Without its own `avoid`, the cause's stands.
    """

    codes: tuple[str, ...]
    title: str
    advice: str
    avoid: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A failure that has a name, one who acts, and one next step.

    Attributes:
        id: area and number, e.g. ``AUTH-01``; never reused for another cause.
        title: at most 8 words; like `advice` and `avoid` an English msgid.
        advice: at most 25 words, one action first, no jargon.
        avoid: what not to do.
        runners_up: what else it may be when no rule knows better, likeliest first.
    """

    id: str
    who: Who
    action: Action
    title: str
    advice: str
    avoid: str
    runners_up: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()

    def variant(self, code: str) -> Variant | None:
        """Return the words that fit `code` better than the general ones."""
        return next(
            (
                variant
                for variant in self.variants
                if any(fnmatchcase(code, pattern) for pattern in variant.codes)
            ),
            None,
        )
