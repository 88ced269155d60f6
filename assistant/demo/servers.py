"""The demo académie: its servers, its authority, its one user."""

import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.demo.account import DemoAccount
from assistant.demo.authority import Authority
from assistant.demo.imap import imap_listener
from assistant.demo.listener import Listener
from assistant.demo.mailbox import INBOX, Mailbox
from assistant.demo.profile import profile_text
from assistant.demo.smtp import Submission, smtp_listener
from assistant.demo.welcome import welcome_message
from assistant.model.address import EmailAddress
from assistant.model.secret import Secret
from assistant.model.server import Endpoint, Security

_HOST = "localhost"


class DemoServers:
    """Servers on loopback while the context stands; the password is new each time.

    Attributes:
        imap, imap_starttls, smtp, smtp_starttls: the four doors.
        ca_file: the certificate to trust for them; the demo's own, short-lived.
        profile_file: an institution profile with these doors.
        account: the user, with the count of right and wrong passwords.
        mailbox: what arrived.
    """

    imap: Endpoint
    imap_starttls: Endpoint
    smtp: Endpoint
    smtp_starttls: Endpoint
    ca_file: Path
    profile_file: Path

    def __init__(self, folder: Path | None = None) -> None:
        """Take the folder for the two files; without one, a temporary folder."""
        self._folder = folder
        self._open = AsyncExitStack()
        self.account = DemoAccount()
        self.mailbox = Mailbox()

    @property
    def address(self) -> EmailAddress:
        """The user's mail address."""
        return self.account.address

    @property
    def login(self) -> str:
        """The user's login, which is not in the address."""
        return self.account.login

    @property
    def password(self) -> Secret:
        """The user's password of this run."""
        return self.account.password

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            folder = self._folder or Path(
                opening.enter_context(tempfile.TemporaryDirectory(prefix="demo-"))
            )
            await self._start(folder, opening)
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._open.__aexit__(kind, error, trace)

    async def _start(self, folder: Path, opening: AsyncExitStack) -> None:
        authority = Authority()
        tls = authority.server_context()
        submission = Submission(self.account, self.mailbox)

        async def open_door(listener: Listener, security: Security) -> Endpoint:
            opening.push_async_callback(listener.stop)
            return Endpoint(_HOST, await listener.start(), security)

        def imap(security: Security) -> Listener:
            is_first = security is Security.TLS
            return imap_listener(self.account, self.mailbox, tls, is_tls_first=is_first)

        def smtp(security: Security) -> Listener:
            is_first = security is Security.TLS
            return smtp_listener(submission, tls, is_tls_first=is_first)

        self.imap = await open_door(imap(Security.TLS), Security.TLS)
        self.imap_starttls = await open_door(imap(Security.STARTTLS), Security.STARTTLS)
        self.smtp = await open_door(smtp(Security.TLS), Security.TLS)
        self.smtp_starttls = await open_door(smtp(Security.STARTTLS), Security.STARTTLS)
        self.mailbox.add(INBOX, welcome_message(self.account))
        self._write_files(folder, authority)

    def _write_files(self, folder: Path, authority: Authority) -> None:
        self.ca_file = folder / "demo-authority.pem"
        authority.write_certificate(self.ca_file)
        self.profile_file = folder / "ac-demo.toml"
        text = profile_text(
            self.account,
            imap=(self.imap, self.imap_starttls),
            smtp=(self.smtp, self.smtp_starttls),
        )
        self.profile_file.write_text(text, "utf-8")

    def environment(self, home: Path) -> Mapping[str, str]:
        """Variables that make `home` a world of its own which trusts the demo."""
        return {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "APPDATA": str(home / "AppData" / "Roaming"),
            "LOCALAPPDATA": str(home / "AppData" / "Local"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "XDG_STATE_HOME": str(home / ".local" / "state"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "SSL_CERT_FILE": str(self.ca_file),
        }
