import json
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients.thunderbird import logins
from assistant.clients.thunderbird.key4 import KeyStore
from assistant.clients.thunderbird.logins import LoginFile
from assistant.clients.thunderbird.unknown import Reason, Unknown
from assistant.model.secret import Secret
from tests.clients.thunderbird_store.nss import Nss
from tests.clients.thunderbird_store.stores import new_store

STORE = new_store()
OTHER_STORE = new_store()
GUID = UUID("11111111-2222-4333-8444-555555555555")
IMAP, SMTP = "imap://imap.example.fr", "smtp://smtp.example.fr"
NOW = 1_790_000_000_000
LOGIN = "aprof2"
PASSWORD = Secret("Mot de passe é ☂")

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def known(data: bytes | None) -> LoginFile:
    file = logins.read(data)
    assert isinstance(file, LoginFile)
    return file


def added(
    file: LoginFile,
    secret: Secret = PASSWORD,
    guid: UUID = GUID,
    store: KeyStore = STORE,
) -> LoginFile:
    return file.with_login(IMAP, LOGIN, secret, store, now_ms=NOW, guid=guid)


def foreign(**fields: Any) -> dict[str, Any]:  # JSON
    entry = {
        "id": 4,
        "hostname": "imap://other.example",
        "httpRealm": "imap://other.example",
        "encryptedUsername": OTHER_STORE.encrypt("bob"),
        "encryptedPassword": OTHER_STORE.encrypt("secret"),
        "guid": "{aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee}",
        "syncCounter": 2,
    }
    return {**entry, **fields}


def file_of(*entries: dict[str, Any], **root: Any) -> bytes:  # JSON
    whole = {"nextId": 9, "logins": list(entries), "version": 3, **root}
    return json.dumps(whole, indent=1).encode()


def entries(file: LoginFile) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.to_bytes())["logins"]
    return found


def test_a_new_file_has_the_form_thunderbird_gives_it() -> None:
    assert known(None).to_bytes() == (
        b'{"nextId":1,"logins":[],"potentiallyVulnerablePasswords":[],"version":3}'
    )


def test_an_entry_has_the_form_thunderbird_looks_for() -> None:
    entry = entries(added(known(None)))[0]

    assert STORE.decrypt(entry.pop("encryptedUsername")) == LOGIN
    assert STORE.decrypt(entry.pop("encryptedPassword")) == PASSWORD.reveal()
    assert entry == {
        "id": 1,
        "hostname": IMAP,
        "httpRealm": IMAP,
        "formSubmitURL": None,
        "usernameField": "",
        "passwordField": "",
        "guid": f"{{{GUID}}}",
        "encType": 1,
        "timeCreated": NOW,
        "timeLastUsed": NOW,
        "timePasswordChanged": NOW,
        "timesUsed": 1,
    }


def test_thunderbird_deciphers_a_saved_login(nss: Nss) -> None:
    store = new_store(nss.cipher)
    nss.write(store.data)

    entry = entries(added(known(None), store=store))[0]

    assert nss.decrypt(entry["encryptedUsername"]) == LOGIN
    assert nss.decrypt(entry["encryptedPassword"]) == PASSWORD.reveal()


def test_a_saved_login_is_found_by_server_and_name() -> None:
    file = added(known(None))

    found = file.find(IMAP, LOGIN, STORE)

    assert found is not None
    assert (found.guid, found.secret) == (f"{{{GUID}}}", PASSWORD)
    assert file.find(SMTP, LOGIN, STORE) is None
    assert file.find(IMAP, "aprof3", STORE) is None
    assert file.find(IMAP, LOGIN, OTHER_STORE) is None


def test_the_same_login_again_changes_no_byte() -> None:
    once = known(added(known(file_of(foreign()))).to_bytes())

    twice = once.with_login(IMAP, LOGIN, PASSWORD, STORE, now_ms=NOW + 5, guid=GUID)

    assert twice is once
    assert twice.to_bytes() == once.to_bytes()


def test_a_new_password_replaces_the_old_one_in_place() -> None:
    before = entries(added(known(None)))[0]

    file = known(json.dumps({"nextId": 2, "logins": [before], "version": 3}).encode())
    after = file.with_login(
        IMAP, LOGIN, Secret("new"), STORE, now_ms=NOW + 5, guid=UUID(int=7)
    )

    assert after.find(IMAP, LOGIN, STORE) == logins.SavedLogin(
        before["guid"], Secret("new")
    )
    changed = {"encryptedPassword", "timePasswordChanged"}
    (entry,) = entries(after)
    assert {name for name in entry if entry[name] != before[name]} == changed
    assert entry["timePasswordChanged"] == NOW + 5


