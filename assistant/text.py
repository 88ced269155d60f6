"""Words: every sentence a user reads goes through `_`.

Sentences are written in English in the code and shipped in French and English;
French is what people get unless their system speaks English.
"""

import gettext
import locale
import os

from assistant import assets

LANGUAGES = ("fr", "en")
DOMAIN = "assistant"
_process_wide: dict[str, gettext.NullTranslations] = {}


def use_language(language: str | None) -> str:
    """Choose the language of this process and return it; None asks the system."""
    chosen = language or _system_language()
    _process_wide["chosen"] = _translations(chosen)
    return chosen


def language() -> str:
    """Return the language of this process."""
    return _chosen().info().get("language", "en")


def _(message: str) -> str:
    """Return `message` in the chosen language."""
    return _chosen().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of the message that fits `count`, in the chosen language."""
    return _chosen().ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a message for translation where it stands in a table."""
    return message


def _chosen() -> gettext.NullTranslations:
    if "chosen" not in _process_wide:
        use_language(None)
    return _process_wide["chosen"]


def _translations(language: str) -> gettext.NullTranslations:
    folder = assets.resource("locale")
    # English sentences stand in the code; a checkout whose catalogues are not
    # compiled speaks English, and `self-test` says what is missing.
    return gettext.translation(DOMAIN, folder, languages=[language], fallback=True)


def _system_language() -> str:
    # The last one is set by Python itself where nothing is (PEP 538), and then
    # `getlocale` would call that English.
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LC_CTYPE"):
        if value := os.environ.get(name):
            return "en" if value.lower().startswith("en") else "fr"
    language = locale.getlocale()[0] or ""
    return "en" if language.lower().startswith("en") else "fr"
