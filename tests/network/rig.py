"""The whole emulated network: client, line, DNS, Dovecot and Postfix, faults."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.model.server import Endpoint
from tests.network.accounts import DOMAIN
from tests.network.certificates import Authority
from tests.network.dns import AUTHORITATIVE, PORTAL, RESOLVER, Host, running_dns
from tests.network.dovecot import Dovecot, DovecotOptions, running_dovecot
from tests.network.faults import Faults
from tests.network.namespaces import (
    ROOT,
    Namespace,
    Network,
    ipv4,
    ipv6,
    require_namespaces,
    running_network,
)
from tests.network.postfix import Postfix, PostfixOptions, running_postfix
from tests.network.programs import Guarded, scratch_folder

_IMAP, _SMTP = 10, 11
HOSTS = {
    "imap": Host(_IMAP),
    "smtp": Host(_SMTP),
    "imap4": Host(_IMAP, has_ipv6=False),
    "smtp4": Host(_SMTP, has_ipv6=False),
    "imap6": Host(_IMAP, has_ipv4=False),
    "smtp6": Host(_SMTP, has_ipv4=False),
    "portal": Host(PORTAL, has_ipv6=False),
}
_NUMBERS = (RESOLVER, AUTHORITATIVE, _IMAP, _SMTP, PORTAL)
_FILES = {
    "resolv.conf": f"nameserver {ipv4(RESOLVER)}\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


@dataclass(frozen=True)
class Rig:
    """A running network. `client.run(...)` runs a command as the user's computer."""

    network: Network
    authority: Authority
    dovecot: Dovecot
    postfix: Postfix
    faults: Faults

    @property
    def client(self) -> Namespace:
        """The user's computer: its own resolver, its store trusts the authority."""
        return self.network.client

    @property
    def imap(self) -> Endpoint:
        """IMAP with TLS from the start, over IPv4 and IPv6."""
        return self.dovecot.imap

    @property
    def smtp(self) -> Endpoint:
        """Submission with TLS from the start, over IPv4 and IPv6."""
        return self.postfix.smtp

    def run_python(
        self, module: str, *words: str, given: str = "", timeout_s: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a module of the tests on the user's computer."""
        return self.client.run(
            sys.executable,
            "-m",
            module,
            *words,
            given=given,
            timeout_s=timeout_s,
            environ={**os.environ, "PYTHONPATH": str(ROOT)},
        )


@contextlib.contextmanager
def running_rig() -> Iterator[Rig]:
    """Give the network, warm and without faults; nothing of it stays behind."""
    require_namespaces()
    with contextlib.ExitStack() as held:
        network = held.enter_context(running_network(_NUMBERS))
        folders = [held.enter_context(scratch_folder()) for _ in range(5)]
        names = tuple(f"{host}.{DOMAIN}" for host in HOSTS)
        authority = Authority(folders[0], names)
        _dress(network.client, folders[1], authority)
        held.enter_context(running_dns(folders[2], network.server, HOSTS))
        dovecot = held.enter_context(_dovecot(folders[3], network.server, authority))
        postfix = held.enter_context(_postfix(folders[4], network.server, dovecot))
        portal = [sys.executable, "-I", str(ROOT / "tests/network/portal.py")]
        guarded = Guarded(
            [*portal, ipv4(PORTAL)], folder=folders[2], wrapper=network.server.enter
        )
        held.callback(guarded.stop)
        rig = Rig(network, authority, dovecot, postfix, Faults(network.server))
        check(rig)
        dovecot.forget_attempts()
        yield rig


def check(rig: Rig) -> None:
    """Raise unless every server answers the client, and warm them."""
    rig.run_python(
        "tests.network.probe",
        f"dns:{ipv4(RESOLVER)}:imap.{DOMAIN}",
        f"tcp:{ipv4(PORTAL)}:80",
        *(f"tcp:smtp.{DOMAIN}:{port}" for port in (465, 587)),
        *(f"tcp:imap.{DOMAIN}:{port}" for port in (143, 993)),
        f"login:imap.{DOMAIN}:993",
    )


def _dovecot(
    folder: Path, server: Namespace, authority: Authority
) -> contextlib.AbstractContextManager[Dovecot]:
    options = DovecotOptions(
        certificate=authority.good,
        host=f"imap.{DOMAIN}",
        listen=(ipv4(_IMAP), ipv6(_IMAP)),
        imap_port=143,
        imaps_port=993,
        failure_delay_s=2,  # as shipped
        wrapper=server.enter,
    )
    return running_dovecot(folder, options, authority.ca_file)


def _postfix(
    folder: Path, server: Namespace, dovecot: Dovecot
) -> contextlib.AbstractContextManager[Postfix]:
    options = PostfixOptions(
        certificate=dovecot.options.certificate,
        host=f"smtp.{DOMAIN}",
        listen=(ipv4(_SMTP), ipv6(_SMTP)),
        submission_port=587,
        submissions_port=465,
        wrapper=server.enter,
    )
    return running_postfix(folder, options, dovecot)


def _dress(client: Namespace, folder: Path, authority: Authority) -> None:
    """Give the client its own resolver, and its system's store the authority."""
    for name, text in _FILES.items():
        (folder / name).write_text(text, encoding="ascii")
        client.cover(f"/etc/{name}", folder / name)
    certificates = folder / "ssl" / "certs"
    shutil.copytree("/etc/ssl", folder / "ssl", symlinks=True)
    bundle = certificates / "ca-certificates.crt"
    usual = bundle.read_bytes() if bundle.exists() else b""
    bundle.unlink(missing_ok=True)
    bundle.write_bytes(usual + authority.ca_file.read_bytes())
    # The hashed name is how OpenSSL finds a root in a folder.
    subject_hash = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", str(authority.ca_file)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    shutil.copy(authority.ca_file, certificates / f"{subject_hash}.0")
    client.cover("/etc/ssl", folder / "ssl")
