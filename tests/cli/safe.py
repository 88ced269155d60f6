"""Safes for passwords that work without a desktop; chosen by `keyring`'s variable."""

import json
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.compat import properties


class FileSafe(KeyringBackend):
    """Keeps passwords in a file of the home it is used in."""

    @properties.classproperty
    def priority(cls) -> float:  # noqa: N805  # keyring's own form
        """Never chosen by itself."""
        return 0

    def get_password(self, service: str, username: str) -> str | None:
        """Return what was kept."""
        kept: dict[str, str] = self._read()
        return kept.get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        kept = self._read() | {f"{service}/{username}": password}
        self._path.write_text(json.dumps(kept), "utf-8")

    def delete_password(self, service: str, username: str) -> None:
        """Drop a password."""
        kept = self._read()
        del kept[f"{service}/{username}"]
        self._path.write_text(json.dumps(kept), "utf-8")

    @property
    def _path(self) -> Path:
        return Path.home() / "safe.json"

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        kept: dict[str, str] = json.loads(self._path.read_text("utf-8"))
        return kept


class BrokenSafe(FileSafe):
    """A plug-in with a fault of its own, which quotes what it was given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Fail as no safe should."""
        raise ZeroDivisionError(f"{service} {username} {password}")
