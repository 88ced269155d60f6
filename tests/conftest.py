"""Fixtures that every suite may ask for."""

import signal

from tests.network.fixtures import (
    authority,
    dovecot,
    dovecot_factory,
    postfix,
    postfix_factory,
    rig,
    trusted,
)

# A shell's background job ignores Ctrl+C, and so would every program started here.
signal.signal(signal.SIGINT, signal.default_int_handler)

__all__ = [
    "authority",
    "dovecot",
    "dovecot_factory",
    "postfix",
    "postfix_factory",
    "rig",
    "trusted",
]
