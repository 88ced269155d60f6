"""The answers while they are typed, and what is known of the address by then."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.engine.answers import Answers, proposed_name
from assistant.engine.flow import State, is_endpoint, why_no_address
from assistant.gui.bridge import Bridge
from assistant.gui.jobs import Channel
from assistant.model.address import EmailAddress
from assistant.model.institution import LinkKind
from assistant.model.secret import Secret
from assistant.model.server import Endpoint

if TYPE_CHECKING:
    from assistant.engine import Glance


class Answering(QObject):
    """Keeps the flow's state, and looks an address up as soon as it is one.

    Attributes:
        changed: `state` is a new one.
        glanced: `glance` is that of the address as it stands now.
        keyring_answered: `why_no_keyring` is known now.
        recalled: the keyring had the password; it is in `secret`.
        page_missed: a page could not be shown in a browser.
        faulted: the profile that was asked for by name cannot be used, and why.
    """

    changed = Signal()
    glanced = Signal()
    keyring_answered = Signal()
    recalled = Signal()
    page_missed = Signal()
    faulted = Signal(str)

    def __init__(self, bridge: Bridge, given: Answers | None) -> None:
        super().__init__()
        self.state = State()
        self.secret = Secret("")
        self.name = ""
        self.remembers = False
        self.takes_over = False
        self.glance: Glance | None = None
        self.why_no_keyring: str | None = None
        self._looking, self._keyring = Channel(bridge), Channel(bridge)
        self._browser, self._profile = Channel(bridge), Channel(bridge)
        self._recalling = Channel(bridge)
        self._looking.told.connect(self._take_glance)
        self._keyring.told.connect(self._take_keyring)
        self._browser.told.connect(self._take_browser)
        self._recalling.told.connect(self._take_recalled)
        self._profile.told.connect(self._take_faults)
        self._profile.ask(lambda session: session.profile_faults())
        if given is not None:
            self._fill_in(given)

    def but(self, **changed: object) -> None:
        """Take some answers; unchanged ones change nothing."""
        state = self.state.but(**changed)
        if state == self.state:
            return
        is_other_address = state.address != self.state.address
        self.state = state
        if is_other_address:
            self._look()
        self.changed.emit()

    def type_password(self, text: str) -> None:
        """Take the password as it stands in its field."""
        self.secret = Secret(text)
        self.but(has_password=bool(text))

    @property
    def address(self) -> EmailAddress | None:
        """The address, None while what is typed is none."""
        text = self.state.address
        return EmailAddress.parse(text) if why_no_address(text) is None else None

    @property
    def is_looked_up(self) -> bool:
        """Whether `glance` is already that of the address."""
        return self.glance is not None and self.glance.address == self.address

    @property
    def display_name(self) -> str:
        """The sender's name as typed, else as the address suggests it."""
        return self.name or (proposed_name(self.address) if self.address else "")

    def answers(self) -> Answers:
        """Return what the engine is to work with; the address must be one."""
        assert self.address is not None
        state = self.state
        is_manual = state.wants_manual or not state.is_known
        is_silent = not is_manual or state.is_receive_only
        return Answers(
            self.address,
            login=state.login.strip(),
            name=self.name,
            secret=Secret("") if state.keeps_password else self.secret,
            imap=endpoint_in(state.imap) if is_manual else None,
            smtp=None if is_silent else endpoint_in(state.smtp),
            is_receive_only=is_manual and state.is_receive_only,
            takes_over=self.takes_over,
        )

    def ask_keyring(self) -> None:
        """Find out whether passwords can be kept here."""
        self._keyring.ask_aside(lambda session: session.why_no_keyring())

    def recall(self) -> None:
        """Take the password that the keyring may have, unless one was typed."""
        if (address := self.address) is not None and not self.secret:
            self._recalling.ask_aside(lambda session: session.remembered(address))

    def open_page(self, kind: LinkKind) -> None:
        """Show a page of the institution in the browser."""
        if (address := self.address) is not None:
            self._browser.ask(lambda session: session.open_page(address, kind))

    def _fill_in(self, given: Answers) -> None:
        self.secret, self.name = given.secret, given.name
        self.but(
            is_shared=False,
            address=str(given.address),
            login=given.login,
            has_password=bool(given.secret),
            wants_manual=given.imap is not None,
            imap=str(given.imap or ""),
            smtp=str(given.smtp or ""),
            is_receive_only=given.is_receive_only,
        )

    def _look(self) -> None:
        self.glance = None
        if (address := self.address) is not None:
            self._looking.ask(lambda session: session.glance(address))

    def _take_glance(self, glance: "Glance") -> None:
        if glance.address != self.address:
            return
        self.glance = glance
        login = self.state.login or glance.login or ""
        self.but(is_known=glance.is_known, login=login)
        self.glanced.emit()

    def _take_keyring(self, reason: str | None) -> None:
        self.why_no_keyring = reason
        self.keyring_answered.emit()

    def _take_recalled(self, kept: Secret | None) -> None:
        if kept is not None and not self.secret:
            self.secret = kept
            self.but(has_password=True)
            self.recalled.emit()

    def _take_browser(self, is_open: bool) -> None:  # noqa: FBT001  # a signal's one argument
        if not is_open:
            self.page_missed.emit()

    def _take_faults(self, faults: tuple[str, ...]) -> None:
        if faults:
            self.faulted.emit("\n".join(faults))


def endpoint_in(text: str) -> Endpoint | None:
    """Return the server in `HOST:PORT:tls|starttls`, None where there is none."""
    return Endpoint.parse(text) if is_endpoint(text) else None
