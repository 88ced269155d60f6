"""What a login probably looks like: examples to show, never to try."""

import re
import unicodedata

from assistant.model.address import EmailAddress
from assistant.model.institution import LoginRule

_DIGIT = "1"  # an example; which digit somebody bears is not derivable
_MOST = 4


def suggest_logins(rule: LoginRule, who: str | EmailAddress) -> tuple[str, ...]:
    """Return example logins for a name (`Florent DURAND`) or an address.

    Composed names give both readings: Anne-Marie as `a` and as `am`. Without a
    usable name, or without a template, these are the rule's own examples.
    """
    given, family = _from_address(who) if isinstance(who, EmailAddress) else _names(who)
    if not (given and family):
        return rule.examples
    # Institutions differ in how they shorten a composed first name: both are shown.
    initials = dict.fromkeys([given[0][0], "".join(part[0] for part in given)])
    made = [
        template.format(
            initial=initial, given="".join(given), family="".join(family), digit=_DIGIT
        )
        for initial in initials
        for template in rule.suggestions
    ]
    return tuple(dict.fromkeys(made))[:_MOST] or rule.examples


def _from_address(address: EmailAddress) -> tuple[list[str], list[str]]:
    given, _dot, family = address.local.partition("+")[0].partition(".")
    # A digit for people of one name belongs to the address, not to the name.
    return _letters(given), _letters(family.rstrip("0123456789"))


def _names(name: str) -> tuple[list[str], list[str]]:
    words = name.split()
    # French forms print the family name in capitals, wherever it stands.
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        others = [word for word in words if word not in capitals]
        return _letters(" ".join(others)), _letters(" ".join(capitals))
    return _letters(" ".join(words[:1])), _letters(" ".join(words[1:]))


def _letters(text: str) -> list[str]:
    """Return the parts of a name in bare small letters, as logins spell them."""
    for ligature, spelled in (("œ", "oe"), ("æ", "ae"), ("ß", "ss")):
        text = text.lower().replace(ligature, spelled)
    # What NFKD takes apart loses its accent: é is e and a combining mark.
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return re.findall(r"[a-z]+", re.sub(r"[’']", "", bare))
