"""The only package that asks which system this is."""

from assistant.platforms.current import current
from assistant.platforms.host import Held, Host, OwnFolders, Process, System

__all__ = ["Held", "Host", "OwnFolders", "Process", "System", "current"]
