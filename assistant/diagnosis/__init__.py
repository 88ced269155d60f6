"""From signals to a named cause, who acts, and the words for it.

`decide` reads ordered rule tables (`rules`), `CATALOGUE` holds one row per cause,
`words` gives the sentences. Nothing here touches the world.
"""

from assistant.diagnosis.catalogue import CATALOGUE
from assistant.diagnosis.cause import Cause
from assistant.diagnosis.context import Context, Control, LoginFit, login_fit
from assistant.diagnosis.decision import decide, notes
from assistant.diagnosis.words import Words, words

__all__ = [
    "CATALOGUE",
    "Cause",
    "Context",
    "Control",
    "LoginFit",
    "Words",
    "decide",
    "login_fit",
    "notes",
    "words",
]