def test_a_password_no_key_opens_is_replaced_in_place() -> None:
    broken = entries(added(known(None)))[0]
    broken["encryptedPassword"] = OTHER_STORE.encrypt("lost")
    file = known(file_of(broken))

    assert file.find(IMAP, LOGIN, STORE) is None
    after = added(file)

    assert len(entries(after)) == 1
    found = after.find(IMAP, LOGIN, STORE)
    assert found is not None
    assert found.secret == PASSWORD


def test_our_entry_moves_with_the_account_to_another_server() -> None:
    file = added(known(None))

    moved = file.with_login(SMTP, LOGIN, PASSWORD, STORE, now_ms=NOW, guid=GUID)

    assert [entry["hostname"] for entry in entries(moved)] == [SMTP]


def test_a_login_of_a_web_form_is_not_taken_for_a_mail_login() -> None:
    web = {**entries(added(known(None)))[0], "httpRealm": None, "guid": "{web}"}

    file = known(file_of(web))

    assert file.find(IMAP, LOGIN, STORE) is None
    assert len(entries(added(file))) == 2


def test_an_entry_is_taken_out_by_its_name_without_a_key() -> None:
    other = UUID("99999999-2222-4333-8444-555555555555")
    before = known(file_of(foreign()))
    file = added(before)

    assert file.has(GUID)
    assert not file.has(other)
    assert file.without(other) is file
    assert entries(file.without(GUID)) == entries(before)
    assert not file.without(GUID).has(GUID)


def test_names_are_compared_in_any_case() -> None:
    guid = uuid5(GUID, "x")
    file = known(file_of(foreign(guid=f"{{{guid}}}".upper())))

    assert file.has(guid)


def test_an_unchanged_file_keeps_its_bytes() -> None:
    data = b' {"version":3,\n "nextId": 1.0e0, "logins":[] }\n'.replace(b"1.0e0", b"1")

    assert known(data).to_bytes() == data


@given(
    st.lists(st.dictionaries(st.text(max_size=8), JSON, max_size=3), max_size=3), JSON
)
def test_what_others_wrote_survives(
    extras: list[dict[str, Any]], root: Any
) -> None:  # JSON
    theirs = [{**extra, **foreign(id=at)} for at, extra in enumerate(extras)]

    file = added(known(file_of(*theirs, ours=root)))

    after = json.loads(file.to_bytes())
    assert after["logins"][:-1] == theirs
    assert after["ours"] == root


@pytest.mark.parametrize(("promised", "used", "given_id"), [(9, 4, 9), (1, 12, 13)])
def test_a_number_is_never_given_twice(promised: int, used: int, given_id: int) -> None:
    file = added(known(file_of(foreign(id=used), nextId=promised)))

    assert entries(file)[-1]["id"] == given_id
    assert json.loads(file.to_bytes())["nextId"] == given_id + 1


def test_half_a_character_survives() -> None:
    """JavaScript strings may hold a lone surrogate, which UTF-8 cannot."""
    data = file_of(foreign(note="\ud83d"))

    assert entries(added(known(data)))[0]["note"] == "\ud83d"


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_unknown(data: bytes) -> None:
    assert isinstance(logins.read(data), LoginFile | Unknown)


@given(JSON, JSON, JSON)
def test_any_json_is_read_or_unknown(
    number: Any, listed: Any, version: Any
) -> None:  # JSON
    root = {"nextId": number, "logins": listed, "version": version}

    found = logins.read(json.dumps(root).encode())

    assert isinstance(found, LoginFile | Unknown)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b'\xef\xbb\xbf{"nextId":1,"logins":[],"version":3}',
        b"[" * 100_000,
        b'{"nextId":1,"logins":[],"version":3,"x":NaN}',
        b'{"nextId":1,"logins":[],"version":3,"x":1e999}',
    ],
)
def test_what_is_no_json_is_unreadable(data: bytes) -> None:
    assert logins.read(data) == Unknown(Reason.UNREADABLE)


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        file_of(version=4),
        file_of(version=2),
        file_of(nextId=None),
        file_of(nextId=True),
        file_of(logins={}),
        file_of(foreign(guid=None)),
        file_of(foreign(encryptedPassword=7)),
        json.dumps({"nextId": 1, "version": 3, "logins": [[]]}).encode(),
    ],
)
def test_another_structure_is_left_alone(data: bytes) -> None:
    assert logins.read(data) == Unknown(Reason.STRUCTURE)


def test_nothing_shows_the_password() -> None:
    file = added(known(None))
    found = file.find(IMAP, LOGIN, STORE)

    shown = f"{file!r} {found!r} {file.to_bytes()!r}"

    assert PASSWORD.reveal() not in shown
    assert LOGIN not in shown
