"""Files read once, so that a plan is made from one moment."""

import errno
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from assistant.model.change import Change, StoreSecret, WriteFile, digest
from assistant.model.secret import SecretBytes
from assistant.model.signal import Signal, Stage


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What stood in some files; None for a file that is not there."""

    files: Mapping[Path, bytes | None]

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Self | Signal:
        """Return the content of `paths`, or the error that kept us from it."""
        files: dict[Path, bytes | None] = {}
        for path in paths:
            try:
                files[path] = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                files[path] = None
            except OSError as error:
                return unreadable(path, error)
        return cls(files)

    def __getitem__(self, path: Path) -> bytes | None:
        return self.files[path]

    def before(self, path: Path) -> str | None:
        """Return the digest a change of `path` must find, None for no file."""
        data = self.files[path]
        return None if data is None else digest(data)

    def written(self, path: Path, content: bytes) -> Iterator[Change]:
        """Yield the change that gives `path` this content, none if it has it."""
        if content != self.files[path]:
            yield WriteFile(path, content, self.before(path))

    def secret(self, path: Path, content: SecretBytes) -> Iterator[Change]:
        """Yield the same for a file of enciphered secrets."""
        if content.reveal() != self.files[path]:
            yield StoreSecret(path, content, self.before(path))


def unreadable(path: Path, error: OSError) -> Signal:
    """Return the signal of a file that could not be read."""
    name = errno.errorcode.get(error.errno or 0, "EIO")
    return Signal(Stage.CLIENT, f"client:{name}", facts={"path": str(path)})
