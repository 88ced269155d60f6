"""The few deeds that touch a disk, each whole or not at all."""

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.model.change import PRIVATE_FILE, PRIVATE_FOLDER, digest


class Deed(StrEnum):
    """What is about to be done to the disk."""

    NOTE = "note"
    BACK_UP = "back-up"
    STAGE = "stage"
    REPLACE = "replace"
    REMOVE = "remove"
    MAKE_FOLDER = "make-folder"
    REMOVE_FOLDER = "remove-folder"


Watch = Callable[[Deed, Path], None]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file has besides its content; `mtime_ns` None means now."""

    mode: int
    uid: int
    gid: int
    mtime_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file as it stands."""

    content: bytes
    metadata: Metadata

    @property
    def digest(self) -> str:
        """The fingerprint of its content."""
        return digest(self.content)


def look(path: Path) -> Found | None:
    """The file at `path`, links followed; None where nothing is.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        # Opening a pipe or a device could wait for ever.
        code = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL
        raise OSError(code, os.strerror(code), str(path))
    metadata = Metadata(
        stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid, status.st_mtime_ns
    )
    return Found(path.read_bytes(), metadata)


def metadata_for_new(folder: Path, mode: int) -> Metadata:
    """What a new entry of `folder` gets: `mode`, and the owner of its folder.

    For an ordinary user this is himself; for root it keeps a user's folder the
    user's own.
    """
    status = folder.stat()
    return Metadata(mode, status.st_uid, status.st_gid)


class Disk:
    """Does the deeds, and says each beforehand to `watch`.

    Args:
        watch: called before every deed; an `OSError` it raises counts as the
            deed's own failure.
    """

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def back_up(self, content: bytes, backup: Path) -> None:
        """Keep `content` in our own folder, for nobody else to read."""
        self.watch(Deed.BACK_UP, backup)
        write_private_file(backup, content)

    def stage(self, content: bytes, temp: Path, metadata: Metadata) -> None:
        """Write a complete file under a name that nobody looks at."""
        self.watch(Deed.STAGE, temp)
        write_private_file(temp, content, metadata)

    def replace(self, temp: Path, target: Path) -> None:
        """Let the staged file take the target's place in one instant."""
        self.watch(Deed.REPLACE, target)
        temp.replace(target)
        settle_folder(target.parent)

    def remove(self, target: Path) -> None:
        """Take a file away; one that is gone already is fine."""
        self.watch(Deed.REMOVE, target)
        remove_if_there(target)

    def make_folder(self, path: Path, metadata: Metadata) -> None:
        """Create a folder, `metadata.mode` whatever the umask says."""
        self.watch(Deed.MAKE_FOLDER, path)
        # Closed at first: it opens only once it has its owner.
        path.mkdir(mode=PRIVATE_FOLDER)
        _dress(path, metadata)
        settle_folder(path.parent)

    def remove_folder(self, path: Path) -> None:
        """Take an empty folder away; one that is gone already is fine."""
        self.watch(Deed.REMOVE_FOLDER, path)
        if path.exists():
            path.rmdir()
            settle_folder(path.parent)


def remove_if_there(path: Path) -> None:
    """Take a file away for good; one that is gone already is fine."""
    # Asked first: on a read-only disk, removing nothing is refused as well.
    if path.exists():
        path.unlink()
        settle_folder(path.parent)


def make_private_folder(folder: Path) -> None:
    """See that a folder of ours exists, closed to others."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def make_private_file(path: Path) -> None:
    """See that a file of ours exists, closed to others."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE_FILE))


def write_private_file(
    path: Path, content: bytes, metadata: Metadata | None = None
) -> None:
    """Write a new file that is on the disk, not only in memory, on return."""
    # Path.open takes no opener, and a mode set afterwards comes too late.
    with open(path, "xb", opener=_open_private) as file:  # see above
        file.write(content)
        file.flush()
        if metadata is not None:
            _dress(path, metadata)
        os.fsync(file.fileno())
    settle_folder(path.parent)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


def _dress(path: Path, wanted: Metadata) -> None:
    status = path.stat()
    owner = (wanted.uid, wanted.gid)
    if owner != (status.st_uid, status.st_gid) and hasattr(os, "chown"):
        # An ordinary user may not give files away; then it stays his.
        with suppress(PermissionError):
            os.chown(path, *owner)
    # After chown, which clears the set-id bits.
    path.chmod(wanted.mode)
    if wanted.mtime_ns is not None:
        os.utime(path, ns=(wanted.mtime_ns, wanted.mtime_ns))


def settle_folder(folder: Path) -> None:
    """See that names made or removed in `folder` are on the disk."""
    # A rename is safe from a power cut only once its folder is written; Windows
    # cannot open a folder and does this by itself.
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems do not know this call.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(descriptor)
