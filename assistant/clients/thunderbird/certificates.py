"""Makes a profile trust a private authority, with Mozilla's own tool.

Thunderbird on Linux does not look into the system's store. The trust it keeps in
`cert9.db` is authenticated by rows in `key4.db`, so both change together and
`key4.db` must exist first. Windows and macOS need none of this: there Thunderbird
takes the authorities of the system by itself.
"""

import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from assistant.clients.thunderbird import key4
from assistant.clients.thunderbird.key4 import KeyStore, Locked
from assistant.clients.thunderbird.scratch import private_folder, write_private
from assistant.clients.thunderbird.unknown import Unknown
from assistant.platforms.host import Host, System
from assistant.platforms.programs import environment_for_others

FILE: Final = "cert9.db"
JOURNAL_FILES: Final = ("cert9.db-wal", "cert9.db-journal")

_LIMIT_S: Final = 20
_TRUSTED: Final = "C"  # a trusted authority for servers, certutil(1) -t
_CERTIFICATE: Final = bytes.fromhex("00000001")  # CKO_CERTIFICATE
_FLAGS: Final = r"\s+(?P<servers>\w*),(?P<mail>\w*),(?P<code>\w*)\s*$"


class Obstacle(StrEnum):
    """Why a profile cannot be made to trust an authority."""

    OTHER_SYSTEM = "other-system"  # Thunderbird takes the system's store there
    NO_TOOL = "no-tool"  # `certutil` of libnss3-tools is not installed
    NO_AUTHORITY = "no-authority"  # not a certificate of an authority
    LOCKED = "locked"  # a primary password lets nothing be written
    KEY_STORE = "key-store"  # key4.db is in a form we do not write
    TOOL_FAILED = "tool-failed"  # or did not do what it was asked to


@dataclass(frozen=True, slots=True, repr=False)
class Trusted:
    """The two files' new content: the very bytes given where nothing changed.

    `cert9` is None where there was no file and none is needed.
    """

    cert9: bytes | None
    key4: bytes


@dataclass(frozen=True, slots=True)
class CannotTrust:
    """The profile stays as it is; Thunderbird will warn about the certificate."""

    reason: Obstacle


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the tool's list: a certificate and for what it is trusted."""

    nickname: str
    servers: str
    mail: str
    code: str


def name_by_us(cert9: bytes | None, root_pem: bytes) -> str | None:
    """Return what this authority is called in `cert9` if `trust` added it there.

    None where it is not there, or by the user's own doing.
    """
    authority = _authority(root_pem)
    if authority is None or _name_in(cert9, authority) != _nickname(authority):
        return None
    return _nickname(authority)


def trust(
    cert9: bytes | None, key4_data: bytes, root_pem: bytes, *, host: Host, scratch: Path
) -> Trusted | CannotTrust:
    """Return the certificate and key store in which the authority is trusted.

    An authority the user once imported keeps its name and its other uses.

    Args:
        cert9: the content of `cert9.db`; None makes one.
        key4_data: the content of `key4.db`, which must exist (`key4.open_store`).
        root_pem: the authority's certificate.
        host: where the tool is looked for.
        scratch: one of our own folders; copies lie in it for a moment.
    """
    authority = _authority(root_pem)
    if authority is None:
        return CannotTrust(Obstacle.NO_AUTHORITY)
    name = _name_in(cert9, authority) or _nickname(authority)

    def edit(tool: "_Tool") -> bool:
        entry = tool.entry(name)
        if entry is None:
            pem = tool.folder / "authority.pem"
            write_private(pem, root_pem)
            tool.change("-A", "-n", name, "-t", f"{_TRUSTED},,", "-a", "-i", str(pem))
        elif _TRUSTED in entry.servers:
            return False
        else:
            flags = f"{entry.servers}{_TRUSTED},{entry.mail},{entry.code}"
            tool.change("-M", "-n", name, "-t", flags)
        after = tool.entry(name)
        if after is None or _TRUSTED not in after.servers:
            raise _ToolError
        return True

    return _edited(cert9, key4_data, edit, host=host, scratch=scratch)


def distrust(
    cert9: bytes | None, key4_data: bytes, name: str, *, host: Host, scratch: Path
) -> Trusted | CannotTrust:
    """Return the stores without the authority `trust` added as `name`.

    One the user had imported has another name and stays.
    """
    if cert9 is None:
        return Trusted(None, key4_data)

    def edit(tool: "_Tool") -> bool:
        if tool.entry(name) is None:
            return False
        tool.change("-D", "-n", name)
        if tool.entry(name) is not None:
            raise _ToolError
        return True

    return _edited(cert9, key4_data, edit, host=host, scratch=scratch)


