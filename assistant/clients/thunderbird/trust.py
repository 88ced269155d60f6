"""A private authority, put into the profile's certificate store or taken out."""

from dataclasses import dataclass

from assistant.clients.thunderbird import certificates, key4
from assistant.clients.thunderbird.certificates import CannotTrust
from assistant.clients.thunderbird.key4 import KeyStore
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
        name: how the authority is called in them; None where it was trusted before.
    """

    keys: SecretBytes
    certificates: bytes | None
    name: str | None


def with_authority(
    files: TrustFiles, root: bytes, host: Host
) -> Trusted | Signal | None:
    """Return the files with `root` trusted for servers, None where none is needed.

    Thunderbird on Windows and macOS takes the system's authorities as its own
    (`security.enterprise_roots.enabled`); on Linux it never looks there.
    """
    if host.system is not System.LINUX:
        return None
    cipher = key4.cipher_for(files.version)
    keys = key4.open_store(files.keys, has_journal=files.has_journal, cipher=cipher)
    if not isinstance(keys, KeyStore):
        return _will_ask("locked" if isinstance(keys, key4.Locked) else keys.reason)
    scratch = host.own_folders.state / "scratch"
    trusted = certificates.trust(
        files.certificates, keys.data, root, host=host, scratch=scratch
    )
    if isinstance(trusted, CannotTrust):
        return _will_ask(trusted.reason)
    is_new = trusted.cert9 != files.certificates
    name = certificates.nickname(root) if is_new else None
    return Trusted(SecretBytes(trusted.key4), trusted.cert9, name)


def without_authority(files: TrustFiles, name: str, host: Host) -> Trusted | None:
    """Return the files without the authority called `name`, None if that fails."""
    if files.keys is None or files.has_journal:
        return None
    scratch = host.own_folders.state / "scratch"
    trusted = certificates.distrust(
        files.certificates, files.keys, name, host=host, scratch=scratch
    )
    if isinstance(trusted, CannotTrust):
        return None
    return Trusted(SecretBytes(trusted.key4), trusted.cert9, None)


def _will_ask(reason: str) -> Signal:
    facts = {"reason": str(reason)}
    return Signal(Stage.CLIENT, "client:WILL_ASK_CERTIFICATE", facts=facts)
