"""The writer's door: what it finds, what it notes, what it refuses."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.changes import Applied, Ledger
from assistant.clients import (
    Adoption,
    Flaw,
    KeptKind,
    Mismatch,
    Planned,
    Relation,
    Survey,
    Why,
    Withdrawal,
    registry,
)
from assistant.clients.thunderbird import Thunderbird, key4
from assistant.clients.thunderbird.prefs import Prefs
from assistant.model.account import Account
from assistant.model.change import StoreSecret
from assistant.model.secret import Secret
from assistant.model.signal import Signal
from assistant.platforms.fake import FakeHost
from assistant.platforms.host import Process, System
from tests.clients.scene import (
    SECRET,
    StillClock,
    account,
    computer,
    second_account,
    tree,
)
from tests.clients.test_merge import BY_HAND, settings


@pytest.fixture
def host(tmp_path: Path) -> FakeHost:
    root = tmp_path / "poste"
    root.mkdir()
    return computer(System.LINUX, root)


@pytest.fixture
def writer(host: FakeHost) -> Thunderbird:
    return Thunderbird(host)


def surveyed(writer: Thunderbird, wanted: Account | None = None) -> Survey:
    survey = writer.survey(wanted)
    assert isinstance(survey, Survey)
    return survey


def plan(
    writer: Thunderbird,
    wanted: Account | None = None,
    secret: Secret | None = SECRET,
    *,
    repair: bool = False,
) -> Planned | Signal:
    return writer.plan(
        surveyed(writer).target,
        wanted or account(),
        secret=secret,
        roots_to_trust=(),
        clock=StillClock(),
        repair=repair,
    )


def planned(writer: Thunderbird, *args: object, **more: object) -> Planned:
    result = plan(writer, *args, **more)  # type: ignore[arg-type]  # see `plan`
    assert isinstance(result, Planned)
    return result


def refused(writer: Thunderbird, **more: bool) -> Signal:
    result = plan(writer, **more)  # type: ignore[arg-type]  # see `plan`
    assert isinstance(result, Signal)
    return result


def apply(host: FakeHost, result: Planned) -> Planned:
    ledger = Ledger(host.root.parent / "journal", StillClock())
    assert isinstance(ledger.apply(result.plan), Applied)
    return result


def profile(host: FakeHost, prefs: bytes | None = b"") -> Path:
    """Make a profile Thunderbird uses, and return its folder."""
    root = host.home / ".thunderbird"
    folder = root / "x.default"
    folder.mkdir(parents=True)
    (root / "profiles.ini").write_text(
        "[Profile0]\nName=default\nIsRelative=1\nPath=x.default\nDefault=1\n"
        "\n[General]\nStartWithLastProfile=1\nVersion=2\n"
    )
    (folder / "compatibility.ini").write_text(
        "[Compatibility]\nLastVersion=153.7.0_20261110162734/20261110162734\n"
        "LastPlatformDir=/usr/lib/thunderbird\n"
    )
    if prefs is not None:
        (folder / "prefs.js").write_bytes(prefs)
    return folder


def locked_store() -> bytes:
    """Give a key store that the empty password does not open."""
    store = key4.open_store(None)
    assert isinstance(store, key4.KeyStore)
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(store.data)
        # The check value is derived from salt and password together.
        database.execute("UPDATE metaData SET item1 = zeroblob(20)")
        database.commit()
        return database.serialize()


def codes(result: Planned | Survey) -> list[str]:
    return [note.code for note in result.notes]


class TestSurvey:
    """What there is, and why it would be written into."""

    def test_an_empty_computer_gets_a_new_profile(self, writer: Thunderbird) -> None:
        survey = surveyed(writer, account())

        assert survey.why is Why.NONE_YET
        assert survey.target.is_new
        assert survey.target.adoption is Adoption.DEFAULT
        assert survey.target.profile.name.endswith(".default-release")
        assert survey.existing == ()
        assert survey.candidates == ()
        assert not survey.is_running
        assert codes(survey) == []

    @pytest.mark.parametrize(
        ("system", "parent"),
        [
            (System.LINUX, "home/anne/.thunderbird"),
            (System.WINDOWS, "C/Users/anne/AppData/Roaming/Thunderbird/Profiles"),
            (System.MACOS, "Users/anne/Library/Thunderbird/Profiles"),
        ],
    )
    @pytest.mark.parametrize("installed", [True, False])
    def test_new_profiles_lie_where_the_system_has_them(
        self, tmp_path: Path, system: System, parent: str, *, installed: bool
    ) -> None:
        host = computer(system, tmp_path) if installed else FakeHost(system, tmp_path)
        survey = surveyed(Thunderbird(host))

        assert survey.target.profile.parent == tmp_path.resolve() / parent
        assert codes(survey) == ([] if installed else ["client:NOT_INSTALLED"])

    def test_the_programs_own_profile_is_found(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host)

        survey = surveyed(writer)

        assert survey.target.profile == folder
        assert survey.why is Why.DEFAULT
        assert survey.target.version == "153.7.0"
        assert survey.target.program == host.at("/usr/lib/thunderbird")

    def test_a_version_never_tried_is_said(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host)
        ini = folder / "compatibility.ini"
        ini.write_text("[Compatibility]\nLastVersion=161.0_2027/2027\n")

        survey = surveyed(writer)

        assert codes(survey) == ["client:NEWER_VERSION"]
        assert survey.notes[0].facts == {"version": "161.0", "tested": 153}
        assert codes(planned(writer)) == ["client:NEWER_VERSION"]

    def test_a_named_profile_overrules_the_choice(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        profile(host)
        other = host.home / "ailleurs"
        other.mkdir()

        survey = writer.survey(profile=other)

        assert isinstance(survey, Survey)
        assert survey.target.profile == other
        assert survey.why is Why.ASKED_FOR

    def test_a_named_profile_must_be_there(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = writer.survey(profile=host.home / "nulle-part")

        assert isinstance(result, Signal)
        assert result.code == "client:PROFILE_GONE"

    def test_of_several_programs_the_one_used_last_is_taken(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host)
        snap = host.home / "snap/thunderbird/common/.thunderbird"
        program = host.at("/snap/thunderbird/current/usr/lib/thunderbird")
        program.mkdir(parents=True)
        (program / "application.ini").write_text("[App]\nVersion=153.7.0\n")
        (snap / "s.default").mkdir(parents=True)
        (snap / "s.default/prefs.js").write_bytes(b"")
        (snap / "profiles.ini").write_text(
            "[Profile0]\nName=default\nIsRelative=1\nPath=s.default\nDefault=1\n"
        )
        os.utime(folder / "prefs.js", (1, 1))

        survey = surveyed(writer)

        assert survey.target.profile == snap / "s.default"
        assert [target.profile for target in survey.candidates] == [folder]
        assert codes(survey) == ["client:SEVERAL_PROFILES"]

    def test_a_damaged_list_is_not_guessed_at(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host)
        (folder.parent / "profiles.ini").write_bytes("[Profile0]\n".encode("utf-16"))

        result = writer.survey()

        assert isinstance(result, Signal)
        assert result.code == "client:PROFILES_DAMAGED"

    def test_what_cannot_be_read_is_said_by_its_error(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        (host.home / ".thunderbird/profiles.ini").mkdir(parents=True)

        result = writer.survey()

        assert isinstance(result, Signal)
        assert result.code == "client:EISDIR"

    def test_an_account_made_by_hand_is_shown_with_its_differences(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        profile(host, settings(BY_HAND).to_bytes())

        (existing,) = surveyed(writer, account()).existing

        assert existing.relation is Relation.SAME_SERVER
        assert existing.title == "Mon compte"
        assert "mail.server.server2.port" in {d.name for d in existing.differences}

    def test_an_account_of_the_same_address_elsewhere_is_shown(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        dead = {**BY_HAND, "mail.server.server2.hostname": "mort.ac-rig.test"}
        profile(host, settings(dead).to_bytes())

        (existing,) = surveyed(writer, account()).existing

        assert existing.relation is Relation.SAME_ADDRESS
        assert existing.differences == ()

    def test_ours_is_shown_as_ours(self, host: FakeHost, writer: Thunderbird) -> None:
        apply(host, planned(writer))

        (existing,) = surveyed(writer, account()).existing

        assert existing.relation is Relation.OURS

    def test_damaged_settings_are_seen_before_anything_is_asked(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        profile(host, b'user_pref("a", 1);\nuser_pref("b", tr')

        result = writer.survey(account())

        assert isinstance(result, Signal)
        assert result.code == "client:PREFS_DAMAGED"
        assert result.facts["line"] == 2


class TestNewProfile:
    """A profile Thunderbird takes for its own, beside those that are there."""

    def test_its_files_and_their_order(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = planned(writer)

        names = [change.path.name for change in result.plan.changes]
        assert names == [
            ".thunderbird",
            result.profile.name,
            "key4.db",
            "logins.json",
            "prefs.js",
            "times.json",
            "compatibility.ini",
            "profiles.ini",
        ]
        apply(host, result)
        assert (result.profile / "compatibility.ini").read_text() == "[Compatibility]\n"
        assert (host.home / ".thunderbird/profiles.ini").read_text() == (
            "[General]\nStartWithLastProfile=1\nVersion=2\n\n"
            "[Profile0]\nName=default-release\nIsRelative=1\n"
            f"Path={result.profile.name}\nDefault=1\n"
        )

    def test_files_are_the_users_alone(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))

        modes = {
            path.name: path.stat().st_mode & 0o777 for path in result.profile.iterdir()
        }
        assert set(modes.values()) == {0o600}
        assert result.profile.stat().st_mode & 0o777 == 0o700

    def test_on_windows_its_path_has_forward_slashes(self, tmp_path: Path) -> None:
        host = computer(System.WINDOWS, tmp_path / "poste" / "..")
        result = apply(host, planned(Thunderbird(host)))

        text = (result.profile.parent.parent / "profiles.ini").read_text()
        assert f"Path=Profiles/{result.profile.name}\n" in text

    def test_a_default_of_another_program_stays_and_ours_is_this_programs(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host, b'user_pref("a", 1);\n')
        (folder / "compatibility.ini").write_text(
            "[Compatibility]\nLastPlatformDir=/opt/other\n"
        )
        before = (folder.parent / "profiles.ini").read_text()
        old = tree(folder)

        result = apply(host, planned(writer))

        text = (folder.parent / "profiles.ini").read_text()
        path = result.profile.name
        assert text == before + (
            f"\n[Profile1]\nName=default-release\nIsRelative=1\nPath={path}\n"
            f"\n[InstallFDC34C9F024745EB]\nDefault={path}\nLocked=1\n"
        )
        assert tree(folder) == old
        assert surveyed(writer).target.profile == result.profile
        assert surveyed(writer).why is Why.INSTALLATION

    def test_a_name_that_is_taken_is_not_given_twice(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host)
        ini = folder.parent / "profiles.ini"
        ini.write_text(ini.read_text().replace("Name=default", "Name=default-release"))
        (folder / "compatibility.ini").unlink()

        apply(host, planned(writer))

        assert "Name=default-release-1\n" in ini.read_text()

    def test_an_entry_whose_folder_is_gone_gets_it_back(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host, None)
        (folder / "compatibility.ini").unlink()
        folder.rmdir()
        ini = folder.parent / "profiles.ini"
        ini.write_text(
            f"{ini.read_text()}\n[InstallFDC34C9F024745EB]\nDefault=x.default\n"
        )
        before = ini.read_text()

        result = apply(host, planned(writer))

        assert result.profile == folder
        assert result.created
        assert ini.read_text() == before

    def test_a_profile_missing_from_the_list_does_not_read_back(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))
        (host.home / ".thunderbird/profiles.ini").unlink()

        found = writer.read_back(result.plan.receipt, account(), SECRET)

        assert found == (Mismatch("profiles.ini", Flaw.MISSING),)


class TestPassword:
    """Stored where it may be; else everything but the password, and said so."""

    def test_both_logins_decipher_to_it(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))

        right = writer.read_back(result.plan.receipt, account(), SECRET)
        wrong = writer.read_back(result.plan.receipt, account(), Secret("autre"))

        assert right == ()
        assert wrong == (
            Mismatch("imap://imap.ac-rig.test", Flaw.DIFFERENT),
            Mismatch("smtp://smtp.ac-rig.test", Flaw.DIFFERENT),
        )

    def test_no_password_writes_no_login_at_all(self, writer: Thunderbird) -> None:
        result = planned(writer, secret=None)

        assert not any(isinstance(c, StoreSecret) for c in result.plan.changes)
        assert result.notes == ()

    def test_a_new_password_replaces_the_old_one(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        apply(host, planned(writer))
        news = Secret("nouveau 2")

        result = apply(host, planned(writer, secret=news))

        assert [c.path.name for c in result.plan.changes] == ["logins.json"]
        assert writer.read_back(result.plan.receipt, account(), news) == ()
        withdrawal = writer.withdraw(result.plan.receipt)
        assert isinstance(withdrawal, Withdrawal)
        assert [kept.kind for kept in withdrawal.kept] == [KeptKind.PASSWORD]
        assert withdrawal.plan.changes == ()

    def test_a_primary_password_keeps_it_out_and_is_noted(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host)
        locked = locked_store()
        (folder / "key4.db").write_bytes(locked)

        result = apply(host, planned(writer))

        assert codes(result) == ["client:PRIMARY_PASSWORD"]
        assert [c.path.name for c in result.plan.changes] == ["prefs.js"]
        assert (folder / "key4.db").read_bytes() == locked
        assert writer.read_back(result.plan.receipt, account(), SECRET) == ()

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("key4.db", b"not a database"),
            ("logins.json", b'{"version": 99}'),
            ("key4.db-wal", b"unfinished"),
        ],
    )
    def test_an_unknown_store_is_left_alone_and_noted(
        self, host: FakeHost, writer: Thunderbird, name: str, data: bytes
    ) -> None:
        folder = profile(host)
        (folder / name).write_bytes(data)

        result = planned(writer)

        assert codes(result) == ["client:PASSWORDS_UNKNOWN"]
        assert [c.path.name for c in result.plan.changes] == ["prefs.js"]

    def test_a_policy_keeps_it_out_and_is_noted(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        file = host.at("/usr/lib/thunderbird/distribution/policies.json")
        file.parent.mkdir()
        file.write_text('{"policies": {"OfferToSaveLogins": false}}')

        result = planned(writer)

        assert codes(result) == ["client:POLICY_FORBIDS"]
        assert result.notes[0].facts == {"policy": "OfferToSaveLogins"}
        assert not any(isinstance(c, StoreSecret) for c in result.plan.changes)

    def test_a_receive_only_account_has_one_login(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer, account(smtp=None)))

        text = (result.profile / "logins.json").read_text()
        assert text.count('"hostname"') == 1
        found = writer.read_back(result.plan.receipt, account(smtp=None), SECRET)
        assert found == ()

    def test_an_old_thunderbird_gets_the_cipher_it_knows(self, tmp_path: Path) -> None:
        host = computer(System.LINUX, tmp_path / "poste" / "..", version="128.5.0")
        result = apply(host, planned(Thunderbird(host)))

        store = key4.open_store((result.profile / "key4.db").read_bytes())
        assert isinstance(store, key4.KeyStore)
        assert "WBSs" not in store.encrypt("x")
        text = (result.profile / "logins.json").read_text()
        assert "YIKoZIhvcNAwcE" in text  # the name of triple DES, enciphered form


class TestByHand:
    """Nothing is doubled, nothing taken over without consent."""

    def test_without_consent_it_is_refused(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        profile(host, settings(BY_HAND).to_bytes())

        signal = refused(writer)

        assert signal.code == "client:ALREADY_THERE"
        assert signal.facts == {
            "account": "Mon compte",
            "differences": 6,
            "can_repair": True,
        }

    def test_with_consent_it_is_repaired_and_given_back(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        before = settings(BY_HAND)
        folder = profile(host, before.to_bytes())

        result = apply(host, planned(writer, repair=True))

        assert result.plan.title == "Mail account repaired in Thunderbird"
        assert writer.read_back(result.plan.receipt, account(), SECRET) == ()
        withdrawal = writer.withdraw(result.plan.receipt)
        assert isinstance(withdrawal, Withdrawal)
        ledger = Ledger(host.root.parent / "journal", StillClock())
        ledger.apply(withdrawal.plan)
        after = Prefs.parse((folder / "prefs.js").read_bytes())
        assert isinstance(after, Prefs)
        assert after.get("mail.server.server2.port") == 143
        assert "hostname" not in (folder / "logins.json").read_text()

    def test_titles_tell_what_is_done(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        added = apply(host, planned(writer))
        updated = planned(writer, replace(account(), login="aprof2"))

        assert added.plan.title == "Mail account added to Thunderbird"
        assert updated.plan.title == "Mail account updated in Thunderbird"
        assert added.plan.client == updated.plan.client == "thunderbird"
        assert "thunderbird" in registry


class TestDamage:
    """What cannot be read is not written."""

    def test_damaged_settings(self, host: FakeHost, writer: Thunderbird) -> None:
        folder = profile(host, b'user_pref("a", 1);\nrubbish\n')

        signal = refused(writer)

        assert signal.code == "client:PREFS_DAMAGED"
        assert signal.facts == {"path": str(folder / "prefs.js"), "line": 2}

    def test_a_file_that_is_a_folder(self, host: FakeHost, writer: Thunderbird) -> None:
        (profile(host) / "logins.json").mkdir()

        assert refused(writer).code == "client:EISDIR"

    def test_settings_that_do_not_exist_yet(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host, None)

        apply(host, planned(writer))

        assert (folder / "prefs.js").read_bytes().startswith(b"// Mozilla User Pref")


class TestRunning:
    """The lock decides; the process only gives it a name."""

    def test_the_process_is_named(self, host: FakeHost, writer: Thunderbird) -> None:
        folder = profile(host)
        host.running = (Process("thunderbird-bin", 4242),)

        with host.hold_lock(folder / ".parentlock") or pytest.fail("locked"):
            signal = writer.lock(surveyed(writer).target)

        assert isinstance(signal, Signal)
        assert signal.code == "client:RUNNING"
        assert signal.facts == {"process": "thunderbird-bin", "pid": 4242}

    def test_a_process_without_the_lock_is_somebody_elses(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        profile(host)
        host.running = (Process("thunderbird-bin", 4242),)

        held = writer.lock(surveyed(writer).target)

        assert not isinstance(held, Signal)
        held.release()

    def test_what_is_held_is_held_against_thunderbird(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host)
        held = writer.lock(surveyed(writer).target)
        assert not isinstance(held, Signal)

        with held:
            assert host.is_locked(folder / ".parentlock")
        assert not host.is_locked(folder / ".parentlock")

    def test_a_lock_that_cannot_be_opened_is_said_by_its_error(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        folder = profile(host)
        target = surveyed(writer).target
        (folder / ".parentlock").mkdir()

        held = writer.lock(target)

        assert isinstance(held, Signal)
        assert held.code == "client:EISDIR"
        assert surveyed(writer).is_running

    def test_a_new_profile_has_nothing_to_hold(self, writer: Thunderbird) -> None:
        held = writer.lock(surveyed(writer).target)

        assert not isinstance(held, Signal)
        with held:
            assert not held.created


class TestWithdrawing:
    """The plan that takes out, and what it leaves."""

    def test_a_used_profile_of_ours_stays_with_its_mail(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))
        prefs = result.profile / "prefs.js"
        line = 'user_pref("mail.server.server1.directory-rel", "[ProfD]ImapMail/é");\n'
        prefs.write_text(prefs.read_text() + line)
        (result.profile / "ImapMail/é").mkdir(parents=True)

        withdrawal = writer.withdraw(result.plan.receipt)

        assert isinstance(withdrawal, Withdrawal)
        assert {(kept.kind, kept.what) for kept in withdrawal.kept} == {
            (KeptKind.MAIL_CACHE, str(result.profile / "ImapMail/é")),
            (KeptKind.PROFILE, str(result.profile)),
        }
        assert withdrawal.plan.title == "Mail account taken out of Thunderbird"

    def test_a_password_that_was_there_before_stays(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        apply(host, planned(writer, second_account()))
        first = apply(host, planned(writer))
        logins = first.profile / "logins.json"
        guid = str(account().marker("imap-login"))
        old = "00000000-0000-4000-8000-000000000000"
        logins.write_text(logins.read_text().replace(guid, old))

        second = apply(host, planned(writer, secret=Secret("nouveau")))
        withdrawal = writer.withdraw(second.plan.receipt)

        assert isinstance(withdrawal, Withdrawal)
        assert KeptKind.PASSWORD in {kept.kind for kept in withdrawal.kept}
        assert withdrawal.plan.changes == ()

    def test_logins_go_without_the_primary_password(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))
        locked = locked_store()
        (result.profile / "key4.db").write_bytes(locked)

        withdrawal = writer.withdraw(result.plan.receipt)

        assert isinstance(withdrawal, Withdrawal)
        names = [change.path.name for change in withdrawal.plan.changes]
        assert names == ["logins.json", "prefs.js"]

    def test_a_profile_that_is_gone_is_said(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))
        shutil.rmtree(result.profile)

        signal = writer.withdraw(result.plan.receipt)

        assert isinstance(signal, Signal)
        assert signal.code == "client:PROFILE_GONE"

    def test_damaged_settings_are_left_alone(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))
        (result.profile / "prefs.js").write_bytes(b"user_pref(")

        signal = writer.withdraw(result.plan.receipt)
        found = writer.read_back(result.plan.receipt, account(), SECRET)

        assert isinstance(signal, Signal)
        assert signal.code == "client:PREFS_DAMAGED"
        assert isinstance(found, Signal)

    def test_a_profile_that_is_gone_has_nothing_to_lock(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))
        shutil.rmtree(result.profile)

        held = writer.lock(writer.target_of(result.plan.receipt))

        assert not isinstance(held, Signal)
        assert not held.created

    def test_its_profile_can_be_locked_again(
        self, host: FakeHost, writer: Thunderbird
    ) -> None:
        result = apply(host, planned(writer))

        target = writer.target_of(result.plan.receipt)

        assert target.profile == result.profile
        assert not target.is_new
