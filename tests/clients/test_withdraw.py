"""Our work is taken out of settings that Thunderbird and the user changed since."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients.thunderbird.matching import Part
from assistant.clients.thunderbird.merge import Merged, merge, take_over
from assistant.clients.thunderbird.prefs import Prefs, PrefValue, difference
from assistant.clients.thunderbird.receipt import Changed, Receipt, alterations, markers
from assistant.clients.thunderbird.withdraw import TakenOut, take_out
from assistant.clients.writer import Kept, KeptKind
from assistant.model.account import Account
from tests.clients.scene import DATA, account, second_account
from tests.clients.test_merge import BY_HAND, LOCAL_FOLDERS, accounts, settings


def receipt(before: Prefs, result: Merged, wanted: Account) -> Receipt:
    changed, forgotten = alterations(before, result.prefs, result.keys, wanted)
    return Receipt(
        root=Path("/r"),
        profile=Path("/r/p"),
        created=False,
        stored=False,
        authorities=(),
        made=result.keys.made,
        markers=markers(wanted),
        changed=changed,
        forgotten=forgotten,
        logins={},
        moved={},
        overwritten=0,
    )


class Written:
    """Settings before and after we wrote, and the receipt for it."""

    def __init__(
        self, before: Prefs, wanted: Account | None = None, *, repair: bool = False
    ) -> None:
        self.before = before
        self.account = wanted or account()
        result = (take_over if repair else merge)(before, self.account, None)
        assert isinstance(result, Merged)
        self.after = result.prefs
        self.receipt = receipt(before, result, self.account)

    def undone(
        self, later: Mapping[str, PrefValue] | None = None, gone: tuple[str, ...] = ()
    ) -> TakenOut:
        prefs = self.after.with_values(later or {}).without(gone)
        return take_out(prefs, self.receipt)


def left(written: Written, out: TakenOut) -> set[str]:
    """Name what differs from before, but for the number that only grows."""
    return set(difference(written.before, out.prefs)) - {"mail.account.lastKey"}


@pytest.mark.parametrize("before", [{}, LOCAL_FOLDERS, BY_HAND])
def test_what_nobody_touched_is_as_before(before: dict[str, PrefValue]) -> None:
    written = Written(settings(before), second_account())

    out = written.undone()

    assert left(written, out) == set()
    assert out.kept == ()
    assert out.needs == frozenset()


def test_after_thunderbirds_first_run_only_its_own_settings_are_left() -> None:
    written = Written(Prefs())
    saved = Prefs.parse((DATA / "prefs-after-first-run.js").read_bytes())
    assert isinstance(saved, Prefs)

    out = take_out(saved, written.receipt)

    text = out.prefs.to_bytes()
    for ours in (b"aprof1", b"anne.prof", b"ac-rig.test", b"smtp1", b"account1"):
        assert ours not in text
    assert out.prefs.items("mail.accountmanager.accounts") == ("account2",)
    assert out.prefs.get("mail.accountmanager.defaultaccount") is None
    assert out.prefs.get("mail.account.account2.server") == "server2"
    assert out.prefs.get("mail.smtpservers") is None
    assert out.cache == "[ProfD]ImapMail/imap.ac-rig.test"
    foreign = [n for n in saved.values if not n.startswith(("mail.", "datarep"))]
    assert all(out.prefs.get(name) == saved.get(name) for name in foreign)


def test_what_the_user_changed_elsewhere_stays() -> None:
    written = Written(settings(BY_HAND), second_account())

    out = written.undone(
        {
            "mail.server.server2.name": "Ma boîte",
            "mailnews.tags.new.tag": "Élèves",
            "mail.accountmanager.accounts": "account3,account2,account1",
        }
    )

    assert left(written, out) == {"mail.server.server2.name", "mailnews.tags.new.tag"}
    assert out.prefs.items("mail.accountmanager.accounts") == ("account2", "account1")


def test_an_account_moved_to_other_keys_is_found_by_its_mark() -> None:
    written = Written(settings(LOCAL_FOLDERS))
    text = written.after.to_bytes().decode()
    for old, new in (("server2", "server8"), ("id1", "id8"), ("smtp1", "smtp8")):
        text = text.replace(f'"{old}"', f'"{new}"').replace(f".{old}.", f".{new}.")
    moved = Prefs.parse(text.encode())
    assert isinstance(moved, Prefs)

    out = take_out(moved, written.receipt)

    assert left(written, out) == set()


def test_an_account_the_user_deleted_leaves_only_its_server_to_take_out() -> None:
    written = Written(settings(LOCAL_FOLDERS))
    gone = (
        *written.after.branch("mail.account.account2."),
        *written.after.branch("mail.server.server2."),
        *written.after.branch("mail.identity.id1."),
        "mail.accountmanager.defaultaccount",
    )

    out = written.undone({"mail.accountmanager.accounts": "account1"}, gone)

    assert left(written, out) == set()
    assert out.kept == ()


class TestWhatTheUserBuiltOnOurs:
    """It stays, with what it needs, and is shown."""

    def test_a_second_identity_keeps_the_account(self) -> None:
        written = Written(settings(LOCAL_FOLDERS))

        out = written.undone(
            {
                "mail.account.account2.identities": "id1,id2",
                "mail.identity.id2.useremail": "direction@ac-rig.test",
            }
        )

        assert Kept(KeptKind.ACCOUNT, "Académie de démonstration") in out.kept
        assert out.needs == {Part.SERVER}
        assert out.prefs.get("mail.account.account2.identities") == "id2"
        assert out.prefs.branch("mail.identity.id1.") == ()
        assert out.prefs.get("mail.server.server2.hostname") == "imap.ac-rig.test"
        assert out.prefs.branch("mail.smtpserver.") == ()

    def test_a_second_identity_that_sends_by_ours_keeps_the_server_too(self) -> None:
        written = Written(settings(LOCAL_FOLDERS))

        out = written.undone(
            {
                "mail.account.account2.identities": "id1,id2",
                "mail.identity.id2.smtpServer": "smtp1",
            }
        )

        assert out.needs == {Part.SERVER, Part.OUTGOING}
        assert {kept.kind for kept in out.kept} == {
            KeptKind.ACCOUNT,
            KeptKind.OUTGOING_SERVER,
        }

    def test_another_account_that_sends_by_ours_keeps_the_server(self) -> None:
        written = Written(settings(BY_HAND), second_account())

        out = written.undone({"mail.identity.id1.smtpServer": "smtp2"})

        title = "Académie de démonstration"
        assert out.kept == (Kept(KeptKind.OUTGOING_SERVER, title),)
        assert out.needs == {Part.OUTGOING}
        assert out.prefs.items("mail.smtpservers") == ("smtp1", "smtp2")
        assert out.prefs.items("mail.accountmanager.accounts") == (
            "account2",
            "account1",
        )

    def test_an_identity_no_account_lists_keeps_nothing(self) -> None:
        written = Written(settings(BY_HAND), second_account())

        out = written.undone({"mail.identity.id7.smtpServer": "smtp2"})

        assert out.kept == ()

    def test_a_pop_account_that_delivers_into_ours_keeps_it(self) -> None:
        written = Written(settings(LOCAL_FOLDERS))

        out = written.undone({"mail.server.server5.deferred_to_account": "account2"})

        assert [kept.kind for kept in out.kept] == [KeptKind.ACCOUNT]

    def test_a_server_without_a_name_is_shown_by_its_host(self) -> None:
        written = Written(settings(BY_HAND), second_account())

        out = written.undone(
            {"mail.identity.id1.smtpServer": "smtp2"},
            gone=("mail.smtpserver.smtp2.description",),
        )

        assert out.kept == (Kept(KeptKind.OUTGOING_SERVER, "mail.autre.test"),)


class TestDefaults:
    """None may name what is gone."""

    def test_ours_made_the_default_later_is_no_default_any_more(self) -> None:
        written = Written(settings(BY_HAND), second_account())

        out = written.undone(
            {
                "mail.accountmanager.defaultaccount": "account3",
                "mail.smtp.defaultserver": "smtp2",
            }
        )

        assert out.prefs.get("mail.accountmanager.defaultaccount") is None
        assert out.prefs.get("mail.smtp.defaultserver") is None

    def test_another_made_the_default_later_stays_so(self) -> None:
        written = Written(settings(LOCAL_FOLDERS))
        result = merge(written.after, second_account(), None)
        assert isinstance(result, Merged)
        saved = result.prefs.with_values(
            {
                "mail.accountmanager.defaultaccount": "account3",
                "mail.smtp.defaultserver": "smtp2",
            }
        )

        out = take_out(saved, written.receipt)

        assert out.prefs.get("mail.accountmanager.defaultaccount") == "account3"
        assert out.prefs.get("mail.smtp.defaultserver") == "smtp2"

    def test_first_start_answers_go_unless_the_user_gave_others(self) -> None:
        written = Written(Prefs())

        out = written.undone({"mail.shell.checkDefaultClient": True})

        assert out.prefs.get("mail.shell.checkDefaultClient") is True
        assert out.prefs.get("mail.rights.version") is None
        assert out.kept == (Kept(KeptKind.SETTING, "mail.shell.checkDefaultClient"),)

    def test_a_dropped_first_start_answer_is_no_change_of_the_users(self) -> None:
        out = Written(Prefs()).undone(gone=("mail.shell.checkDefaultClient",))

        assert out.kept == ()


class TestRepair:
    """What was there before comes back, as far as it may be remembered."""

    def test_an_account_taken_over_is_given_back(self) -> None:
        written = Written(settings(BY_HAND), repair=True)

        out = written.undone()

        # An address is never kept in a receipt, so it cannot be put back.
        assert left(written, out) == {"mail.identity.id1.useremail"}
        assert out.kept == (Kept(KeptKind.SETTING, "mail.identity.id1.useremail"),)
        assert out.prefs.get("mail.server.server2.port") == 143
        assert out.prefs.get("mail.identity.id1.fullName") == "A. Prof"
        assert out.prefs.get("mail.server.server2.uid") == (
            "11111111-1111-4111-8111-111111111111"
        )

    def test_what_the_user_set_right_meanwhile_stays_right(self) -> None:
        written = Written(settings(BY_HAND), repair=True)

        out = written.undone({"mail.server.server2.port": 1993})

        assert out.prefs.get("mail.server.server2.port") == 1993
        assert Kept(KeptKind.SETTING, "mail.server.server2.port") in out.kept

    def test_an_outgoing_server_put_beside_the_users_goes_again(self) -> None:
        before = {**BY_HAND, "mail.smtpserver.smtp1.hostname": "smtp.autre.test"}
        written = Written(settings(before), repair=True)

        out = written.undone()

        assert out.prefs.get("mail.identity.id1.smtpServer") == "smtp1"
        assert out.prefs.branch("mail.smtpserver.smtp2.") == ()
        assert KeptKind.OUTGOING_SERVER not in {kept.kind for kept in out.kept}

    def test_an_identity_put_before_the_users_goes_again(self) -> None:
        before = {**BY_HAND, "mail.identity.id1.useremail": "alias@ac-rig.test"}
        written = Written(settings(before), repair=True)

        assert left(written, written.undone()) == set()

    def test_an_update_is_taken_back_to_what_was_written_first(self) -> None:
        first = Written(settings(LOCAL_FOLDERS))
        second = Written(first.after, account(imap="imap.ac-rig.test:143:starttls"))

        out = second.undone()

        assert out.prefs == first.after
        assert take_out(out.prefs, first.receipt).kept == ()

    def test_the_first_entry_may_be_withdrawn_before_the_second(self) -> None:
        first = Written(settings(LOCAL_FOLDERS))
        second = Written(first.after, account(imap="imap.ac-rig.test:143:starttls"))

        out = take_out(second.after, first.receipt)
        again = take_out(out.prefs, second.receipt)

        assert left(first, again) == set()
        assert again.kept == ()


class TestReceipt:
    """It carries over a journal what is needed, and nothing personal."""

    def test_it_comes_back_from_a_plan_as_it_was(self) -> None:
        written = Written(settings(BY_HAND), repair=True)
        guid = account().marker("imap-login")
        full = replace(
            written.receipt,
            created=True,
            stored=True,
            authorities=("Authority 1", "Authority 2"),
            logins={"imap-login": guid},
            moved={guid: Changed("imap://a", "imap://b")},
            overwritten=1,
        )

        assert Receipt.from_mapping(full.to_mapping()) == full

    def test_a_changed_login_is_not_remembered(self) -> None:
        first = Written(settings(LOCAL_FOLDERS))
        second = Written(first.after, account(login="aprof2"))

        assert set(second.receipt.forgotten) == {
            "mail.server.server2.userName",
            "mail.smtpserver.smtp1.username",
        }
        assert "aprof2" not in str(second.receipt.to_mapping())

    def test_a_stranger_is_refused(self) -> None:
        with pytest.raises(KeyError):
            Receipt.from_mapping({"profile": "/p"})


@given(st.lists(accounts(), unique_by=lambda a: a.login, min_size=1, max_size=4))
def test_withdrawing_one_leaves_the_others_untouched(wanted: list[Account]) -> None:
    one, *others = wanted
    written = Written(settings(LOCAL_FOLDERS), one)
    both, alone = written.after, written.before
    for each in others:
        result = merge(both, each, None)
        assert isinstance(result, Merged)
        both = result.prefs
    out = take_out(both, written.receipt)

    ours = {"mail.account.account2.", "mail.server.server2.", "mail.identity.id1."}
    for name, value in out.prefs.values.items():
        assert not name.startswith(tuple(ours))
        if name.startswith(("mail.server.", "mail.identity.", "mail.smtpserver.")):
            assert value == both.get(name)
    expected = 1 + len(others)
    assert len(out.prefs.items("mail.accountmanager.accounts")) == expected
    assert (
        not others
        or out.prefs.items("mail.accountmanager.accounts")[0]
        == (alone.items("mail.accountmanager.accounts")[0])
    )
