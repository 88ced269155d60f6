"""A real Dovecot of our own, on any addresses and ports, with its own accounts."""

import contextlib
import getpass
import grp
import imaplib
import os
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.model.server import Endpoint, Security
from tests.network.accounts import ACCOUNTS, WARM_UP, Answer
from tests.network.certificates import Certificate
from tests.network.programs import (
    Guarded,
    free_port,
    loopback_addresses,
    require_program,
    wait_for_port,
)

_FILL_BYTES = 120_000
QUOTA_KIB = 100


@dataclass(frozen=True, kw_only=True)
class DovecotOptions:
    """What may differ between one Dovecot and the next."""

    certificate: Certificate
    # Without TLS everything is in the clear, also on the port that should not be.
    with_tls: bool = True
    failure_delay_s: int = 0  # Dovecot knows whole seconds only
    connections_per_user: int = 20
    host: str = "localhost"
    listen: Sequence[str] = field(default_factory=loopback_addresses)
    imap_port: int = field(default_factory=free_port)
    imaps_port: int = field(default_factory=free_port)
    wrapper: Sequence[str] = ()


@dataclass(frozen=True)
class Attempt:
    """One password that reached the server, as its own password check saw it."""

    service: str
    login: str
    is_accepted: bool


class Dovecot:
    """A running Dovecot."""

    def __init__(self, folder: Path, options: DovecotOptions, ca_file: Path) -> None:
        self.folder = folder
        self.ca_file = ca_file
        self.options = options
        self.imap = Endpoint(options.host, options.imaps_port, Security.TLS)
        self.imap_starttls = Endpoint(
            options.host, options.imap_port, Security.STARTTLS
        )
        self.accounts = {account.login: account.password for account in ACCOUNTS}
        self.log_path = folder / "dovecot.log"
        self.mail = folder / "mail"
        self.lmtp_socket = folder / "lmtp"
        self.auth_socket = folder / "auth"
        self._attempts = folder / "attempts"
        self._forgotten = 0

    def attempts(
        self, login: str | None = None, service: str | None = None
    ) -> tuple[Attempt, ...]:
        """Return the passwords tried so far, oldest first; SMTP's come here too.

        Written by the password check itself before the client has its answer,
        so a test may count at once.
        """
        lines = self._attempts.read_text(encoding="utf-8").splitlines()
        tried = (_attempt(line) for line in lines[self._forgotten :])
        return tuple(
            attempt
            for attempt in tried
            if login in (None, attempt.login) and service in (None, attempt.service)
        )

    def logins(self, login: str | None = None, service: str | None = None) -> int:
        """Return how many passwords were accepted."""
        return sum(each.is_accepted for each in self.attempts(login, service))

    def failures(self, login: str | None = None, service: str | None = None) -> int:
        """Return how many passwords were refused."""
        return sum(not each.is_accepted for each in self.attempts(login, service))

    def forget_attempts(self) -> None:
        """Start the counters again from nothing."""
        self._forgotten = len(self._attempts.read_text("utf-8").splitlines())


@contextlib.contextmanager
def running_dovecot(
    folder: Path, options: DovecotOptions, ca_file: Path
) -> Iterator[Dovecot]:
    """Run Dovecot in `folder` until the block ends; it is warm when it is given."""
    program = require_program("dovecot")
    server = Dovecot(folder, options, ca_file)
    _write_files(server)
    guarded = Guarded(
        [program, "-F", "-c", str(folder / "dovecot.conf")],
        folder=folder,
        wrapper=options.wrapper,
    )
    try:
        if not options.wrapper:
            wait_for_port(guarded, options.listen[0], options.imaps_port)
            _warm_up(server)
        yield server
    finally:
        guarded.stop()


def _attempt(line: str) -> Attempt:
    service, login, outcome = line.split("\t")
    return Attempt(service, login, outcome == "accepted")


def _warm_up(server: Dovecot) -> None:
    """Log in once: the first login starts processes that later ones find running."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the certificate may be bad on purpose
    address, port = server.options.listen[0], server.options.imaps_port
    with (
        imaplib.IMAP4_SSL(address, port, ssl_context=context, timeout=10)
        if server.options.with_tls
        else imaplib.IMAP4(address, port, timeout=10)
    ) as client:
        client.login(WARM_UP.login, WARM_UP.password)
    server.forget_attempts()


def _write_files(server: Dovecot) -> None:
    folder = server.folder
    (folder / "run").mkdir()
    server.mail.mkdir()
    server.mail.chmod(0o1777)
    for path in (server._attempts, server.log_path):
        path.touch()
        path.chmod(0o666)
    (folder / "auth.lua").write_text(_lua(server._attempts), encoding="utf-8")
    (folder / "users").write_text(_users(), encoding="utf-8")
    (folder / "dovecot.conf").write_text(_config(server), encoding="utf-8")
    _fill(server.mail / "full" / "cur")


def _fill(mailbox: Path) -> None:
    """Put one message in a mailbox that is larger than its quota."""
    mailbox.mkdir(parents=True)
    (mailbox.parent / "new").mkdir()
    (mailbox.parent / "tmp").mkdir()
    head = b"From: someone@ac-rig.test\r\nSubject: fills the mailbox\r\n\r\n"
    content = head + b"x" * _FILL_BYTES
    (mailbox / f"1700000000.fill.test,S={len(content)}:2,S").write_bytes(content)
    if os.geteuid() == 0:
        for path in (mailbox.parent, *mailbox.parent.rglob("*")):
            os.chown(path, *_mail_ids())


def _mail_ids() -> tuple[int, int]:
    if os.geteuid() == 0:
        return 65534, grp.getgrnam("nogroup").gr_gid
    return os.geteuid(), os.getegid()


def _users() -> str:
    lines = []
    for account in ACCOUNTS:
        is_full = account.answer is Answer.OVER_QUOTA
        extra = f"userdb_quota_rule=*:storage={QUOTA_KIB}K" if is_full else ""
        lines.append(f"{account.login}:::::::{extra}\n")
    return "".join(lines)


def _lua_text(text: str) -> str:
    return '"' + "".join(f"\\{byte:03d}" for byte in text.encode()) + '"'


def _lua(attempts: Path) -> str:
    """Return the password check: counts each try, never writes a password."""
    rows = "".join(
        f"  [{_lua_text(each.login)}] = "
        f"{{ {_lua_text(each.password)}, {_lua_text(each.answer)} }},\n"
        for each in ACCOUNTS
    )
    return f"""\
