"""What the writers' tests share: a person, an account, a computer, eyes."""

from pathlib import Path

from assistant.model.account import Account, Identity
from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from assistant.model.server import Endpoint
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import System

DATA = Path(__file__).parent / "data"
SECRET = Secret('motdepasse é "été" \\ 🔑')
_PROGRAMS = {
    System.LINUX: "/usr/lib/thunderbird",
    System.WINDOWS: r"C:\Program Files\Mozilla Thunderbird",
    System.MACOS: "/Applications/Thunderbird.app/Contents/MacOS",
}


class StillClock:
    """It is always the same moment."""

    def now(self) -> float:
        return 1_795_000_000.0

    def monotonic(self) -> float:
        return 0.0


def account(
    *,
    address: str = "anne.prof@ac-rig.test",
    login: str = "aprof1",
    name: str = "Anne Prof",
    imap: str = "imap.ac-rig.test:993:tls",
    smtp: str | None = "smtp.ac-rig.test:465:tls",
) -> Account:
    """Give Anne's account, or one that differs from it where told."""
    return Account(
        title="Académie de démonstration",
        identity=Identity(name, EmailAddress.parse(address)),
        login=login,
        imap=Endpoint.parse(imap),
        smtp=Endpoint.parse(smtp) if smtp else None,
    )


def second_account() -> Account:
    """Give an account that shares nothing with Anne's."""
    return account(
        address="zoe.petit@autre.test",
        login="zpetit",
        name="Zoé Petit",
        imap="mail.autre.test:143:starttls",
        smtp="mail.autre.test:587:starttls",
    )


def computer(system: System, root: Path, *, version: str = "153.7.0") -> FakeHost:
    """Give a computer with a Thunderbird, and the folders such a computer has."""
    host = FakeHost(system, root)
    if "APPDATA" in host.environ:
        host.at(host.environ["APPDATA"]).mkdir(parents=True)
    install(host, version=version)
    return host


def install(host: FakeHost, *, version: str = "153.7.0") -> Path:
    """Put a Thunderbird where its installer puts it, and return its folder."""
    program = host.at(_PROGRAMS[host.system])
    program.mkdir(parents=True)
    ini = program / "application.ini"
    if host.system is System.MACOS:
        (program.parent / "Resources").mkdir()
        ini = program.parent / "Resources" / "application.ini"
    ini.write_text(f"[App]\nName=Thunderbird\nVersion={version}\n")
    return program


def tree(folder: Path) -> dict[str, bytes | None]:
    """Give everything below `folder`: files with their content, folders with None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
