"""The computer and the network between it and the servers."""

from assistant.diagnosis.cause import Cause, Variant
from assistant.model.verdict import Action, Who
from assistant.text import N_

_NOT_THE_PASSWORD = N_("Do not change your password: it is not the cause.")
_NOT_THE_SETTINGS = N_("Do not change your mail settings: they are not the cause.")

CAUSES = (
    Cause(
        "NET-01",
        Who.YOU,
        Action.RETRY,
        N_("You are not connected to any network"),
        N_("Switch on Wi-Fi or plug in the cable, then try again."),
        _NOT_THE_PASSWORD,
        ("NET-11",),
    ),
    Cause(
        "NET-06",
        Who.SCHOOL,
        Action.RETRY,
        N_("This network blocks mail"),
        N_(
            "Try again through the connection of your phone. At school, tell the "
            "computer staff that mail is blocked."
        ),
        _NOT_THE_SETTINGS,
        ("SRV-02",),
    ),
    Cause(
        "NET-07",
        Who.SCHOOL,
        Action.RETRY,
        N_("This network refuses mail connections"),
        N_(
            "Try again through the connection of your phone. At school, tell the "
            "computer staff that mail is refused."
        ),
        _NOT_THE_SETTINGS,
        ("SRV-01",),
    ),
    Cause(
        "NET-08",
        Who.PROGRAM,
        Action.RETRY,
        N_("One way in is blocked here"),
        N_("Nothing to do: we use another protected way to the same server."),
        _NOT_THE_SETTINGS,
    ),
    Cause(
        "NET-10",
        Who.SCHOOL,
        Action.RETRY,
        N_("The connection is not protected"),
        N_(
            "We did not send your password. Change to another network, for example "
            "your phone, and try again."
        ),
        N_("Do not type your password anywhere on this network."),
        ("TLS-10",),
    ),
    Cause(
        "NET-11",
        Who.YOU,
        Action.RETRY,
        N_("The address book of this network is silent"),
        N_("Restart your Internet box or change to another network, then try again."),
        _NOT_THE_PASSWORD,
        ("NET-01",),
    ),
    Cause(
        "NET-12",
        Who.YOU,
        Action.EDIT,
        N_("This name does not exist"),
        N_("Check the spelling of the address and of the servers, then try again."),
        N_("Do not try the same spelling again: the answer will not change."),
        ("NET-13",),
        (
            Variant(
                ("input:domain-typo",),
                N_("The address looks misspelt"),
                N_("Did you mean @{domain}? Correct the address, then go on."),
            ),
            Variant(
                ("input:not-an-address",),
                N_("This is not a mail address"),
                N_("Type your whole address, with a single @ sign."),
            ),
        ),
    ),
    Cause(
        "NET-13",
        Who.ACADEMIE,
        Action.CONTACT,
        N_("The mail server cannot be found"),
        N_("Its name has probably changed. Ask {helpdesk} for the new settings."),
        _NOT_THE_PASSWORD,
        ("NET-12",),
    ),
    Cause(
        "NET-14",
        Who.SCHOOL,
        Action.RETRY,
        N_("This network redirects the mail server"),
        N_("Change to another network, for example your phone, then try again."),
        N_("Do not type your password anywhere on this network."),
        ("NET-11",),
    ),
    Cause(
        "NET-15",
        Who.WAIT,
        Action.WAIT,
        N_("The name of the server is badly published"),
        N_("Wait a few hours and try again. There is nothing to do on your side."),
        _NOT_THE_SETTINGS,
        ("NET-11",),
    ),
    Cause(
        "NET-18",
        Who.YOU,
        Action.OPEN_SETTINGS,
        N_("This computer keeps us from connecting"),
        N_(
            "Allow this program in your firewall or antivirus. On a work "
            "computer, ask {helpdesk}."
        ),
        N_("Do not switch off the whole protection."),
        ("NET-07",),
    ),
)
