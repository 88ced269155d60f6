import subprocess
import sys
from collections.abc import Iterator

import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError

from assistant.model.secret import Secret
from assistant.text import use_language
from assistant.vault import Keyring, NamedBackend, NoBackend, NoBackendReason

ACCOUNT = "fdurand1@imap.example.fr"


class Drawer(KeyringBackend):
    """A safe in memory, made with the library's own plug-in class."""

    priority = 1.0

    def __init__(self, trouble: Exception | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library's
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble = trouble

    def _open(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[service, username]


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language(None)


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.mark.parametrize("password", ["plain", "é \"\\' 🔑 " * 20])
def test_a_password_is_remembered_recalled_and_forgotten(
    drawer: Drawer, password: str
) -> None:
    safe = Keyring(lambda: drawer)

    kept = safe.remember(ACCOUNT, Secret(password))

    assert kept == safe.available() == NamedBackend("test keyring Drawer")
    assert list(drawer.kept) == [("Assistant Messagerie", ACCOUNT)]
    assert safe.recall(ACCOUNT) == Secret(password)
    assert safe.forget(ACCOUNT) is None
    assert drawer.kept == {}
    assert safe.recall(ACCOUNT) is None


def test_forgetting_what_was_never_kept_is_fine(drawer: Drawer) -> None:
    assert Keyring(lambda: drawer).forget(ACCOUNT) is None


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("backend", "reason", "sentence"),
    [
        (
            keyring.backends.fail.Keyring,
            NoBackendReason.ABSENT,
            "This computer has no safe for passwords.",
        ),
        (
            keyring.backends.null.Keyring,
            NoBackendReason.NULL,
            "The safe of this computer is set to keep nothing.",
        ),
    ],
)
def test_no_real_safe_is_said_plainly(
    backend: type[KeyringBackend], reason: NoBackendReason, sentence: str
) -> None:
    safe = Keyring(backend)

    assert safe.available() == NoBackend(reason)
    assert safe.remember(ACCOUNT, Secret("x")) == NoBackend(reason)
    assert safe.recall(ACCOUNT) == NoBackend(reason)
    assert safe.forget(ACCOUNT) == NoBackend(reason)
    assert NoBackend(reason).sentence == sentence


@pytest.mark.parametrize(
    "trouble",
    [
        KeyringLocked("no"),
        PasswordSetError("no"),
        OSError("no bus"),
        RuntimeError("no"),
        UnicodeEncodeError("ascii", "é", 0, 1, "no"),
    ],
)
def test_trouble_of_a_safe_stays_inside(trouble: Exception) -> None:
    safe = Keyring(lambda: Drawer(trouble))
    refused = NoBackend(NoBackendReason.REFUSED)

    assert safe.remember(ACCOUNT, Secret("x")) == refused
    assert safe.recall(ACCOUNT) == refused
    assert safe.forget(ACCOUNT) == refused


def test_a_safe_that_cannot_be_found_is_said_plainly() -> None:
    def broken() -> Drawer:
        raise RuntimeError("no session bus")

    assert Keyring(broken).available() == NoBackend(NoBackendReason.REFUSED)


def test_the_systems_choice_is_used_and_loaded_only_when_wanted() -> None:
    script = (
        "import sys\n"
        "from assistant.vault import Keyring\n"
        "safe = Keyring()\n"
        "assert 'keyring' not in sys.modules\n"
        "print(safe.available())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert run.stdout.strip() == repr(NoBackend(NoBackendReason.NULL))


def test_a_safe_that_gives_but_does_not_drop_is_said_plainly() -> None:
    class Sticky(Drawer):
        def delete_password(self, service: str, username: str) -> None:
            raise PasswordDeleteError(service, username)

    sticky = Sticky()
    Keyring(lambda: sticky).remember(ACCOUNT, Secret("x"))

    outcome = Keyring(lambda: sticky).forget(ACCOUNT)

    assert outcome == NoBackend(NoBackendReason.REFUSED)
