"""Ways in, with the login each of them expects."""

from dataclasses import replace

import pytest

from assistant.discovery import from_institution, from_manual, with_manual
from assistant.institutions import Registry
from assistant.model.address import EmailAddress
from assistant.model.candidate import Route, Source, Trust
from assistant.model.institution import Institution, LoginForm
from assistant.model.server import Endpoint, Service

ADDRESS = EmailAddress.parse("florent.durand@ac-montpellier.fr")
IMAP = Endpoint.parse("imap.example.org:143:starttls")
SMTP = Endpoint.parse("smtp.example.org:465:tls")


@pytest.fixture(scope="module")
def montpellier() -> Institution:
    found = Registry.from_folders().by_id("ac-montpellier")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def routes(montpellier: Institution) -> tuple[Route, ...]:
    return from_institution(montpellier, ADDRESS)


def test_each_platform_is_a_route_in_the_order_of_the_profile(
    routes: tuple[Route, ...], montpellier: Institution
) -> None:
    assert [route.platform for route in routes] == list(montpellier.platforms)
    assert [route.title for route in routes] == [p.name for p in montpellier.platforms]


def test_doors_keep_their_order_and_their_witness(
    routes: tuple[Route, ...], montpellier: Institution
) -> None:
    outgoing = routes[0].smtp

    assert [c.endpoint.port for c in outgoing] == [587, 465]
    assert all(c.service is Service.SMTP for c in outgoing)
    doors = montpellier.platforms[0].smtp or ()
    assert [c.provenance for c in outgoing] == [door.provenance for door in doors]


def test_a_login_that_is_not_derivable_is_left_to_the_user(
    routes: tuple[Route, ...],
) -> None:
    assert {c.username for c in (*routes[0].imap, *routes[0].smtp)} == {None}


def test_the_national_platform_takes_the_whole_address(
    routes: tuple[Route, ...],
) -> None:
    assert [c.username for c in routes[1].imap] == [str(ADDRESS)]


def test_a_platform_may_take_the_part_before_the_at(montpellier: Institution) -> None:
    legacy = montpellier.platforms[0]
    login = replace(legacy.login, form=LoginForm.LOCAL_PART)
    changed = replace(montpellier, platforms=(replace(legacy, login=login),))

    (route,) = from_institution(changed, ADDRESS)

    assert route.imap[0].username == "florent.durand"


def test_an_unknown_outgoing_server_makes_a_receive_only_route(
    routes: tuple[Route, ...],
) -> None:
    assert not routes[0].is_receive_only
    assert routes[1].is_receive_only


def test_a_candidate_of_a_profile_says_so(routes: tuple[Route, ...]) -> None:
    candidate = routes[0].imap[0]

    assert candidate.source is Source.INSTITUTION
    assert candidate.trust is Trust.INSTITUTION
    (hop,) = candidate.hops
    assert "ac-montpellier" in hop.question
    assert hop.answer == "courrier.ac-montpellier.fr:993:tls"


def test_what_the_user_names_is_a_route() -> None:
    route = from_manual(IMAP, SMTP)

    assert [c.endpoint for c in (*route.imap, *route.smtp)] == [IMAP, SMTP]
    assert {c.source for c in (*route.imap, *route.smtp)} == {Source.MANUAL}
    assert route.imap[0].username is None
    assert route.platform is None


def test_an_outgoing_server_may_be_left_out() -> None:
    assert from_manual(IMAP).is_receive_only


def test_the_missing_outgoing_server_can_be_added_by_hand(
    routes: tuple[Route, ...],
) -> None:
    route = with_manual(routes[1], smtp=SMTP)

    assert route.imap == routes[1].imap
    assert route.platform == routes[1].platform
    assert [c.endpoint for c in route.smtp] == [SMTP]
    assert route.smtp[0].username == str(ADDRESS)
    assert route.smtp[0].trust is Trust.USER


def test_a_named_incoming_server_replaces_all_that_were_found(
    routes: tuple[Route, ...],
) -> None:
    route = with_manual(routes[0], imap=IMAP)

    assert [c.endpoint for c in route.imap] == [IMAP]
    assert route.smtp == routes[0].smtp
    assert with_manual(route) == route
