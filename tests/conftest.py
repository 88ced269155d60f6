"""Fixtures that every suite may ask for."""

from tests.network.fixtures import (
    authority,
    dovecot,
    dovecot_factory,
    postfix,
    postfix_factory,
    rig,
    trusted,
)

__all__ = [
    "authority",
    "dovecot",
    "dovecot_factory",
    "postfix",
    "postfix_factory",
    "rig",
    "trusted",
]
