"""Private authorities, put into the profile's certificate store or taken out."""

from dataclasses import dataclass, replace

from assistant.clients.thunderbird import certificates, key4
from assistant.clients.thunderbird.certificates import CannotTrust
from assistant.clients.thunderbird.key4 import KeyStore
from assistant.clients.thunderbird.scratch import scratch_of
from assistant.clients.thunderbird.unknown import Unknown
from assistant.model.secret import SecretBytes
from assistant.model.signal import Signal, Stage
from assistant.platforms.host import Host, System


@dataclass(frozen=True, slots=True)
class TrustFiles:
    """The files that trust is kept in; None for one that is not there.

    Attributes:
        has_journal: an unfinished transaction stands beside one of them.
        version: of the Thunderbird that will read them.
    """

    keys: bytes | None
    certificates: bytes | None
    has_journal: bool
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Trusted:
    """Both files' new content.

    Attributes:
        names: what the authorities are called that stand there by our doing, now
            or since an earlier account of ours.
        note: that one of them could not be entered.
    """

    keys: SecretBytes
    certificates: bytes | None
    names: tuple[str, ...] = ()
    note: Signal | None = None


def with_authorities(
    files: TrustFiles, roots: tuple[bytes, ...], host: Host
) -> Trusted | Signal | None:
    """Return the files with `roots` trusted for servers, None where none is needed.

    Thunderbird on Windows and macOS takes the system's authorities as its own
    (`security.enterprise_roots.enabled`); on Linux it never looks there.
    """
    if not roots or host.system is not System.LINUX:
        return None
    cipher = key4.cipher_for(files.version)
    keys = key4.open_store(files.keys, has_journal=files.has_journal, cipher=cipher)
    if isinstance(keys, Unknown):
        return _will_ask(keys.reason)
    # Behind a primary password they can still be seen to be there.
    data = keys.data if isinstance(keys, KeyStore) else files.keys or b""
    trusted = Trusted(SecretBytes(data), files.certificates)
    for root in roots:
        trusted = _entered(trusted, root, host)
    # Without one entered, a key store made for them is good for nothing.
    if trusted.note and trusted.certificates == files.certificates:
        return trusted.note
    return trusted


def _entered(before: Trusted, root: bytes, host: Host) -> Trusted:
    after = certificates.trust(
        before.certificates,
        before.keys.reveal(),
        root,
        host=host,
        scratch=scratch_of(host),
    )
    if isinstance(after, CannotTrust):
        return replace(before, note=before.note or _will_ask(after.reason))
    # Also one entered for an earlier account: whichever goes last takes it out.
    name = certificates.name_by_us(after.cert9, root)
    names = before.names if name is None else (*before.names, name)
    return Trusted(SecretBytes(after.key4), after.cert9, names, before.note)


def without_authorities(
    files: TrustFiles, names: tuple[str, ...], host: Host
) -> Trusted | None:
    """Return the files without the authorities called so, None if that fails."""
    if files.keys is None or files.has_journal:
        return None
    trusted = Trusted(SecretBytes(files.keys), files.certificates)
    for name in names:
        after = certificates.distrust(
            trusted.certificates,
            trusted.keys.reveal(),
            name,
            host=host,
            scratch=scratch_of(host),
        )
        if isinstance(after, CannotTrust):
            return None
        trusted = Trusted(SecretBytes(after.key4), after.cert9)
    return trusted


def _will_ask(reason: str) -> Signal:
    facts = {"reason": str(reason)}
    return Signal(Stage.CLIENT, "client:WILL_ASK_CERTIFICATE", facts=facts)
