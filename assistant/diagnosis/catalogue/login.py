"""The login: what was typed, what the account may do, how the server wants it."""

from assistant.diagnosis.cause import Cause, Variant
from assistant.model.verdict import Action, Who
from assistant.text import N_

_NO_MORE_TRIES = N_("Do not try many passwords: the account would be locked.")
_NO_RETYPING = N_("Do not type the password again: it is not the cause.")

CAUSES = (
    Cause(
        "AUTH-01",
        Who.YOU,
        Action.EDIT,
        N_("The password was refused"),
        N_("Show the password with the eye; check capitals, digits and your login."),
        _NO_MORE_TRIES,
        ("AUTH-02",),
    ),
    Cause(
        "AUTH-02",
        Who.YOU,
        Action.EDIT,
        N_("The login has another form here"),
        N_(
            "Type the login your institution gave you. It may differ from your "
            "mail address."
        ),
        _NO_MORE_TRIES,
        ("AUTH-01",),
        (
            Variant(
                ("input:address-as-login",),
                N_("A login is expected, not the address"),
                N_("Type the login your institution gave you, without the @ sign."),
            ),
            Variant(
                ("input:login-not-address",),
                N_("The whole address is expected here"),
                N_("Type your whole mail address as login, with the @ sign."),
            ),
        ),
    ),
    Cause(
        "AUTH-03",
        Who.YOU,
        Action.OPEN_WEBMAIL,
        N_("The login was refused without a reason"),
        N_(
            "Open the webmail with the same login and password: if that works, "
            "your password is right."
        ),
        _NO_MORE_TRIES,
        ("AUTH-01", "AUTH-02", "AUTH-09", "AUTH-13", "AUTH-15"),
    ),
    Cause(
        "AUTH-05",
        Who.YOU,
        Action.EDIT,
        N_("An invisible character was pasted"),
        N_("Remove it where we show it, or type the text by hand."),
        N_("Do not paste the same text again."),
        ("AUTH-01",),
        (
            Variant(
                ("input:edge-blanks",),
                N_("There is a space too many"),
                N_("Remove the space at the beginning or the end, then try again."),
            ),
        ),
    ),
    Cause(
        "AUTH-08",
        Who.YOU,
        Action.OPEN_PASSWORD_PORTAL,
        N_("The first password must be changed"),
        N_("Change your provisional password on the portal, then come back."),
        N_("Do not use your NUMEN as a password."),
        ("AUTH-01",),
    ),
    Cause(
        "AUTH-09",
        Who.YOU,
        Action.OPEN_PASSWORD_PORTAL,
        N_("Your password has expired"),
        N_("Choose a new password on the portal, then come back."),
        N_("Do not type the old password again."),
        ("AUTH-08",),
    ),
    Cause(
        "AUTH-10",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("This account is suspended"),
        N_("Ask {helpdesk}: only the staff there can open it again."),
        _NO_RETYPING,
        ("AUTH-12",),
    ),
    Cause(
        "AUTH-11",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("Receiving works, sending is refused"),
        N_(
            "Ask {helpdesk} why. If you noticed messages you did not write, change "
            "your password first."
        ),
        _NO_MORE_TRIES,
        ("AUTH-20",),
    ),
    Cause(
        "AUTH-12",
        Who.WAIT,
        Action.WAIT,
        N_("The account is locked for a while"),
        N_("Wait thirty minutes without any try, phone included."),
        N_("Do not try again before: the wait would start anew."),
        ("AUTH-10",),
    ),
    Cause(
        "AUTH-13",
        Who.YOU,
        Action.OPEN_WEBMAIL,
        N_("Mail programs are not allowed yet"),
        N_("Open the webmail and allow mail programs in its settings."),
        _NO_RETYPING,
        ("AUTH-15",),
    ),
    Cause(
        "AUTH-14",
        Who.YOU,
        Action.OPEN_WEBMAIL,
        N_("An application password is needed"),
        N_("Open the webmail, create an application password, and type it here."),
        N_("Do not type your usual password again: it is not taken here."),
        ("AUTH-15",),
    ),
    Cause(
        "AUTH-15",
        Who.ACADEMIE,
        Action.OPEN_WEBMAIL,
        N_("This server wants sign-in by browser"),
        N_("Use the webmail; ask {helpdesk} whether mail programs are allowed."),
        _NO_RETYPING,
        ("AUTH-13",),
    ),
    Cause(
        "AUTH-16",
        Who.YOU,
        Action.OPEN_BROWSER,
        N_("The server wants a confirmation first"),
        N_("Sign in once to the webmail with your browser, then try again."),
        _NO_RETYPING,
        ("AUTH-15",),
    ),
    Cause(
        "AUTH-17",
        Who.PROGRAM,
        Action.EDIT,
        N_("The server wants a protected connection"),
        N_("Take the proposed settings again: this entrance is not protected."),
        _NO_RETYPING,
        ("AUTH-18",),
    ),
    Cause(
        "AUTH-18",
        Who.PROGRAM,
        Action.EDIT,
        N_("We share no way of signing in"),
        N_("Take the proposed settings again, or use the webmail."),
        _NO_RETYPING,
        ("AUTH-15",),
    ),
    Cause(
        "AUTH-19",
        Who.PROGRAM,
        Action.EDIT,
        N_("This entrance takes no login"),
        N_("Take the proposed settings again: another entrance of the server does."),
        _NO_RETYPING,
        ("AUTH-20",),
    ),
    Cause(
        "AUTH-20",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("Your mailbox may not send from programs"),
        N_("Ask {helpdesk} to allow sending from mail programs for your mailbox."),
        _NO_RETYPING,
        ("AUTH-11",),
    ),
    Cause(
        "AUTH-22",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("You have no right to this mailbox"),
        N_("Ask the person in charge of this mailbox for access."),
        _NO_RETYPING,
        ("AUTH-25",),
    ),
    Cause(
        "AUTH-25",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The mailbox of this account is missing"),
        N_("Tell {helpdesk}: your login is right, but the mailbox is elsewhere."),
        _NO_RETYPING,
        ("SRV-11",),
    ),
)
