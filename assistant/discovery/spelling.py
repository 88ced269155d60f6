"""A domain typed with a letter or two off."""

from collections.abc import Iterable

_MOST_SLIPS = 2
# Shorter names are near to everything: free.fr is two letters from sfr.fr.
_LETTERS_PER_SLIP = 5


def suggest_domain(domain: str, known: Iterable[str]) -> str | None:
    """Return the one known domain that was probably meant, or None.

    None as well for a domain that is known, and where two are equally near: a
    wrong suggestion is worse than none. The caller asks; nothing is corrected.
    """
    typed = domain.strip().rstrip(".").lower()
    slips = {name: distance(typed, name) for name in known}
    fewest = min(slips.values(), default=0)
    nearest = [name for name, count in slips.items() if count == fewest]
    allowed = min(_MOST_SLIPS, len(typed) // _LETTERS_PER_SLIP)
    if 0 < fewest <= allowed and len(nearest) == 1:
        return nearest[0]
    return None


def distance(one: str, other: str) -> int:
    """Return how many slips lie between two words.

    A slip is a letter added, left out, replaced, or swapped with its neighbour
    (optimal string alignment, the restricted Damerau-Levenshtein distance).
    """
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        above, row = rows[-1], [i]
        for j, wanted in enumerate(other, start=1):
            steps = [above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted)]
            # Swapped neighbours are one slip; plain Levenshtein counts two.
            if i > 1 and j > 1 and one[i - 2 : i] == wanted + other[j - 2]:
                steps.append(rows[i - 2][j - 2] + 1)
            row.append(min(steps))
        rows.append(row)
    return rows[-1][-1]
