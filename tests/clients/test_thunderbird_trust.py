"""A private authority reaches the profile on Linux, and leaves it again."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from assistant.changes import Applied, Ledger
from assistant.clients import KeptKind, Planned, Survey, Withdrawal
from assistant.clients.thunderbird import Thunderbird, certificates, key4
from assistant.model.account import Account
from assistant.model.change import Plan
from assistant.model.secret import Secret
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import System
from tests.clients.scene import SECRET, StillClock, account, install
from tests.clients.test_thunderbird_writer import locked_store
from tests.network.certificates import Authority

TOOL = shutil.which("certutil")


@pytest.fixture
def tool() -> Path:
    if TOOL is None:
        pytest.skip("certutil (libnss3-tools) is not installed")
    return Path(TOOL)


@pytest.fixture
def host(tmp_path: Path, tool: Path) -> FakeHost:
    root = tmp_path / "poste"
    root.mkdir()
    # The tool gets the environment of the played computer, so its own PATH too.
    host = FakeHost(System.LINUX, root, programs={"certutil": tool})
    install(host)
    return host


@pytest.fixture
def root_pem(authority: Authority) -> bytes:
    return authority.ca_file.read_bytes()


def plan(
    host: FakeHost,
    *roots: bytes,
    secret: Secret | None = SECRET,
    wanted: Account | None = None,
) -> Planned:
    writer = Thunderbird(host)
    survey = writer.survey()
    assert isinstance(survey, Survey)
    result = writer.plan(
        survey.target,
        wanted or account(),
        secret=secret,
        roots_to_trust=roots,
        clock=StillClock(),
    )
    assert isinstance(result, Planned)
    return result


def apply(host: FakeHost, result: Plan) -> None:
    ledger = Ledger(host.root.parent / "journal", StillClock())
    assert isinstance(ledger.apply(result), Applied)


def trusts(host: FakeHost, profile: Path, root: bytes) -> bool:
    """Whether nothing had to change for the profile to trust `root`."""
    cert9 = profile / certificates.FILE
    before = cert9.read_bytes() if cert9.exists() else None
    again = certificates.trust(
        before,
        (profile / key4.FILE).read_bytes(),
        root,
        host=host,
        scratch=host.home / "scratch",
    )
    return isinstance(again, certificates.Trusted) and again.cert9 == before


def names(result: Plan) -> list[str]:
    return [change.path.name for change in result.changes]


def reasons(result: Planned) -> list[tuple[str, object]]:
    return [(note.code, note.facts.get("reason")) for note in result.notes]


def test_the_key_store_comes_before_what_it_vouches_for(
    host: FakeHost, root_pem: bytes
) -> None:
    result = plan(host, root_pem)

    assert names(result.plan)[2:5] == ["key4.db", "cert9.db", "logins.json"]
    assert result.notes == ()
    apply(host, result.plan)
    assert trusts(host, result.profile, root_pem)


def test_the_password_still_deciphers(host: FakeHost, root_pem: bytes) -> None:
    result = plan(host, root_pem)
    apply(host, result.plan)

    found = Thunderbird(host).read_back(result.plan.receipt, account(), SECRET)

    assert found == ()


def test_trusting_twice_changes_nothing(host: FakeHost, root_pem: bytes) -> None:
    apply(host, plan(host, root_pem).plan)

    assert plan(host, root_pem).plan.changes == ()


def test_it_goes_without_a_password_too(host: FakeHost, root_pem: bytes) -> None:
    result = plan(host, root_pem, secret=None)

    assert "logins.json" not in names(result.plan)
    apply(host, result.plan)
    assert trusts(host, result.profile, root_pem)


def test_planning_leaves_no_copy_behind(host: FakeHost, root_pem: bytes) -> None:
    plan(host, root_pem)

    left = [path for path in host.home.rglob("*") if path.is_file()]
    assert left == []


def test_withdrawing_ends_the_trust(host: FakeHost, root_pem: bytes) -> None:
    result = plan(host, root_pem)
    apply(host, result.plan)

    withdrawal = Thunderbird(host).withdraw(result.plan.receipt)

    assert isinstance(withdrawal, Withdrawal)
    assert names(withdrawal.plan) == [
        "key4.db",
        "cert9.db",
        "logins.json",
        "prefs.js",
    ]
    apply(host, withdrawal.plan)
    assert not trusts(host, result.profile, root_pem)


def test_withdrawing_keeps_the_trust_the_users_things_need(
    host: FakeHost, root_pem: bytes
) -> None:
    result = plan(host, root_pem)
    apply(host, result.plan)
    prefs = result.profile / "prefs.js"
    text = prefs.read_text().replace('identities", "id1"', 'identities", "id1,id2"')
    prefs.write_text(text)

    withdrawal = Thunderbird(host).withdraw(result.plan.receipt)

    assert isinstance(withdrawal, Withdrawal)
    assert "cert9.db" not in names(withdrawal.plan)
    kinds = {kept.kind for kept in withdrawal.kept}
    assert {KeptKind.ACCOUNT, KeptKind.CERTIFICATE} <= kinds


def test_trust_that_cannot_be_ended_is_shown(host: FakeHost, root_pem: bytes) -> None:
    result = plan(host, root_pem)
    apply(host, result.plan)
    (result.profile / key4.FILE).write_bytes(locked_store())

    withdrawal = Thunderbird(host).withdraw(result.plan.receipt)

    assert isinstance(withdrawal, Withdrawal)
    assert KeptKind.CERTIFICATE in {kept.kind for kept in withdrawal.kept}
    assert names(withdrawal.plan) == ["logins.json", "prefs.js"]


def test_a_profile_with_a_primary_password_will_ask(
    host: FakeHost, root_pem: bytes
) -> None:
    first = plan(host)
    apply(host, first.plan)
    (first.profile / key4.FILE).write_bytes(locked_store())

    result = plan(host, root_pem)

    assert reasons(result) == [
        ("client:PRIMARY_PASSWORD", None),
        ("client:WILL_ASK_CERTIFICATE", "locked"),
    ]


@pytest.mark.parametrize("journal", ["cert9.db-wal", "cert9.db-journal"])
def test_an_unfinished_store_will_ask(
    host: FakeHost, root_pem: bytes, journal: str
) -> None:
    first = plan(host)
    apply(host, first.plan)
    (first.profile / journal).write_bytes(b"unfinished")

    assert reasons(plan(host, root_pem)) == [("client:WILL_ASK_CERTIFICATE", "journal")]


def test_without_the_tool_thunderbird_will_ask(tmp_path: Path, root_pem: bytes) -> None:
    host = FakeHost(System.LINUX, tmp_path)

    result = plan(host, root_pem)

    assert reasons(result) == [("client:WILL_ASK_CERTIFICATE", "no-tool")]
    assert "cert9.db" not in names(result.plan)


@pytest.mark.parametrize("system", [System.WINDOWS, System.MACOS])
def test_other_systems_need_nothing(
    tmp_path: Path, system: System, root_pem: bytes
) -> None:
    result = plan(FakeHost(system, tmp_path), root_pem)

    assert result.notes == ()
    assert "cert9.db" not in names(result.plan)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_authority_two_accounts_share_goes_with_the_last_of_them(
    host: FakeHost, root_pem: bytes, order: tuple[int, int]
) -> None:
    first = plan(host, root_pem)
    apply(host, first.plan)
    bob = account(address="bob@ac-rig.test", login="bob")
    second = plan(host, root_pem, wanted=bob)
    apply(host, second.plan)
    receipts = [(first, second)[number].plan.receipt for number in order]

    trusted = []
    for receipt in receipts:
        withdrawal = Thunderbird(host).withdraw(receipt)
        assert isinstance(withdrawal, Withdrawal)
        apply(host, withdrawal.plan)
        trusted.append(trusts(host, first.profile, root_pem))

    assert trusted == [True, False]


class TestTwoAuthorities:
    """Receiving and sending may end in one each."""

    @pytest.fixture
    def other_pem(self) -> bytes:
        return trustme.CA(organization_name="Hébergeur").cert_pem.bytes()

    def test_both_are_entered_and_taken_out(
        self, host: FakeHost, root_pem: bytes, other_pem: bytes
    ) -> None:
        result = plan(host, root_pem, other_pem)
        apply(host, result.plan)

        assert names(result.plan).count("cert9.db") == 1
        assert result.notes == ()
        assert trusts(host, result.profile, root_pem)
        assert trusts(host, result.profile, other_pem)
        assert Thunderbird(host).read_back(result.plan.receipt, account(), SECRET) == ()

        withdrawal = Thunderbird(host).withdraw(result.plan.receipt)
        assert isinstance(withdrawal, Withdrawal)
        assert KeptKind.CERTIFICATE not in {kept.kind for kept in withdrawal.kept}
        apply(host, withdrawal.plan)
        assert not trusts(host, result.profile, root_pem)
        assert not trusts(host, result.profile, other_pem)

    def test_where_both_are_needed_still_both_are_shown(
        self, host: FakeHost, root_pem: bytes, other_pem: bytes
    ) -> None:
        result = plan(host, root_pem, other_pem)
        apply(host, result.plan)
        bob = account(address="bob@ac-rig.test", login="bob")
        apply(host, plan(host, root_pem, wanted=bob).plan)

        withdrawal = Thunderbird(host).withdraw(result.plan.receipt)

        assert isinstance(withdrawal, Withdrawal)
        kinds = [kept.kind for kept in withdrawal.kept]
        assert kinds.count(KeptKind.CERTIFICATE) == 2

    @pytest.mark.parametrize("is_first", [True, False])
    def test_one_that_is_none_is_told_and_the_other_entered(
        self, host: FakeHost, root_pem: bytes, *, is_first: bool
    ) -> None:
        roots = (b"none", root_pem) if is_first else (root_pem, b"none")

        result = plan(host, *roots)

        assert reasons(result) == [("client:WILL_ASK_CERTIFICATE", "no-authority")]
        apply(host, result.plan)
        assert trusts(host, result.profile, root_pem)

    def test_without_any_no_key_store_is_made(self, host: FakeHost) -> None:
        result = plan(host, b"none", b"neither", secret=None)

        assert reasons(result) == [("client:WILL_ASK_CERTIFICATE", "no-authority")]
        assert "key4.db" not in names(result.plan)


class TestTheUsersOwnTrust:
    """What the user had entered needs nothing, and stays."""

    @pytest.fixture
    def profile(self, host: FakeHost, root_pem: bytes) -> Path:
        """Give a profile whose user imported the authority."""
        made = plan(host, root_pem)
        apply(host, made.plan)
        cert9 = made.profile / certificates.FILE
        name = b"Ma CA (\xc3\xa9cole)"
        with closing(sqlite3.connect(cert9)) as store, store:
            store.execute("UPDATE nssPublic SET a3 = ?", (name,))
        return made.profile

    @pytest.fixture
    def bob(self) -> Account:
        return account(
            address="bob@ailleurs.test", login="bob", imap="imap.ailleurs.test:993:tls"
        )

    def test_it_is_not_entered_again(
        self, host: FakeHost, profile: Path, bob: Account, root_pem: bytes
    ) -> None:
        result = plan(host, root_pem, wanted=bob)

        assert result.profile == profile
        assert result.notes == ()
        assert names(result.plan) == ["logins.json", "prefs.js"]

    def test_it_stays_when_the_account_goes(
        self, host: FakeHost, profile: Path, bob: Account, root_pem: bytes
    ) -> None:
        result = plan(host, root_pem, wanted=bob)
        apply(host, result.plan)

        withdrawal = Thunderbird(host).withdraw(result.plan.receipt)

        assert isinstance(withdrawal, Withdrawal)
        assert names(withdrawal.plan) == ["logins.json", "prefs.js"]
        assert KeptKind.CERTIFICATE not in {kept.kind for kept in withdrawal.kept}
        assert trusts(host, profile, root_pem)

    def test_behind_a_primary_password_only_the_password_is_noted(
        self, host: FakeHost, profile: Path, bob: Account, root_pem: bytes
    ) -> None:
        before = protect(profile, host.home / "password")

        result = plan(host, root_pem, wanted=bob)

        assert reasons(result) == [("client:PRIMARY_PASSWORD", None)]
        assert names(result.plan) == ["prefs.js"]
        apply(host, result.plan)
        assert (profile / key4.FILE).read_bytes() == before
        assert Thunderbird(host).read_back(result.plan.receipt, bob, SECRET) == ()


def protect(profile: Path, scratch: Path) -> bytes:
    """Let the tool give the profile a primary password; return its key store."""
    empty, new = scratch.with_suffix(".old"), scratch.with_suffix(".new")
    empty.write_text("\n")
    new.write_text("Principal-1\n")
    database = ("-d", f"sql:{profile}")
    subprocess.run(
        ["certutil", "-W", *database, "-f", str(empty), "-@", str(new)],
        check=True,
        capture_output=True,
        timeout=30,
    )
    data = (profile / key4.FILE).read_bytes()
    assert isinstance(key4.open_store(data), key4.Locked)
    return data
