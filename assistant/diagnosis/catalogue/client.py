"""The mail program on this computer."""

from assistant.diagnosis.cause import Cause, Variant
from assistant.model.verdict import Action, Who
from assistant.text import N_

_NOTHING_LOST = N_("Do not delete anything: your messages are untouched.")

CAUSES = (
    Cause(
        "CLI-01",
        Who.YOU,
        Action.CLOSE_CLIENT,
        N_("The mail program is open"),
        N_("Close {client}; we go on by ourselves."),
        N_("Do not switch off the computer to close it."),
    ),
    Cause(
        "CLI-02",
        Who.PROGRAM,
        Action.EDIT,
        N_("This account is already there"),
        N_("Choose whether we repair it; the differences are shown first."),
        N_("Do not add the same account a second time."),
    ),
    Cause(
        "CLI-04",
        Who.YOU,
        Action.RETRY,
        N_("The settings could not be written"),
        N_("Check that this disk has room and takes changes, then try again."),
        _NOTHING_LOST,
        (),
        (
            Variant(
                ("client:ENOSPC", "client:EDQUOT"),
                N_("The disk is full"),
                N_(
                    "Free some space on this disk, then try again. Nothing was changed."
                ),
            ),
            Variant(
                ("errno:*",),
                N_("We cannot keep our own notes here"),
                N_("Allow this program to write in your own folder, then try again."),
            ),
            Variant(
                ("client:EROFS", "client:EACCES", "client:EPERM"),
                N_("This folder is protected against writing"),
                N_("Allow writing in the folder of {client}, then try again."),
            ),
        ),
    ),
    Cause(
        "CLI-05",
        Who.YOU,
        Action.RETRY,
        N_("The password cannot be stored here"),
        N_("Go on without storing the password: {client} will ask for it once."),
        N_("Do not delete the password store: it holds your other passwords."),
        (),
        (
            Variant(
                ("client:PRIMARY_PASSWORD",),
                N_("A primary password protects the others"),
                N_("Type your mail password when {client} asks for it, once."),
            ),
            Variant(
                ("client:POLICY_FORBIDS",),
                N_("Saving passwords is locked on this computer"),
                N_("Type your mail password each time {client} asks for it."),
            ),
        ),
    ),
    Cause(
        "CLI-06",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("Adding accounts is locked on this computer"),
        N_("Ask {helpdesk} to add the account or to lift the lock."),
        _NOTHING_LOST,
    ),
    Cause(
        "CLI-10",
        Who.PROGRAM,
        Action.COPY,
        N_("A settings file is damaged"),
        N_("We left it as it is. Give {helpdesk} what is shown under Details."),
        _NOTHING_LOST,
        ("CLI-04",),
    ),
    Cause(
        "CLI-11",
        Who.YOU,
        Action.RETRY,
        N_("The files changed in the meantime"),
        N_("Close {client}, then try again. Nothing was changed."),
        _NOTHING_LOST,
        ("CLI-01",),
        (
            Variant(
                ("client:BUSY", "errno:EBUSY"),
                N_("This program is already at work"),
                N_("Close its other window or wait until it is done, then try again."),
            ),
        ),
    ),
    Cause(
        "CLI-12",
        Who.YOU,
        Action.EDIT,
        N_("This profile folder does not exist"),
        N_("Choose another profile of {client}, or let us choose the usual one."),
        _NOTHING_LOST,
        ("CLI-11",),
    ),
    Cause(
        "CLI-13",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The mail program does not trust this server"),
        N_(
            "Ask {helpdesk} to make {client} trust the servers of your institution; "
            "until then it refuses them."
        ),
        N_("Do not accept an exception yourself."),
        ("TLS-07",),
    ),
    Cause(
        "CLI-14",
        Who.YOU,
        Action.OPEN_BROWSER,
        N_("The mail program is not installed yet"),
        N_("Install {client}: it will find the account when it first opens."),
        N_("Do not take a copy from an advertisement."),
    ),
    Cause(
        "CLI-15",
        Who.PROGRAM,
        Action.COPY,
        N_("This version is newer than our tests"),
        N_("Go on; if something looks wrong, take everything back with one click."),
        _NOTHING_LOST,
    ),
    Cause(
        "CLI-16",
        Who.PROGRAM,
        Action.EDIT,
        N_("There are several profiles here"),
        N_("We take the one that {client} opens; choose another if you like."),
        _NOTHING_LOST,
    ),
)
