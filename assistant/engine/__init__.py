"""The one door of the program: operations that yield events."""

from assistant.engine.answers import Answers, proposed_name
from assistant.engine.ready import Ready
from assistant.engine.session import Session
from assistant.engine.stream import Told
from assistant.engine.world import World, has_screen

__all__ = [
    "Answers",
    "Ready",
    "Session",
    "Told",
    "World",
    "has_screen",
    "proposed_name",
]
