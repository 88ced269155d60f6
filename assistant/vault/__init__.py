"""The system's keyring and the budget of login attempts."""

from assistant.vault.budget import AttemptBudget, Granted, Spent, Uncounted
from assistant.vault.keyring import (
    Keyring,
    NamedBackend,
    NoBackend,
    NoBackendReason,
)

__all__ = [
    "AttemptBudget",
    "Granted",
    "Keyring",
    "NamedBackend",
    "NoBackend",
    "NoBackendReason",
    "Spent",
    "Uncounted",
]
