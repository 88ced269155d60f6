"""Thunderbird, from version 78 on: found, read, written and withdrawn from."""

from assistant.clients.thunderbird.writer import Thunderbird

__all__ = ["Thunderbird"]
