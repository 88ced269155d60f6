"""The embedded demo académie: servers on loopback with a throw-away authority."""

from assistant.demo.servers import DemoServers
from assistant.demo.story import StoryStep, story
from assistant.demo.thread import in_thread

__all__ = ["DemoServers", "StoryStep", "in_thread", "story"]