class _ToolError(Exception):
    """The tool failed, or had another effect."""


@dataclass(frozen=True, slots=True)
class _Tool:
    """`certutil` working on the copies in `folder`.

    `is_locked`: a primary password protects them; they can only be read.
    """

    program: Path
    folder: Path
    environ: dict[str, str]
    is_locked: bool

    def run(self, action: str, *arguments: str) -> str:
        """Return what it prints, or raise `_ToolError`."""
        command = [str(self.program), action, "-d", f"sql:{self.folder}", *arguments]
        try:
            done = subprocess.run(
                command,
                env=self.environ,
                stdin=subprocess.DEVNULL,  # it would ask for a password
                capture_output=True,
                timeout=_LIMIT_S,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise _ToolError from error
        return done.stdout.decode("utf-8", "replace")

    def change(self, action: str, *arguments: str) -> None:
        """Let it write, or raise `_ToolError`."""
        if self.is_locked:
            raise _ToolError
        self.run(action, *arguments)

    def entry(self, name: str) -> _Entry | None:
        """Return the certificate of that name; trust that does not check is none."""
        if not (self.folder / FILE).exists():
            return None  # the tool lists read-only and calls a missing file damaged
        for line in self.run("-L").splitlines():
            found = re.match(re.escape(name) + _FLAGS, line)
            if found:
                return _Entry(name, found["servers"], found["mail"], found["code"])
        return None


def _edited(
    cert9: bytes | None,
    key4_data: bytes,
    edit: Callable[[_Tool], bool],
    *,
    host: Host,
    scratch: Path,
) -> Trusted | CannotTrust:
    keys = key4.open_store(key4_data)
    obstacle = _obstacle(host, keys)
    program = host.find_program("certutil")
    if obstacle is not None or program is None:
        return CannotTrust(obstacle or Obstacle.NO_TOOL)
    is_locked = isinstance(keys, Locked)
    try:
        with private_folder(scratch, host) as folder:
            environ = environment_for_others(host.environ)
            tool = _Tool(program, folder, environ, is_locked)
            return _with_copies(cert9, key4_data, edit, tool)
    except _ToolError:
        return CannotTrust(Obstacle.LOCKED if is_locked else Obstacle.TOOL_FAILED)
    except OSError:  # our own folder is full or closed
        return CannotTrust(Obstacle.TOOL_FAILED)


def _with_copies(
    cert9: bytes | None, key4_data: bytes, edit: Callable[[_Tool], bool], tool: _Tool
) -> Trusted | CannotTrust:
    folder = tool.folder
    # `pkcs11.txt` is left out on purpose: it names the real profile's path,
    # may load other modules, and Thunderbird writes its own.
    write_private(folder / key4.FILE, key4_data)
    if cert9 is not None:
        write_private(folder / FILE, cert9)
    if not edit(tool):
        return Trusted(cert9, key4_data)
    changed = (folder / key4.FILE).read_bytes()
    if not isinstance(key4.open_store(changed), KeyStore):
        return CannotTrust(Obstacle.TOOL_FAILED)
    return Trusted((folder / FILE).read_bytes(), changed)


def _obstacle(host: Host, keys: KeyStore | Locked | Unknown) -> Obstacle | None:
    # Windows has a `certutil` of its own, which is another program altogether.
    if host.system is not System.LINUX:
        return Obstacle.OTHER_SYSTEM
    return Obstacle.KEY_STORE if isinstance(keys, Unknown) else None


def _authority(root_pem: bytes) -> x509.Certificate | None:
    """Return the certificate where it is one of an authority (RFC 5280, 4.2.1.9)."""
    try:
        certificate = x509.load_pem_x509_certificate(root_pem)
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension):
        return None
    return certificate if basic.value.ca else None


def _nickname(authority: x509.Certificate) -> str:
    return f"Assistant Messagerie {authority.fingerprint(SHA256()).hex()[:16]}"


def _name_in(cert9: bytes | None, authority: x509.Certificate) -> str | None:
    """Return the name `cert9` already has for that very certificate."""
    if cert9 is None:
        return None
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(cert9)
            row = database.execute(
                "SELECT a3 FROM nssPublic WHERE a0 = ? AND a11 = ?",
                (_CERTIFICATE, authority.public_bytes(Encoding.DER)),
            ).fetchone()
    except (sqlite3.Error, UnicodeError):  # the latter from a message quoting damage
        return None  # the tool will refuse it with better reason
    is_named = row is not None and isinstance(row[0], bytes)
    return row[0].decode("utf-8", "replace") if is_named else None
