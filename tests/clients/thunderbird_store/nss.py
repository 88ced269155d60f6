"""Mozilla's own library as a judge of what we write."""

import json
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.network.programs import lacking

SCRIPT = Path(__file__).with_name("nss_script.py")
# Thunderbird brings its own; the distribution's plays an older Thunderbird.
THUNDERBIRD = Path("/usr/lib/thunderbird")
SYSTEM = Path(f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}")


class RefusedError(Exception):
    """NSS said no; the text is the step and its error number."""


@dataclass(frozen=True)
class Nss:
    """One NSS library working on one profile folder."""

    library: Path
    profile: Path
    password: str = ""

    def encrypt(self, text: str, mechanism: str = "aes") -> str:
        """Return `text` as this NSS would store it, making what is missing."""
        return str(self._ask(do="encrypt", text=text, mechanism=mechanism))

    def decrypt(self, text: str) -> str:
        """Return the plain text, or raise `RefusedError`."""
        return str(self._ask(do="decrypt", text=text))

    def change_password(self, new: str) -> None:
        """Change the primary password; the empty one is none."""
        self._ask(do="password", new=new)

    def trust(self, name: str) -> list[int] | None:
        """Return the three trust flags of a certificate."""
        flags: list[int] | None = self._ask(do="trust", name=name)
        return flags

    def write(self, key4: bytes, cert9: bytes | None = None) -> None:
        """Put these files into the profile."""
        (self.profile / "key4.db").write_bytes(key4)
        if cert9 is not None:
            (self.profile / "cert9.db").write_bytes(cert9)

    @property
    def key4(self) -> bytes:
        return (self.profile / "key4.db").read_bytes()

    @property
    def cert9(self) -> bytes:
        return (self.profile / "cert9.db").read_bytes()

    def _ask(self, **question: str) -> Any:  # JSON of the script
        whole = {
            "library": str(self.library),
            "profile": str(self.profile),
            "password": self.password,
            **question,
        }
        done = subprocess.run(
            [sys.executable, "-I", SCRIPT],
            input=json.dumps(whole),
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        answer = json.loads(done.stdout)
        if "error" in answer:
            raise RefusedError(answer["error"])
        return answer["answer"]


def require(library: Path, profile: Path, password: str = "") -> Nss:
    """Return that NSS over `profile`, or skip the test (fail it in CI)."""
    if not (library / "libnss3.so").exists():
        lacking(f"no NSS in {library}")
    return Nss(library, profile, password)
