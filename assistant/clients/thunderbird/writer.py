"""The writer's one door: survey, lock, plan, withdraw, read back."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from assistant.clients.thunderbird import (
    installations,
    new_profile,
    passwords,
    plan,
    read_back,
    running,
    scratch,
    withdrawal,
)
from assistant.clients.thunderbird.existing import existing_accounts
from assistant.clients.thunderbird.installations import Installation
from assistant.clients.thunderbird.policies import forbidding_policy
from assistant.clients.thunderbird.receipt import Receipt
from assistant.clients.thunderbird.secret_files import files_in
from assistant.clients.thunderbird.snapshot import Snapshot, unreadable
from assistant.clients.thunderbird.survey import (
    Found,
    look,
    named,
    newer_than_tested,
    read_list,
)
from assistant.clients.thunderbird.wish import Wish
from assistant.clients.writer import (
    Flaw,
    Mismatch,
    Planned,
    Survey,
    Target,
    Why,
    Withdrawal,
)
from assistant.model.account import Account
from assistant.model.clock import Clock
from assistant.model.institution import FolderNames
from assistant.model.secret import Secret
from assistant.model.signal import Signal, Stage
from assistant.platforms.host import Held, Host


class Thunderbird:
    """Writes accounts into Thunderbird; see `assistant.clients.writer.ClientWriter`."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def installations(self) -> tuple[Installation, ...]:
        """Return every Thunderbird of this computer."""
        return installations.find(self._host)

    def survey(
        self, account: Account | None = None, *, profile: Path | None = None
    ) -> Survey | Signal:
        """Return the profile to write into; of several programs the last one used."""
        programs = self.installations()
        found = self._found(programs, profile)
        if isinstance(found, Signal):
            return found
        best, *others = found
        existing = existing_accounts(best.target, account) if account else ()
        if isinstance(existing, Signal):
            return existing
        candidates = dict.fromkeys(_candidates(best, others))
        return Survey(
            target=best.target,
            why=best.why,
            candidates=tuple(candidates),
            is_running=self._is_running(best.target),
            existing=existing,
            notes=tuple(_notes(programs, best, others)),
        )

    def lock(self, target: Target) -> Held | Signal:
        """Keep Thunderbird from starting on `target`, or say that it runs.

        A profile that does not exist, not yet or no longer, has no lock; but where
        Thunderbird runs on another one of the same list, it may save that list
        under our hands.
        """
        held = running.hold(self._host, target.profile)
        if held is not None:
            return held
        if self._is_another_running(target):
            return running.running(self._host)
        return running.NothingHeld()

    def plan(
        self,
        target: Target,
        account: Account,
        *,
        secret: Secret | None,
        roots_to_trust: tuple[bytes, ...],
        clock: Clock,
        folders: FolderNames | None = None,
        repair: bool = False,
    ) -> Planned | Signal:
        """Return what would be changed; see `ClientWriter.plan`."""
        snapshot = plan.read(target)
        if isinstance(snapshot, Signal):
            return snapshot
        try:
            missing = new_profile.missing_folders(target.profile)
        except OSError as error:
            return unreadable(target.profile, error)
        wish = Wish(
            account=account,
            secret=secret,
            roots_to_trust=roots_to_trust,
            folders=folders,
            repair=repair,
            forbidden_by=forbidding_policy(self._host, target.program),
            now_ms=int(clock.now() * 1000),
        )
        return plan.compose(snapshot, missing, target, wish, self._host)

    def withdraw(self, receipt: Mapping[str, str]) -> Withdrawal | Signal:
        """Return what takes out exactly what the plan of `receipt` put in.

        Raises:
            ValueError, KeyError, TypeError: the receipt is none of ours.
        """
        ours = Receipt.from_mapping(receipt)
        snapshot = withdrawal.read(ours)
        if isinstance(snapshot, Signal):
            return snapshot
        return withdrawal.compose(snapshot, ours, self._host)

    def read_back(
        self, receipt: Mapping[str, str], account: Account, secret: Secret | None
    ) -> tuple[Mismatch, ...] | Signal:
        """Return how the disk differs from what was written; empty is right.

        Raises:
            ValueError, KeyError, TypeError: the receipt is none of ours.
        """
        ours = Receipt.from_mapping(receipt)
        snapshot = plan.read_profile(ours.profile)
        if isinstance(snapshot, Signal):
            return snapshot
        prefs = plan.read_prefs(snapshot, ours.profile)
        if isinstance(prefs, Signal):
            return prefs
        return (
            *self._list_mismatches(ours),
            *read_back.settings_mismatches(prefs, account),
            *_password_mismatches(snapshot, ours, account, secret),
        )

    def target_of(self, receipt: Mapping[str, str]) -> Target:
        """Return the profile a receipt speaks of, to lock it.

        Raises:
            ValueError, KeyError, TypeError: the receipt is none of ours.
        """
        return Receipt.from_mapping(receipt).target

    def clear_scratch(self) -> None:
        """Remove copies and lock files of killed runs; others at work keep theirs."""
        scratch.clear(scratch.scratch_of(self._host), self._host)

    def _found(
        self, programs: tuple[Installation, ...], profile: Path | None
    ) -> tuple[Found, ...] | Signal:
        wanted: tuple[Installation | None, ...] = programs or (None,)
        if profile is not None:
            one = named(self._host, profile, wanted[0])
            return one if isinstance(one, Signal) else (one,)
        found = []
        for program in wanted:
            one = look(self._host, program)
            if isinstance(one, Signal):
                return one
            found.append(one)
        # Stable: of programs never used, the one found first.
        return tuple(sorted(found, key=lambda f: -f.last_used))

    def _is_running(self, target: Target) -> bool:
        if target.is_new:
            return self._is_another_running(target)
        return running.is_running(self._host, [target.profile])

    def _is_another_running(self, target: Target) -> bool:
        listing = read_list(self._host, target.root)
        if isinstance(listing, Signal):
            return False
        return running.is_running(self._host, (p.directory for p in listing.profiles))

    def _list_mismatches(self, receipt: Receipt) -> Iterator[Mismatch]:
        listing = read_list(self._host, receipt.root)
        listed = () if isinstance(listing, Signal) else listing.profiles
        if receipt.created and receipt.profile not in {p.directory for p in listed}:
            yield Mismatch("profiles.ini", Flaw.MISSING)


