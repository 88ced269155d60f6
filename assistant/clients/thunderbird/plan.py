"""What has to change on disk for an account: pure, made from one snapshot."""

from pathlib import Path

from assistant.clients.thunderbird import new_profile
from assistant.clients.thunderbird.matching import Part
from assistant.clients.thunderbird.merge import AlreadyThere, Merged, merge, take_over
from assistant.clients.thunderbird.prefs import DamagedPrefs, Prefs
from assistant.clients.thunderbird.profiles_ini import DamagedIni, Ini
from assistant.clients.thunderbird.receipt import (
    Receipt,
    alterations,
    login_guids,
    markers,
)
from assistant.clients.thunderbird.secret_files import (
    NAMES,
    SecretFiles,
    secret_files,
)
from assistant.clients.thunderbird.snapshot import Snapshot
from assistant.clients.thunderbird.survey import damaged_list, newer_than_tested
from assistant.clients.thunderbird.wish import Wish
from assistant.clients.writer import Adoption, Planned, Target
from assistant.model.change import Change, Plan
from assistant.model.signal import Signal, Stage
from assistant.platforms.host import Host
from assistant.text import _

CLIENT = "thunderbird"
PREFS = "prefs.js"


def read(target: Target) -> Snapshot | Signal:
    """Return every file a plan for `target` rests on."""
    return Snapshot.read([*_inside(target.profile), target.root / "profiles.ini"])


def read_profile(profile: Path) -> Snapshot | Signal:
    """Return every file of `profile` that a plan may have written."""
    return Snapshot.read(_inside(profile))


def _inside(profile: Path) -> list[Path]:
    return [profile / name for name in (PREFS, *NAMES)]


def compose(
    snapshot: Snapshot,
    missing: tuple[Path, ...],
    target: Target,
    wish: Wish,
    host: Host,
) -> Planned | Signal:
    """Return the plan that gives `target` the account; `missing` are its folders."""
    before = read_prefs(snapshot, target.profile)
    if isinstance(before, Signal):
        return before
    merged = _merged(before, wish)
    if isinstance(merged, Signal):
        return merged
    entered = _entered(snapshot, target)
    if isinstance(entered, Signal):
        return entered
    secret = secret_files(snapshot, target, wish, host)
    # The settings name the account, so they follow what it needs: cut off before
    # them, nothing has happened as far as Thunderbird can see.
    changes = (
        *new_profile.folders(missing),
        *secret.changes,
        *snapshot.written(target.profile / PREFS, merged.prefs.to_bytes()),
        *(new_profile.files(target.profile, now_ms=wish.now_ms) if missing else ()),
        # Last, so that Thunderbird never adopts a profile half written.
        *entered,
    )
    receipt = _receipt(target, wish, before, merged, secret)
    plan = Plan(_title(merged, wish), CLIENT, changes, receipt.to_mapping())
    notes = (*newer_than_tested(target), *secret.notes)
    return Planned(plan, notes, target.profile, created=target.is_new)


def read_prefs(snapshot: Snapshot, profile: Path) -> Prefs | Signal:
    """Return the settings in the snapshot, or where they cannot be read."""
    data = snapshot[profile / PREFS]
    prefs = Prefs.parse(new_profile.PREFS_HEADER if data is None else data)
    if isinstance(prefs, DamagedPrefs):
        facts: dict[str, str | int] = {"path": str(profile / PREFS), "line": prefs.line}
        return Signal(Stage.CLIENT, "client:PREFS_DAMAGED", facts=facts)
    return prefs


def _merged(prefs: Prefs, wish: Wish) -> Merged | Signal:
    join = take_over if wish.repair else merge
    merged = join(prefs, wish.account, wish.folders)
    if isinstance(merged, AlreadyThere):
        facts: dict[str, str | int | bool] = {
            "account": merged.account.title,
            "differences": len(merged.differences),
            "can_repair": merged.can_repair,
        }
        return Signal(Stage.CLIENT, "client:ALREADY_THERE", facts=facts)
    return merged


def _entered(snapshot: Snapshot, target: Target) -> tuple[Change, ...] | Signal:
    if target.adoption is Adoption.AS_IT_IS:
        return ()  # also where its entry waits for a folder that was lost
    path = target.root / "profiles.ini"
    ini = Ini.parse(snapshot[path] or b"")
    if isinstance(ini, DamagedIni):
        return damaged_list(path, ini)
    return tuple(snapshot.written(path, new_profile.entered(ini, target).to_bytes()))


def _receipt(
    target: Target, wish: Wish, before: Prefs, merged: Merged, secret: SecretFiles
) -> Receipt:
    changed, forgotten = alterations(before, merged.prefs, merged.keys, wish.account)
    return Receipt(
        root=target.root,
        profile=target.profile,
        created=target.is_new,
        stored=secret.stored,
        authorities=secret.authorities,
        made=merged.keys.made,
        markers=markers(wish.account),
        changed=changed,
        forgotten=forgotten,
        logins={n: g for n, g in login_guids(wish.account) if g in secret.added},
        moved=secret.moved,
        overwritten=secret.overwritten,
    )


def _title(merged: Merged, wish: Wish) -> str:
    if Part.ACCOUNT in merged.keys.made:
        return _("Mail account added to Thunderbird")
    if wish.repair:
        return _("Mail account repaired in Thunderbird")
    return _("Mail account updated in Thunderbird")
