"""The one door of the program: operations that yield events.

What is named here is loaded when it is first used: a window stands on the screen
before the network, the profiles and the mail programs are read.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.engine.answers import Answers, proposed_name
    from assistant.engine.glance import Glance
    from assistant.engine.ready import Ready
    from assistant.engine.session import Session
    from assistant.engine.stream import Told
    from assistant.engine.world import World, has_screen

__all__ = [
    "Answers",
    "Glance",
    "Ready",
    "Session",
    "Told",
    "World",
    "has_screen",
    "proposed_name",
]

_MODULES = {
    "Answers": "answers",
    "Glance": "glance",
    "Ready": "ready",
    "Session": "session",
    "Told": "stream",
    "World": "world",
    "has_screen": "world",
    "proposed_name": "answers",
}


def __getattr__(name: str) -> Any:  # whatever the module holds, PEP 562
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
