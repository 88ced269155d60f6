"""`--roundtrip`: a message to oneself, over real servers and back."""

import shutil
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path

from tests.cli.calls import ADDRESS, PASSWORD, check, set_up
from tests.cli.command_line import CommandLine
from tests.network.dovecot import Dovecot
from tests.network.fixtures import DovecotFactory, PostfixFactory
from tests.network.postfix import Postfix

STEPS = ("send", "arrive", "tidy")


def deliver(postfix: Postfix, subject: str) -> None:
    message = EmailMessage()
    message["From"] = message["To"] = ADDRESS
    message["Subject"] = subject
    message.set_content("Not to be touched.")
    context = ssl.create_default_context(cafile=str(postfix.ca_file))
    with smtplib.SMTP_SSL("localhost", postfix.smtp.port, context=context) as server:
        server.login("alice", PASSWORD)
        server.send_message(message)


def mailbox(dovecot: Dovecot, login: str = "alice") -> dict[str, bytes]:
    """Return every message of an account; flags are part of a file's name."""
    files = (dovecot.mail / login).rglob("*")
    return {
        path.name.partition(":")[0]: path.read_bytes()
        for path in files
        if path.is_file() and path.parent.name in {"new", "cur"}
    }


def test_a_message_goes_out_comes_back_and_only_it_is_removed(
    cli: CommandLine, dovecot_factory: DovecotFactory, postfix_factory: PostfixFactory
) -> None:
    dovecot = dovecot_factory()
    postfix = postfix_factory(dovecot)
    first = check(cli, dovecot.imap, postfix.smtp, "--roundtrip")
    deliver(postfix, "Test of your mailbox")
    deliver(postfix, "Test de votre boîte")
    check(cli, dovecot.imap, postfix.smtp, "--roundtrip")  # passes them in the queue
    before = mailbox(dovecot)

    said = check(cli, dovecot.imap, postfix.smtp, "--roundtrip")

    assert first.exit == said.exit == 0
    assert len(before) == 2
    assert mailbox(dovecot) == before
    assert 0 < said.result["roundtrip_s"] < 10
    assert [said.states[step] for step in STEPS] == ["ok"] * 3
    assert said.attempts == (1, 1)


def test_a_message_is_found_among_the_junk_too(
    cli: CommandLine, dovecot_factory: DovecotFactory, postfix_factory: PostfixFactory
) -> None:
    ours, theirs = dovecot_factory(), dovecot_factory()
    postfix = postfix_factory(theirs)
    check(cli, ours.imap, postfix.smtp)  # makes the folders
    # What is delivered to the one server's inbox is junk on the other.
    inbox = theirs.mail / "alice"
    deliver_into(junk=ours.mail / "alice" / ".Junk", inbox=inbox, like=ours)

    said = check(cli, ours.imap, postfix.smtp, "--roundtrip")

    assert said.exit == 0
    assert said.states["arrive"] == "ok"
    assert mailbox(ours) == {}


def deliver_into(*, junk: Path, inbox: Path, like: Dovecot) -> None:
    owner = (like.mail / "alice").stat()
    for name in ("cur", "new", "tmp"):
        (inbox / name).mkdir(parents=True, exist_ok=True)
        junk.mkdir(exist_ok=True)
        (junk / name).symlink_to(inbox / name)
    for path in (junk, inbox, *inbox.iterdir()):
        shutil.chown(path, owner.st_uid, owner.st_gid)


def test_an_account_that_may_not_send_is_told_so(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    said = cli.json(
        "check",
        "nosend@ac-rig.test",
        "--login=nosend",
        f"--imap={dovecot.imap}",
        f"--smtp={postfix.smtp}",
        "--password-stdin",
        "--roundtrip",
        given="nosend-pass-1\n",
    )

    assert (said.exit, said.verdict) == (1, "AUTH-11")
    assert said.result["login"] == {"imap": "proven", "smtp": "proven"}
    assert said.states["send"] == "failed"
    assert said.states["arrive"] == "skipped"
    assert said.result["roundtrip_s"] is None
    assert said.result["budget"]["left"] == 3


def test_nothing_is_sent_to_a_full_mailbox(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    full = {"login": "full", "password": "full-pass-1"}
    before = mailbox(dovecot, "full")

    said = check(cli, dovecot.imap, postfix.smtp, "--roundtrip", **full)

    assert (said.exit, said.verdict) == (1, "BOX-01")
    assert said.result["quota"]["percent"] >= 100
    assert said.states["send"] == said.states["arrive"] == "skipped"
    assert mailbox(dovecot, "full") == before


def test_setup_ends_with_the_proof(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    said = set_up(cli, dovecot, postfix, "--yes", "--roundtrip", "--lang=en")

    assert said.exit == 0
    assert "came back" in said.result["message"]
    assert said.result["roundtrip_s"] > 0
    assert said.attempts == (1, 1)


def test_without_a_password_nothing_is_sent(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    dovecot.forget_attempts()

    said = set_up(cli, dovecot, postfix, "--yes", "--roundtrip", "--no-password")

    assert said.exit == 0
    assert said.states["send"] == "skipped"
    assert dovecot.attempts() == ()
