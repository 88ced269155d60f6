"""What the command `demo` does, step by step: the main job and its way back."""

from dataclasses import dataclass

from assistant.demo.servers import DemoServers
from assistant.text import _


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One command line, with the sentence that announces it.

    Attributes:
        id: names the step for scripts.
        title: in the user's language.
        arguments: after the program's name; never a secret.
        needs_password: whether the password goes to the standard input.
    """

    id: str
    title: str
    arguments: tuple[str, ...]
    needs_password: bool = False


def story(servers: DemoServers) -> tuple[StoryStep, ...]:
    """Return the steps for these servers, in the order in which they are run."""
    world = ("--profile", str(servers.profile_file))
    user = (str(servers.address), "--login", servers.login, "--password-stdin")
    written = ("--name", servers.account.name, "--client", "thunderbird", "--yes")
    return (
        StoryStep(
            "discover",
            _("Find the servers for {address}.").format(address=servers.address),
            ("discover", str(servers.address), *world),
        ),
        StoryStep(
            "check",
            _("Check the login, without writing anything."),
            ("check", *user, *world),
            needs_password=True,
        ),
        StoryStep(
            "setup",
            _("Write the account into Thunderbird, and send a message to oneself."),
            ("setup", *user, *written, "--roundtrip", *world),
            needs_password=True,
        ),
        StoryStep("undo", _("Take everything back."), ("undo", "--yes")),
    )
