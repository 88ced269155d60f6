"""The plan that withdraws an account from a profile Thunderbird has used since."""

from collections.abc import Iterator
from pathlib import Path

from assistant.clients.thunderbird import certificates, key4, logins
from assistant.clients.thunderbird.matching import Part
from assistant.clients.thunderbird.plan import (
    CLIENT,
    PREFS,
    read_prefs,
    read_profile,
)
from assistant.clients.thunderbird.receipt import LOGIN_PARTS, Receipt
from assistant.clients.thunderbird.secret_files import trust_files_in
from assistant.clients.thunderbird.snapshot import Snapshot
from assistant.clients.thunderbird.trust import Trusted, without_authorities
from assistant.clients.thunderbird.unknown import Unknown
from assistant.clients.thunderbird.withdraw import TakenOut, take_out
from assistant.clients.writer import Kept, KeptKind, Withdrawal
from assistant.model.change import Change, Plan
from assistant.model.secret import SecretBytes
from assistant.model.signal import Signal, Stage
from assistant.platforms.host import Host
from assistant.text import _

_IN_PROFILE = "[ProfD]"  # how Thunderbird writes its own folder in settings


def read(receipt: Receipt) -> Snapshot | Signal:
    """Return every file the withdrawal rests on."""
    if not receipt.profile.is_dir():
        facts = {"path": str(receipt.profile)}
        return Signal(Stage.CLIENT, "client:PROFILE_GONE", facts=facts)
    return read_profile(receipt.profile)


def compose(snapshot: Snapshot, receipt: Receipt, host: Host) -> Withdrawal | Signal:
    """Return what takes the receipt's work out, and what stays behind."""
    prefs = read_prefs(snapshot, receipt.profile)
    if isinstance(prefs, Signal):
        return prefs
    out = take_out(prefs, receipt)
    distrusted = _distrusted(snapshot, receipt, out, host)
    changes = (
        *_trust_changes(snapshot, receipt, distrusted),
        *_login_change(snapshot, receipt, out),
        *snapshot.written(receipt.profile / PREFS, out.prefs.to_bytes()),
    )
    title = _("Mail account taken out of Thunderbird")
    kept = (*out.kept, *_left_behind(receipt, out))
    if distrusted is None:
        kept += tuple(Kept(KeptKind.CERTIFICATE, n) for n in receipt.authorities)
    return Withdrawal(Plan(title, CLIENT, changes), kept)


def _distrusted(
    snapshot: Snapshot, receipt: Receipt, out: TakenOut, host: Host
) -> Trusted | None:
    # What is left of ours, or talks to the same host, still needs the authorities.
    if not receipt.authorities or out.needs or out.shares_host:
        return None
    files = trust_files_in(snapshot, receipt.profile)
    return without_authorities(files, receipt.authorities, host)


def _trust_changes(
    snapshot: Snapshot, receipt: Receipt, distrusted: Trusted | None
) -> Iterator[Change]:
    if distrusted and distrusted.certificates is not None:
        path = receipt.profile / certificates.FILE
        yield from snapshot.secret(receipt.profile / key4.FILE, distrusted.keys)
        yield from snapshot.written(path, distrusted.certificates)


def _login_change(
    snapshot: Snapshot, receipt: Receipt, out: TakenOut
) -> Iterator[Change]:
    path = receipt.profile / logins.FILE
    saved = logins.read(snapshot[path])
    if isinstance(saved, Unknown):
        return  # damaged since: Thunderbird will start afresh with it
    for name, part in zip(LOGIN_PARTS, (Part.SERVER, Part.OUTGOING), strict=True):
        guid = receipt.logins.get(name)
        if guid and part not in out.needs:
            saved = saved.without(guid)
    for guid, moved in receipt.moved.items():
        # Where a login of ours lies is never None; elsewhere the user took it.
        if saved.origin_of(guid) == moved.after:
            saved = saved.moved(guid, str(moved.before))
    if snapshot[path] is not None:
        yield from snapshot.secret(path, SecretBytes(saved.to_bytes()))


def _left_behind(receipt: Receipt, out: TakenOut) -> Iterator[Kept]:
    if receipt.overwritten:
        yield Kept(KeptKind.PASSWORD, logins.FILE)
    cache = _cache(receipt.profile, out.cache)
    # It holds the user's filters besides copies of the mail.
    if cache and cache.is_dir():
        yield Kept(KeptKind.MAIL_CACHE, str(cache))
    if receipt.created:
        yield Kept(KeptKind.PROFILE, str(receipt.profile))


def _cache(profile: Path, setting: str | None) -> Path | None:
    if setting is None or not setting.startswith(_IN_PROFILE):
        return None
    return profile.joinpath(*setting.removeprefix(_IN_PROFILE).split("/"))
