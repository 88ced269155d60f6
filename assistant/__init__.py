"""From a mail address to a mail program that works, with the proof."""

__version__ = "0.1.0"
