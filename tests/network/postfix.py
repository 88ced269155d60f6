"""A real Postfix of our own: submission with Dovecot's passwords, delivery by LMTP."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.model.server import Endpoint, Security
from tests.network.accounts import ACCOUNTS, DOMAIN, Answer
from tests.network.certificates import Certificate
from tests.network.dovecot import Dovecot
from tests.network.programs import (
    Guarded,
    free_port,
    lacking,
    loopback_addresses,
    require_program,
    wait_for_port,
)

_QUEUES = (
    "active bounce corrupt defer deferred flush hold incoming maildrop pid private"
    " public saved trace"
)
# Started directly: the `postfix` command wants /etc/postfix/main.cf to exist.
_MASTER = "/usr/lib/postfix/sbin/master"
MESSAGE_LIMIT_BYTES = 26_214_400


@dataclass(frozen=True, kw_only=True)
class PostfixOptions:
    """What may differ between one Postfix and the next."""

    certificate: Certificate
    with_starttls: bool = True
    host: str = "localhost"
    listen: Sequence[str] = field(default_factory=loopback_addresses)
    submission_port: int = field(default_factory=free_port)
    submissions_port: int = field(default_factory=free_port)
    wrapper: Sequence[str] = ()


class Postfix:
    """A running Postfix; its password attempts are counted by its Dovecot."""

    def __init__(self, folder: Path, options: PostfixOptions, dovecot: Dovecot) -> None:
        self.folder = folder
        self.options = options
        self.dovecot = dovecot
        self.ca_file = dovecot.ca_file
        self.accounts = dovecot.accounts
        self.smtp = Endpoint(options.host, options.submissions_port, Security.TLS)
        self.smtp_starttls = Endpoint(
            options.host, options.submission_port, Security.STARTTLS
        )
        self.log_path = folder / "postfix.log"


@contextlib.contextmanager
def running_postfix(
    folder: Path, options: PostfixOptions, dovecot: Dovecot
) -> Iterator[Postfix]:
    """Run Postfix in `folder` until the block ends. Its master insists on root."""
    require_program("postfix")
    if os.geteuid() != 0:
        lacking("Postfix starts only as root")
    server = Postfix(folder, options, dovecot)
    _write_files(server)
    guarded = Guarded(
        [_MASTER, "-d", "-c", str(folder / "etc")],
        folder=folder,
        wrapper=options.wrapper,
        environ={**os.environ, "MAIL_CONFIG": str(folder / "etc")},
    )
    try:
        if not options.wrapper:
            for port in (options.submission_port, options.submissions_port):
                wait_for_port(guarded, options.listen[0], port)
        yield server
    finally:
        guarded.stop()


def _write_files(server: Postfix) -> None:
    etc, spool = server.folder / "etc", server.folder / "spool"
    for folder in (
        etc,
        server.folder / "data",
        *(spool / name for name in _QUEUES.split()),
    ):
        folder.mkdir(parents=True)
        if folder != etc:
            shutil.chown(folder, "postfix")
    shutil.chown(spool / "pid", "root")
    (spool / "public").chmod(0o710)
    (etc / "main.cf").write_text(_main_cf(server), encoding="utf-8")
    (etc / "master.cf").write_text(_master_cf(server.options), encoding="utf-8")
    for name, table in _tables().items():
        (etc / name).write_text(table, encoding="utf-8")
    # Postfix waits until a file has not changed for a second before it trusts it.
    for path in etc.iterdir():
        os.utime(path, (0, 0))


def _tables() -> dict[str, str]:
    logins = "|".join(account.login for account in ACCOUNTS)
    domain = DOMAIN.replace(".", "\\.")
    mute = [each for each in ACCOUNTS if each.answer is Answer.SMTP_REFUSES_SENDER]
    return {
        "domains": f"/^(.*\\.)?{domain}$/ ok\n",
        "mailboxes": f"/^({logins})@/ ok\n",
        "owners": f"/^({logins})@(.*\\.)?{domain}$/ $1\n",
        "refused": "".join(
            f"/^{each.login}$/ 550 5.7.1 Sending is not allowed for this account\n"
            for each in mute
        ),
    }


def _main_cf(server: Postfix) -> str:
    folder, certificate = server.folder, server.options.certificate
    etc = folder / "etc"
    return f"""\
compatibility_level = 3.6
config_directory = {etc}
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {server.log_path}
maillog_file_prefixes = {folder}
myhostname = smtp.{DOMAIN}
mydestination =
mynetworks =
alias_maps =
alias_database =
inet_interfaces = {", ".join(server.options.listen)}
inet_protocols = all
# Nothing leaves this machine.
default_transport = error:no outside world
relay_transport = error:no outside world
disable_dns_lookups = yes
smtpd_peername_lookup = no
virtual_mailbox_domains = regexp:{etc}/domains
virtual_mailbox_maps = regexp:{etc}/mailboxes
virtual_transport = lmtp:unix:{server.dovecot.lmtp_socket}
smtpd_tls_chain_files = {certificate.key_and_chain}
smtpd_tls_auth_only = yes
smtpd_tls_session_cache_database =
smtpd_sasl_type = dovecot
smtpd_sasl_path = {server.dovecot.auth_socket}
smtpd_sasl_security_options = noanonymous
smtpd_sender_login_maps = regexp:{etc}/owners
smtpd_sender_restrictions = check_sasl_access regexp:{etc}/refused,
  reject_authenticated_sender_login_mismatch
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_delay_reject = no
# Tests connect faster than people do.
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_client_auth_rate_limit = 0
message_size_limit = {MESSAGE_LIMIT_BYTES}
"""


def _master_cf(options: PostfixOptions) -> str:
    level = "encrypt" if options.with_starttls else "none"
    sasl = "-o smtpd_sasl_auth_enable=yes"
    doors = []
    for address in options.listen:
        host = f"[{address}]" if ":" in address else address
        doors.append(
            f"{host}:{options.submission_port} inet n - n - - smtpd"
            f" -o syslog_name=submission -o smtpd_tls_security_level={level} {sasl}\n"
        )
        doors.append(
            f"{host}:{options.submissions_port} inet n - n - - smtpd"
            f" -o syslog_name=submissions -o smtpd_tls_wrappermode=yes {sasl}\n"
        )
    return "".join(doors) + _SERVICES


_SERVICES = """\
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
error     unix  - - n - - error
retry     unix  - - n - - error
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
"""
