"""Whole walks through the wizard, without a window."""

from collections.abc import Mapping

import pytest

from assistant.engine.flow import (
    Check,
    State,
    Step,
    is_endpoint,
    next_step,
    why_no_address,
    why_not,
)

TYPED = State(
    is_shared=False,
    address="camille.demo@ac-demo.example",
    login="cdemo1",
    has_password=True,
)
SERVERS = {"imap": "imap.ac-demo.example:993:tls", "smtp": "h.example:465:tls"}


def walk(state: State, *answers: Mapping[str, object]) -> list[Step]:
    """Go on as far as the answers, one for each screen, allow."""
    seen = [state.step]
    for answer in (*answers, {}, {}, {}):
        state = state.but(**answer)
        if (step := next_step(state)) is state.step:
            break
        state = state.but(step=step)
        seen.append(step)
    return seen


def test_the_straight_way_has_three_screens() -> None:
    assert walk(TYPED, {}, {"check": Check.READY}) == [Step.WHO, Step.CHECK, Step.DONE]


def test_a_shared_computer_leads_to_the_webmail_and_ends_there() -> None:
    shared = State(is_shared=True, address=TYPED.address)

    assert walk(shared) == [Step.WHO, Step.SHARED]
    assert why_not(shared) is None
    assert why_not(shared.but(step=Step.SHARED))


def test_on_a_shared_computer_only_the_address_is_asked_first() -> None:
    assert why_not(State(is_shared=True)) == why_no_address("")


def test_who_insists_on_a_shared_computer_gives_the_rest_and_goes_on() -> None:
    insists: dict[str, object] = {"wants_account_anyway": True}
    bare = State(is_shared=True, address=TYPED.address, step=Step.SHARED)

    assert next_step(bare.but(**insists)) is Step.SHARED
    assert walk(TYPED.but(is_shared=True, **insists)) == [Step.WHO, Step.CHECK]
    assert walk(TYPED.but(is_shared=True), {}, insists) == [
        Step.WHO,
        Step.SHARED,
        Step.CHECK,
    ]


@pytest.mark.parametrize("why", [{"is_known": False}, {"wants_manual": True}])
def test_servers_are_typed_when_unknown_or_wished(why: dict[str, object]) -> None:
    assert walk(TYPED.but(**why), {}, SERVERS) == [Step.WHO, Step.MANUAL, Step.CHECK]


def test_servers_typed_before_can_be_looked_at_again() -> None:
    assert walk(TYPED.but(is_known=False, **SERVERS))[:2] == [Step.WHO, Step.MANUAL]


def test_an_account_that_only_receives_needs_consent() -> None:
    only_imap = TYPED.but(step=Step.MANUAL, imap=SERVERS["imap"])

    assert next_step(only_imap) is Step.MANUAL
    assert next_step(only_imap.but(is_receive_only=True)) is Step.CHECK


MISSING: tuple[dict[str, object], ...] = (
    {"is_shared": None},
    {"address": ""},
    {"address": "camille.demo"},
    {"login": "  "},
    {"has_password": False},
)


@pytest.mark.parametrize("missing", MISSING)
def test_nobody_goes_on_while_something_is_missing(missing: dict[str, object]) -> None:
    assert next_step(TYPED.but(**missing)) is Step.WHO


def test_each_missing_answer_has_its_own_sentence() -> None:
    sentences = {why_not(TYPED.but(**missing)) for missing in MISSING}

    assert len(sentences) == len(MISSING)
    assert None not in sentences


def test_whoever_keeps_the_password_goes_on_without_it() -> None:
    assert why_not(TYPED.but(has_password=False, keeps_password=True)) is None


@pytest.mark.parametrize("check", Check)
def test_the_check_ends_only_when_all_is_verified(check: Check) -> None:
    state = TYPED.but(step=Step.CHECK, check=check)

    is_over = check in {Check.READY, Check.WRITTEN}
    assert (next_step(state) is Step.DONE) is is_over
    assert (why_not(state) is None) is is_over


def test_the_last_screen_stays() -> None:
    done = TYPED.but(step=Step.DONE, check=Check.WRITTEN)

    assert next_step(done) is Step.DONE


@pytest.mark.parametrize(
    "text", ["", "a", "a@b@c.fr", "@b.fr", "a..b@c.fr", "a@b", "a@-b.fr"]
)
def test_what_is_no_address_is_named(text: str) -> None:
    assert why_no_address(text)


def test_an_address_is_taken_as_people_paste_it() -> None:
    assert why_no_address(" Camille <camille.demo@ac-demo.example> ") is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("imap.example.fr:993:tls", True),
        ("[::1]:993:tls", True),
        ("imap.example.fr:993:ssl", False),
        ("imap.example.fr:0:tls", False),
        (":993:tls", False),
        ("", False),
    ],
)
def test_a_server_has_host_port_and_security(text: str, is_one: bool) -> None:  # noqa: FBT001  # a table's column
    assert is_endpoint(text) is is_one
