"""Everything outside the program, passed in as one value."""

import time
from dataclasses import dataclass
from typing import Self

from assistant.changes import Ledger
from assistant.institutions import Registry
from assistant.model.clock import Clock
from assistant.net import Net
from assistant.platforms import Host, current
from assistant.support import ActionLog
from assistant.vault import AttemptBudget, Keyring


class SystemClock:
    """The computer's own time."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class World:
    """The computer, the network and our own folders."""

    host: Host
    net: Net
    clock: Clock
    ledger: Ledger
    budget: AttemptBudget
    keyring: Keyring
    institutions: Registry
    log: ActionLog

    @classmethod
    def of_this_computer(cls, profile: str | None = None) -> Self:
        """Return the real world; `profile` names an institution file or id."""
        host = current()
        clock = SystemClock()
        state = host.own_folders.state
        return cls(
            host=host,
            net=Net(),
            clock=clock,
            ledger=Ledger(state / "journal", clock),
            budget=AttemptBudget(state, clock),
            keyring=Keyring(),
            log=ActionLog(state / "logs", clock),
            institutions=Registry.from_folders(
                explicit=profile,
                machine=host.own_folders.machine_config / "profiles",
                user=host.own_folders.config / "profiles",
            ),
        )


def has_screen() -> bool:
    """Whether a window can be opened here."""
    return current().has_screen
