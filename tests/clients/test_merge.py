"""An account merged into settings: added, brought up to date, taken over."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients.thunderbird.matching import Part, find_ours
from assistant.clients.thunderbird.merge import (
    AlreadyThere,
    Merged,
    differences,
    merge,
    take_over,
)
from assistant.clients.thunderbird.prefs import Prefs, PrefValue, difference
from assistant.model.account import Account
from assistant.model.institution import FolderNames
from tests.clients.scene import DATA, account, second_account

LOCAL_FOLDERS: dict[str, PrefValue] = {
    "mail.accountmanager.accounts": "account1",
    "mail.accountmanager.localfoldersserver": "server1",
    "mail.account.account1.server": "server1",
    "mail.account.lastKey": 1,
    "mail.server.server1.type": "none",
    "mail.server.server1.hostname": "Local Folders",
    "mail.server.server1.userName": "nobody",
}
# What Thunderbird's own wizard leaves: no port or method that equals its default.
BY_HAND: dict[str, PrefValue] = {
    "mail.accountmanager.accounts": "account2,account1",
    "mail.accountmanager.defaultaccount": "account2",
    "mail.accountmanager.localfoldersserver": "server1",
    "mail.account.account1.server": "server1",
    "mail.account.account2.server": "server2",
    "mail.account.account2.identities": "id1",
    "mail.account.lastKey": 2,
    "mail.server.server1.type": "none",
    "mail.server.server1.hostname": "Local Folders",
    "mail.server.server1.userName": "nobody",
    "mail.server.server2.type": "imap",
    "mail.server.server2.hostname": "imap.ac-rig.test",
    "mail.server.server2.userName": "aprof1",
    "mail.server.server2.name": "Mon compte",
    "mail.server.server2.port": 143,
    "mail.server.server2.socketType": 2,
    "mail.server.server2.check_time": 3,
    "mail.server.server2.uid": "11111111-1111-4111-8111-111111111111",
    "mail.identity.id1.fullName": "A. Prof",
    "mail.identity.id1.useremail": "Anne.Prof@ac-rig.test",
    "mail.identity.id1.smtpServer": "smtp1",
    "mail.identity.id1.htmlSigText": "-- Anne",
    "mail.smtpservers": "smtp1",
    "mail.smtp.defaultserver": "smtp1",
    "mail.smtpserver.smtp1.hostname": "smtp.ac-rig.test",
    "mail.smtpserver.smtp1.username": "aprof1",
    "mail.smtpserver.smtp1.port": 25,
    "mail.smtpserver.smtp1.try_ssl": 2,
}

BRANCHES = ("identity", "server", "smtpserver")


def settings(values: dict[str, PrefValue]) -> Prefs:
    return Prefs().with_values(values)


def merged(prefs: Prefs, wanted: Account, folders: FolderNames | None = None) -> Merged:
    result = merge(prefs, wanted, folders)
    assert isinstance(result, Merged)
    return result


def taken_over(prefs: Prefs, wanted: Account) -> Merged:
    result = take_over(prefs, wanted, None)
    assert isinstance(result, Merged)
    return result


class TestEmptyProfile:
    """Everything is written, under the first keys, and nothing else."""

    def test_a_whole_account(self) -> None:
        wanted = account()
        values = merged(Prefs(), wanted).prefs.values

        assert dict(values) == {
            "mail.accountmanager.accounts": "account1",
            "mail.accountmanager.defaultaccount": "account1",
            "mail.account.lastKey": 1,
            "mail.account.account1.server": "server1",
            "mail.account.account1.identities": "id1",
            "mail.server.server1.type": "imap",
            "mail.server.server1.hostname": "imap.ac-rig.test",
            "mail.server.server1.port": 993,
            "mail.server.server1.socketType": 3,
            "mail.server.server1.authMethod": 3,
            "mail.server.server1.userName": "aprof1",
            "mail.server.server1.name": "Académie de démonstration",
            "mail.server.server1.login_at_startup": True,
            "mail.server.server1.check_new_mail": True,
            "mail.server.server1.check_time": 10,
            "mail.server.server1.uid": str(wanted.marker("server")),
            "mail.smtpservers": "smtp1",
            "mail.smtp.defaultserver": "smtp1",
            "mail.smtpserver.smtp1.type": "smtp",
            "mail.smtpserver.smtp1.hostname": "smtp.ac-rig.test",
            "mail.smtpserver.smtp1.port": 465,
            "mail.smtpserver.smtp1.try_ssl": 3,
            "mail.smtpserver.smtp1.authMethod": 3,
            "mail.smtpserver.smtp1.username": "aprof1",
            "mail.smtpserver.smtp1.description": "Académie de démonstration",
            "mail.smtpserver.smtp1.uid": str(wanted.marker("smtp")),
            "mail.identity.id1.valid": True,
            "mail.identity.id1.fullName": "Anne Prof",
            "mail.identity.id1.useremail": "anne.prof@ac-rig.test",
            "mail.identity.id1.smtpServer": "smtp1",
            "mail.identity.id1.reply_on_top": 1,
            "mail.identity.id1.uid": str(wanted.marker("identity")),
            "mail.shell.checkDefaultClient": False,
            "mail.rights.version": 1,
            "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
        }

    def test_starttls_is_the_kind_that_refuses_to_go_on_without(self) -> None:
        wanted = account(
            imap="imap.ac-rig.test:143:starttls", smtp="smtp.ac-rig.test:587:starttls"
        )
        prefs = merged(Prefs(), wanted).prefs

        assert prefs.get("mail.server.server1.socketType") == 2
        assert prefs.get("mail.smtpserver.smtp1.try_ssl") == 2

    def test_the_outgoing_server_may_want_another_login(self) -> None:
        prefs = merged(Prefs(), replace(account(), smtp_login="anne@smtp")).prefs

        assert prefs.get("mail.server.server1.userName") == "aprof1"
        assert prefs.get("mail.smtpserver.smtp1.username") == "anne@smtp"

    def test_an_organisation_is_written_where_there_is_one(self) -> None:
        person = replace(account().identity, organisation="Collège des Îles")
        prefs = merged(Prefs(), replace(account(), identity=person)).prefs

        assert prefs.get("mail.identity.id1.organization") == "Collège des Îles"


class TestSpecialFolders:
    """Left to Thunderbird where the server marks them, else written."""

    def test_names_thunderbird_does_not_expect(self) -> None:
        wanted = replace(account(), login="anne@ac-rig.test")
        names = FolderNames(sent="INBOX/Messages envoy&AOk-s", drafts="Brouillons")
        prefs = merged(Prefs(), wanted, names).prefs

        root = "imap://anne%40ac-rig.test@imap.ac-rig.test"
        assert prefs.get("mail.identity.id1.fcc_folder") == (
            f"{root}/INBOX/Messages%20envoy&AOk-s"
        )
        assert prefs.get("mail.identity.id1.fcc_folder_picker_mode") == "1"
        assert prefs.get("mail.identity.id1.draft_folder") == f"{root}/Brouillons"
        assert prefs.get("mail.identity.id1.drafts_folder_picker_mode") == "1"

    def test_names_thunderbird_expects(self) -> None:
        prefs = merged(Prefs(), account(), FolderNames("Sent", "Drafts")).prefs

        assert prefs.get("mail.identity.id1.fcc_folder_picker_mode") == "0"
        assert prefs.get("mail.identity.id1.drafts_folder_picker_mode") == "0"

    def test_an_update_leaves_the_users_folders_alone(self) -> None:
        first = merged(Prefs(), account()).prefs
        again = merged(first, account(), FolderNames("Sent", "Drafts")).prefs

        assert again == first


class TestReceiveOnly:
    """Nothing is sent by a server the user did not mean."""

    def test_no_outgoing_server_is_made_and_none_is_borrowed(self) -> None:
        prefs = merged(merged(Prefs(), second_account()).prefs, account(smtp=None))

        assert prefs.prefs.items("mail.smtpservers") == ("smtp1",)
        assert prefs.prefs.get("mail.identity.id2.smtpServer") == "receive-only"
        assert prefs.keys.outgoing is None

    def test_a_server_that_appears_later_is_entered(self) -> None:
        first = merged(Prefs(), account(smtp=None)).prefs
        prefs = merged(first, account()).prefs

        assert prefs.get("mail.identity.id1.smtpServer") == "smtp1"
        assert prefs.get("mail.smtpserver.smtp1.hostname") == "smtp.ac-rig.test"
        assert prefs.items("mail.accountmanager.accounts") == ("account1",)

    def test_an_account_taken_over_keeps_the_server_it_sends_by(self) -> None:
        prefs = taken_over(settings(BY_HAND), account(smtp=None)).prefs

        assert prefs.get("mail.identity.id1.smtpServer") == "smtp1"
        assert prefs.get("mail.smtpserver.smtp1.port") == 25


class TestBesideOthers:
    """What is there stays; ours comes last under free keys."""

    def test_keys_and_lists(self) -> None:
        values: dict[str, PrefValue] = {
            "mail.accountmanager.accounts": "account7, account3",
            "mail.accountmanager.defaultaccount": "account3",
            "mail.account.account3.server": "server1",
            "mail.account.account3.identities": "id1",
            "mail.account.account7.server": "server3",
            "mail.account.lastKey": 9,
            "mail.server.server1.type": "pop3",
            "mail.server.server3.type": "imap",
            "mail.identity.id1.useremail": "x@autre.test",
            "mail.identity.id3.useremail": "left@over.test",
            "mail.smtpservers": "smtp2",
            "mail.smtp.defaultserver": "smtp2",
            "mail.smtpserver.smtp2.hostname": "smtp.autre.test",
        }
        before = settings(values)
        result = merged(before, account())

        assert result.keys.account == "account10"
        assert result.keys.server == "server2"
        assert result.keys.identity == "id2"
        assert result.keys.outgoing == "smtp1"
        prefs = result.prefs
        assert (
            prefs.get("mail.accountmanager.accounts") == "account7,account3,account10"
        )
        assert prefs.get("mail.smtpservers") == "smtp2,smtp1"
        assert prefs.get("mail.account.lastKey") == 10
        untouched = set(values) - {
            "mail.accountmanager.accounts",
            "mail.smtpservers",
            "mail.account.lastKey",
        }
        assert not untouched & set(difference(before, prefs))

    def test_a_number_in_use_is_not_given_again_though_last_key_is_wrong(self) -> None:
        values = {**BY_HAND, "mail.account.lastKey": 1}

        assert merged(settings(values), second_account()).keys.account == "account3"

    @pytest.mark.parametrize(
        ("name", "dead", "ours"),
        [
            ("mail.identity.id1.smtpServer", "smtp9", "smtp10"),
            ("mail.account.account2.identities", "id1,id9", "id10"),
            ("mail.account.account2.server", "server9", "server10"),
        ],
    )
    def test_what_still_names_a_dead_key_does_not_get_ours(
        self, name: str, dead: str, ours: str
    ) -> None:
        kind, last = ours.rstrip("0123456789"), dead.rsplit(",", maxsplit=1)[-1]
        fill = {f"mail.{b}.{kind}{n}.x": 1 for b in BRANCHES for n in range(1, 9)}
        before = settings({**BY_HAND, **fill, name: dead})

        after = merged(before, second_account()).prefs

        assert after.get(name) == dead
        assert not any(after.branch(f"mail.{b}.{last}.") for b in BRANCHES)
        assert any(after.branch(f"mail.{b}.{ours}.") for b in BRANCHES)

    def test_a_key_beyond_counting_is_passed_over(self) -> None:
        before = settings({"mail.accountmanager.accounts": "account99999999999,x"})

        assert merged(before, account()).keys.account == "account1"

    def test_the_default_is_taken_where_only_local_folders_have_it(self) -> None:
        values = {**LOCAL_FOLDERS, "mail.accountmanager.defaultaccount": "account1"}
        prefs = merged(settings(values), account()).prefs

        assert prefs.get("mail.accountmanager.defaultaccount") == "account2"

    def test_a_default_that_names_nothing_is_replaced(self) -> None:
        values: dict[str, PrefValue] = {
            "mail.accountmanager.defaultaccount": "account4",
            "mail.smtp.defaultserver": "smtp4",
        }
        prefs = merged(settings(values), account()).prefs

        assert prefs.get("mail.accountmanager.defaultaccount") == "account1"
        assert prefs.get("mail.smtp.defaultserver") == "smtp1"

    def test_first_start_answers_of_the_user_stay(self) -> None:
        before = settings({"mail.shell.checkDefaultClient": True})
        prefs = merged(before, account()).prefs

        assert prefs.get("mail.shell.checkDefaultClient") is True
        assert prefs.get("mail.rights.version") == 1


class TestUpdate:
    """Ours is found by its marks and only brought up to date."""

    def test_after_thunderbird_has_run_nothing_is_left_to_do(self) -> None:
        saved = Prefs.parse((DATA / "prefs-after-first-run.js").read_bytes())
        assert isinstance(saved, Prefs)
        wanted = replace(account(), title="Académie")

        assert merged(saved, wanted).prefs == saved

    def test_a_setting_thunderbird_dropped_as_its_default_is_not_missed(self) -> None:
        saved = merged(Prefs(), account()).prefs.without(
            [
                "mail.server.server1.port",
                "mail.server.server1.authMethod",
                "mail.smtpserver.smtp1.authMethod",
                "mail.smtpserver.smtp1.type",
                "mail.identity.id1.valid",
                "mail.shell.checkDefaultClient",
            ]
        )

        assert merged(saved, account()).prefs == saved

    def test_habits_of_the_user_stay_and_the_configuration_is_mended(self) -> None:
        saved = merged(Prefs(), account()).prefs.with_values(
            {
                "mail.server.server1.name": "Travail",
                "mail.server.server1.check_time": 60,
                "mail.server.server1.login_at_startup": False,
                "mail.identity.id1.reply_on_top": 0,
                "mail.server.server1.port": 143,
                "mail.smtpserver.smtp1.authMethod": 4,
            }
        )
        after = merged(saved, account()).prefs

        assert difference(saved, after) == (
            "mail.server.server1.port",
            "mail.smtpserver.smtp1.authMethod",
        )
        assert after.get("mail.server.server1.port") == 993

    def test_settings_that_name_our_folders_follow_a_changed_host(
        self,
    ) -> None:
        uri = "imap://aprof1@imap.ac-rig.test"
        saved = merged(Prefs(), account()).prefs.with_values(
            {
                "mail.identity.id1.fcc_folder": f"{uri}/Sent",
                "mail.server.server1.spamActionTargetAccount": uri,
                "mail.identity.id9.fcc_folder": f"{uri}.autre/Sent",
            }
        )
        prefs = merged(saved, account(imap="imap.nouveau.test:993:tls")).prefs

        new = "imap://aprof1@imap.nouveau.test"
        assert prefs.get("mail.server.server1.hostname") == "imap.nouveau.test"
        assert prefs.get("mail.identity.id1.fcc_folder") == f"{new}/Sent"
        assert prefs.get("mail.server.server1.spamActionTargetAccount") == new
        assert prefs.get("mail.identity.id9.fcc_folder") == f"{uri}.autre/Sent"
        assert prefs.items("mail.accountmanager.accounts") == ("account1",)

    def test_an_account_the_user_deleted_is_made_anew(self) -> None:
        first = merged(settings(LOCAL_FOLDERS), account())
        deleted = first.prefs.without(
            [
                *first.prefs.branch("mail.account.account2."),
                *first.prefs.branch("mail.server.server2."),
                *first.prefs.branch("mail.identity.id1."),
            ]
        ).with_values({"mail.accountmanager.accounts": "account1"})
        again = merged(deleted, account())

        assert again.keys.account == "account3"
        assert again.keys.outgoing == "smtp1"
        assert Part.OUTGOING not in again.keys.made

    def test_an_identity_the_user_deleted_is_made_anew_in_front(self) -> None:
        first = merged(Prefs(), account()).prefs
        changed = first.without(first.branch("mail.identity.id1.")).with_values(
            {
                "mail.account.account1.identities": "id5",
                "mail.identity.id5.useremail": "alias@ac-rig.test",
            }
        )
        again = merged(changed, account())

        assert again.prefs.get("mail.account.account1.identities") == "id1,id5"
        assert again.keys.made == {Part.IDENTITY}


class TestMadeByHand:
    """Shown and left, or with consent taken over; never doubled."""

    def test_it_is_refused_with_its_differences(self) -> None:
        result = merge(settings(BY_HAND), account(), None)

        assert isinstance(result, AlreadyThere)
        assert result.account.key == "account2"
        assert result.can_repair
        found = {d.name: (d.found, d.wanted) for d in result.differences}
        assert found == {
            "mail.server.server2.port": (143, 993),
            "mail.server.server2.socketType": (2, 3),
            "mail.identity.id1.fullName": ("A. Prof", "Anne Prof"),
            "mail.identity.id1.useremail": (
                "Anne.Prof@ac-rig.test",
                "anne.prof@ac-rig.test",
            ),
            "mail.smtpserver.smtp1.port": (25, 465),
            "mail.smtpserver.smtp1.try_ssl": (2, 3),
        }

    def test_the_host_is_the_same_in_any_case(self) -> None:
        values = {**BY_HAND, "mail.server.server2.hostname": "IMAP.ac-rig.test"}

        assert isinstance(merge(settings(values), account(), None), AlreadyThere)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("mail.server.server2.type", "pop3"),
            ("mail.server.server2.hostname", "imap.autre.test"),
            ("mail.server.server2.userName", "bprof"),
        ],
    )
    def test_another_protocol_host_or_login_is_another_account(
        self, name: str, value: str
    ) -> None:
        result = merged(settings({**BY_HAND, name: value}), account())

        assert result.keys.account == "account3"

    def test_taking_over_rewrites_only_what_differs(self) -> None:
        before = settings(BY_HAND)
        result = taken_over(before, account())

        assert result.keys.made == frozenset()
        assert set(difference(before, result.prefs)) == {
            "mail.server.server2.port",
            "mail.server.server2.socketType",
            "mail.server.server2.uid",
            "mail.identity.id1.fullName",
            "mail.identity.id1.useremail",
            "mail.identity.id1.uid",
            "mail.smtpserver.smtp1.port",
            "mail.smtpserver.smtp1.try_ssl",
            "mail.smtpserver.smtp1.uid",
        }

    def test_what_was_taken_over_is_ours_from_then_on(self) -> None:
        prefs = taken_over(settings(BY_HAND), account()).prefs

        found = find_ours(prefs, account())
        assert found is not None
        assert found.key == "account2"
        assert differences(prefs, account(), found) == ()
        assert merged(prefs, account()).prefs == prefs

    def test_a_server_others_may_send_by_is_not_bent_to_our_host(self) -> None:
        values = {**BY_HAND, "mail.smtpserver.smtp1.hostname": "smtp.autre.test"}
        before = settings(values)
        result = taken_over(before, account())

        assert result.keys.made == {Part.OUTGOING}
        assert result.prefs.get("mail.identity.id1.smtpServer") == "smtp2"
        assert result.prefs.get("mail.smtp.defaultserver") == "smtp1"
        kept = result.prefs.branch("mail.smtpserver.smtp1.")
        assert not set(kept) & set(difference(before, result.prefs))

    def test_an_alias_of_the_user_stays_behind_the_right_identity(self) -> None:
        values = {**BY_HAND, "mail.identity.id1.useremail": "alias@ac-rig.test"}
        result = taken_over(settings(values), account())

        assert result.prefs.get("mail.account.account2.identities") == "id2,id1"
        assert result.prefs.get("mail.identity.id1.useremail") == "alias@ac-rig.test"
        assert result.prefs.get("mail.identity.id1.htmlSigText") == "-- Anne"

    def test_ours_beside_its_twin_is_left_to_the_user(self) -> None:
        ours = merged(settings(LOCAL_FOLDERS), account(imap="old.ac-rig.test:993:tls"))
        both = ours.prefs.with_values(
            {
                "mail.accountmanager.accounts": "account1,account2,account3",
                "mail.account.account3.server": "server3",
                "mail.server.server3.type": "imap",
                "mail.server.server3.hostname": "imap.ac-rig.test",
                "mail.server.server3.userName": "aprof1",
            }
        )

        for join in (merge, take_over):
            result = join(both, account(), None)
            assert isinstance(result, AlreadyThere)
            assert not result.can_repair


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    number = draw(st.integers(1, 4))
    door = draw(st.sampled_from(["993:tls", "143:starttls"]))
    return account(
        address=f"prof{number}@ac-rig.test",
        login=f"login{number}",
        name=draw(st.text(st.characters(codec="utf-8", exclude_characters="\0"))),
        imap=f"imap{number}.ac-rig.test:{door}",
        smtp=draw(st.sampled_from([None, f"smtp{number}.ac-rig.test:465:tls"])),
    )


@given(st.lists(accounts(), unique_by=lambda a: a.login, max_size=4), st.randoms())
def test_accounts_end_up_the_same_in_any_order(
    wanted: list[Account], random: Random
) -> None:
    shuffled = list(wanted)
    random.shuffle(shuffled)

    for order in (wanted, shuffled):
        prefs = settings(LOCAL_FOLDERS)
        for each in order:
            prefs = merged(prefs, each).prefs
        for each in wanted:
            found = find_ours(prefs, each)
            assert found is not None
            assert differences(prefs, each, found) == ()
            assert merged(prefs, each).prefs == prefs
        assert len(prefs.items("mail.accountmanager.accounts")) == len(wanted) + 1


@given(st.lists(accounts(), unique_by=lambda a: a.login, min_size=2, max_size=4))
def test_no_account_touches_another(wanted: list[Account]) -> None:
    *others, last = wanted
    before = settings(LOCAL_FOLDERS)
    for each in others:
        before = merged(before, each).prefs
    result = merged(before, last)

    changed = {n for n in difference(before, result.prefs) if before.get(n) is not None}
    assert changed <= {
        "mail.account.lastKey",
        "mail.accountmanager.accounts",
        "mail.smtpservers",
    }
