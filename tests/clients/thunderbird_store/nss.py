"""Mozilla's own library as a judge of what we write."""

import json
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.clients.thunderbird.sdr import CipherKind
from tests.network.programs import lacking

SCRIPT = Path(__file__).with_name("nss_script.py")
# Thunderbird brings its own; the distribution's plays an older Thunderbird.
THUNDERBIRD = Path("/usr/lib/thunderbird")
SYSTEM = Path(f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}")
# What Thunderbird calls to encipher with AES; an NSS without it cannot.
_AES_CALL = b"PK11SDR_EncryptWithMechanism"
_MECHANISMS = {CipherKind.AES_256: "aes", CipherKind.TRIPLE_DES: "des"}


class RefusedError(Exception):
    """NSS said no; the text is the step and its error number."""


@dataclass(frozen=True)
class Nss:
    """One NSS library working on one profile folder."""

    library: Path
    profile: Path
    password: str = ""

    @property
    def cipher(self) -> CipherKind:
        """What this NSS enciphers logins with: AES since Thunderbird 144."""
        knows_aes = _AES_CALL in (self.library / "libnss3.so").read_bytes()
        return CipherKind.AES_256 if knows_aes else CipherKind.TRIPLE_DES

    def encrypt(self, text: str, cipher: CipherKind | None = None) -> str:
        """Return `text` as this NSS would store it, making what is missing."""
        mechanism = _MECHANISMS[cipher or self.cipher]
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


def require_cipher(nss: Nss, cipher: CipherKind) -> None:
    """Skip the test where that NSS is older than `cipher`.

    In CI too: which Thunderbird is installed is up to the distribution, and with an
    older one all the rest is proved.
    """
    if cipher is CipherKind.AES_256 and nss.cipher is not cipher:
        pytest.skip(f"no AES for logins in {nss.library}: Thunderbird 144 brings it")