def _password_mismatches(
    snapshot: Snapshot, receipt: Receipt, account: Account, secret: Secret | None
) -> Iterable[Mismatch]:
    if secret is None or not receipt.stored:
        return ()
    # No version is needed: what was enciphered tells with which key.
    opened = passwords.open_files(files_in(snapshot, receipt.profile), None)
    if isinstance(opened, Signal):
        return (Mismatch(str(opened.facts.get("file", "key4.db")), Flaw.UNREADABLE),)
    return read_back.password_mismatches(opened, account, secret)


def _candidates(best: Found, others: Iterable[Found]) -> Iterator[Target]:
    yield from best.others
    for found in others:
        for target in (found.target, *found.others):
            if not target.is_new and target.profile != best.target.profile:
                yield target


def _notes(
    programs: tuple[Installation, ...], best: Found, others: Iterable[Found]
) -> Iterator[Signal]:
    if not programs:
        yield Signal(Stage.CLIENT, "client:NOT_INSTALLED")
    # Programs that agree on one profile leave nothing to wonder about.
    used = {best.target.profile}
    used |= {f.target.profile for f in others if not f.target.is_new}
    count = len(best.others) + 1 if best.why is Why.NEWEST else len(used)
    if count > 1:
        facts = {"count": count}
        yield Signal(Stage.CLIENT, "client:SEVERAL_PROFILES", facts=facts)
    yield from newer_than_tested(best.target)