local accounts = {{
{rows}}}
local auth = dovecot.auth
local function decide(user, service, password)
  local account = accounts[user]
  if not account then return auth.PASSDB_RESULT_USER_UNKNOWN, {{}} end
  local answer = account[2]
  if answer == "temporary" then return auth.PASSDB_RESULT_INTERNAL_FAILURE, {{}} end
  if password ~= account[1] then return auth.PASSDB_RESULT_PASSWORD_MISMATCH, {{}} end
  if answer == "expired" then return auth.PASSDB_RESULT_PASS_EXPIRED, {{}} end
  if answer == "disabled" then return auth.PASSDB_RESULT_USER_DISABLED, {{}} end
  if answer == "denied" then return auth.PASSDB_RESULT_PASSWORD_MISMATCH, {{}} end
  if answer == "smtp-refuses-login" and service == "smtp" then
    return auth.PASSDB_RESULT_PASSWORD_MISMATCH, {{}}
  end
  if answer == "blocked" then
    return auth.PASSDB_RESULT_OK, {{ nologin = "y", reason = "Account blocked" }}
  end
  return auth.PASSDB_RESULT_OK, {{}}
end
function auth_password_verify(request, password)
  local result, fields = decide(request.user, request.service, password)
  local outcome = result == auth.PASSDB_RESULT_OK and "accepted" or "refused"
  local file = io.open("{attempts}", "a")
  file:write(request.service, "\\t", request.user, "\\t", outcome, "\\n")
  file:close()
  return result, fields
end
"""


def _config(server: Dovecot) -> str:
    options = server.options
    listen = ", ".join(options.listen)
    ssl_level = "required" if options.with_tls else "no"
    ssl_flag = "yes" if options.with_tls else "no"
    user, group = (str(number) for number in _mail_ids())
    run = server.folder / "run"
    return f"""\
base_dir = {run}
state_dir = {run}
log_path = {server.log_path}
instance_name = {server.folder.name}
protocols = imap lmtp
listen = {listen}
first_valid_uid = 1
ssl = {ssl_level}
ssl_cert = <{options.certificate.chain}
ssl_key = <{options.certificate.key}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = {options.failure_delay_s} secs
auth_cache_size = 0
auth_username_format = %Ln
auth_verbose = yes
mail_location = maildir:{server.mail}/%n
mail_uid = {user}
mail_gid = {group}
mail_plugins = quota
mail_max_userip_connections = {options.connections_per_user}
passdb {{
  driver = lua
  args = file={server.folder}/auth.lua blocking=yes
}}
userdb {{
  driver = passwd-file
  args = username_format=%n {server.folder}/users
  default_fields = uid={user} gid={group} home={server.mail}/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = subscribe
  }}
  mailbox Archive {{
    special_use = \\Archive
    auto = subscribe
  }}
}}
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage=50M
  quota_grace = 0
}}
protocol imap {{
  mail_plugins = quota imap_quota
}}
service imap-login {{
  inet_listener imap {{
    port = {options.imap_port}
  }}
  inet_listener imaps {{
    port = {options.imaps_port}
    ssl = {ssl_flag}
  }}
  # Waiting processes, so that a login is not timed together with a fork.
  process_min_avail = 2
  service_count = 0
}}
service lmtp {{
  unix_listener {server.lmtp_socket} {{
    mode = 0666
  }}
}}
service auth {{
  # With the penalty off, a restarted auth process stalls five seconds once.
  idle_kill = 1 days
  unix_listener {server.auth_socket} {{
    mode = 0666
  }}
}}
service anvil {{
  # No penalty per address: tests that fail on purpose must not slow each other.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
{_rootless() if os.geteuid() else ""}"""


def _rootless() -> str:
    """Return what an ordinary user needs: no other users, no chroot."""
    user, group = getpass.getuser(), grp.getgrgid(os.getegid()).gr_name
    rooms = ("imap-login", "anvil", "stats")
    return f"""\
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service auth-worker {{
  user = {user}
}}
""" + "".join(f"service {room} {{\n  chroot =\n}}\n" for room in rooms)
