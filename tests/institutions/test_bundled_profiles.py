"""The profiles that travel with the program say what was found out, and no more."""

import re

import pytest

from assistant import assets
from assistant.institutions import Registry, lint
from assistant.model.institution import (
    Audience,
    Contact,
    Door,
    FolderNames,
    HintKind,
    Institution,
    LinkKind,
    LoginForm,
    Platform,
    Provenance,
    Purpose,
    SecretKind,
)
from assistant.model.server import Endpoint

BUNDLED = sorted(assets.profiles_folder().glob("*.toml"))


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.from_folders()


@pytest.fixture(scope="module")
def montpellier(registry: Registry) -> Institution:
    (found,) = registry.for_domain("ac-montpellier.fr")
    return found


@pytest.fixture(scope="module")
def national(registry: Registry) -> Platform:
    assert registry.national is not None
    (platform,) = registry.national.platforms
    return platform


def endpoints(doors: tuple[Door, ...] | None) -> list[str]:
    return [str(door.endpoint) for door in doors or ()]


def test_the_bundled_profiles_lint_clean() -> None:
    assert len(BUNDLED) >= 3
    assert lint() == ()


def test_montpellier_has_its_own_servers_and_then_the_national_ones(
    montpellier: Institution, national: Platform
) -> None:
    legacy, shared = montpellier.platforms

    assert endpoints(legacy.imap) == ["courrier.ac-montpellier.fr:993:tls"]
    assert endpoints(legacy.smtp) == [
        "smtp.ac-montpellier.fr:587:starttls",
        "smtp.ac-montpellier.fr:465:tls",
    ]
    assert legacy.secret is SecretKind.PASSWORD
    assert shared == national


def test_no_server_of_montpellier_has_two_witnesses(montpellier: Institution) -> None:
    doors = [d for p in montpellier.platforms for d in (*p.imap, *(p.smtp or ()))]

    assert len(doors) == 4
    assert all(door.provenance.unverified for door in doors)


def test_the_login_of_montpellier_is_not_the_address(montpellier: Institution) -> None:
    rule = montpellier.platforms[0].login

    assert rule.form is LoginForm.IDENTIFIER
    assert "fdurand1" in rule.examples
    assert rule.pattern is not None
    assert re.search(rule.pattern, "fdurand1")
    assert not re.search(rule.pattern, "florent.durand@ac-montpellier.fr")
    assert "{initial}{family}{digit}" in rule.suggestions
    assert rule.provenance.unverified


def test_the_national_outgoing_server_is_unknown_and_not_guessed(
    national: Platform,
) -> None:
    everything = " ".join(path.read_text("utf-8") for path in BUNDLED)

    assert national.smtp is None
    assert endpoints(national.imap) == ["imap.education.gouv.fr:993:tls"]
    assert not re.search(r"smtps?\.education\.gouv\.fr", everything)


def test_the_national_platform_explains_its_application_passwords(
    national: Platform,
) -> None:
    prepare = next(h for h in national.hints if h.kind is HintKind.PREPARE)
    warning = next(h for h in national.hints if h.kind is HintKind.WARNING)

    assert national.secret is SecretKind.APPLICATION_PASSWORD
    assert national.login.form is LoginForm.ADDRESS
    assert len(prepare.steps_fr) == len(prepare.steps_en) == 4
    assert "Préférences" in prepare.steps_fr[1]
    assert "Mots de passe sécurisés" in prepare.steps_fr[2]
    assert "Connexion" in prepare.steps_fr[3]
    assert "révoquer" in warning.fr
    assert "revoke" in warning.en


LINKS = [
    (LinkKind.WEBMAIL, "https://webmail.ac-montpellier.fr/"),
    (LinkKind.WEBMAIL, "https://messagerie.education.gouv.fr/"),
    (LinkKind.ACTIVATION, "https://aida.ac-montpellier.fr/"),
    (LinkKind.PASSWORD, "https://aida.ac-montpellier.fr/"),
    (LinkKind.INTRANET, None),
    (LinkKind.IPROF, None),
    (LinkKind.HR, None),
    (LinkKind.ENT, None),
]


@pytest.mark.parametrize(("kind", "url"), LINKS)
def test_each_page_stands_with_its_address_or_the_way_to_it(
    montpellier: Institution, kind: LinkKind, url: str | None
) -> None:
    assert (kind, url) in [(link.kind, link.url) for link in montpellier.links]


def test_the_first_webmail_is_the_institutions_own(montpellier: Institution) -> None:
    link = montpellier.link(LinkKind.WEBMAIL)

    assert link is not None
    assert link == montpellier.platforms[0].webmail
    assert not link.provenance.unverified


def test_pages_without_an_address_tell_the_way(montpellier: Institution) -> None:
    accolad = montpellier.link(LinkKind.INTRANET)

    assert accolad is not None
    assert "Accolad" in accolad.fr
    assert "Accès direct" in accolad.fr
    assert "Accès direct" in accolad.en


def test_the_page_that_offers_the_choice_of_the_academie(registry: Registry) -> None:
    assert registry.national is not None
    link = registry.national.link(LinkKind.SIGN_IN)

    assert link is not None
    assert link.url == "https://hub.phm.education.gouv.fr/ds"


def contacts(institution: Institution, purpose: Purpose) -> list[Contact]:
    return [one for one in institution.contacts if one.serves is purpose]


# Whom, in which département, and how they are reached.
OFFICES: list[tuple[Audience, str | None, str | None, tuple[str, ...]]] = [
    (
        Audience.FIRST_DEGREE,
        "34",
        "dsden34-diper@ac-montpellier.fr",
        ("04 67 91 52 71",),
    ),
    (Audience.FIRST_DEGREE, "30", "ia30srh@ac-montpellier.fr", ("04 66 62 86 06",)),
    (Audience.FIRST_DEGREE, "66", "dsden66srhe@ac-montpellier.fr", ("04 68 66 28 62",)),
    (Audience.FIRST_DEGREE, "11", None, ("04 68 11 57 84",)),
    (
        Audience.FIRST_DEGREE,
        "48",
        "ia48drh@ac-montpellier.fr",
        ("04 66 49 51 13", "04 66 49 51 26"),
    ),
    (Audience.SECOND_DEGREE, None, "recdpe@ac-montpellier.fr", ()),
    (Audience.STAFF, None, "recdpate@ac-montpellier.fr", ()),
    (Audience.PRIVATE, None, "recdeep@ac-montpellier.fr", ("04 67 91 50 63",)),
]


@pytest.mark.parametrize(("audience", "department", "email", "phones"), OFFICES)
def test_a_lost_numen_has_its_office(
    montpellier: Institution,
    audience: Audience,
    department: str | None,
    email: str | None,
    phones: tuple[str, ...],
) -> None:
    (office,) = (
        one
        for one in contacts(montpellier, Purpose.NUMEN)
        if (one.audience, one.department) == (audience, department)
    )

    assert (office.email, office.phones) == (email, phones)
    assert office.provenance.unverified


def test_no_office_more_than_the_published_ones(montpellier: Institution) -> None:
    assert len(contacts(montpellier, Purpose.NUMEN)) == len(OFFICES)
    assert len(montpellier.contacts) == len(OFFICES) + 1


def test_the_rectorat_has_its_switchboard(montpellier: Institution) -> None:
    (rectorat,) = contacts(montpellier, Purpose.SWITCHBOARD)

    assert rectorat.phones == ("04 67 91 47 00",)
    assert rectorat.postal_address == "31 rue de l’Université, 34000 Montpellier"


def test_nobody_is_presented_as_the_it_helpdesk(montpellier: Institution) -> None:
    assert contacts(montpellier, Purpose.IT) == []


def test_the_address_with_the_foreign_domain_stands_nowhere() -> None:
    for path in BUNDLED:
        assert not re.search(r"[\w.]+@montpellier\.fr", path.read_text("utf-8"))


def test_folders_and_security_of_montpellier(montpellier: Institution) -> None:
    assert (montpellier.folders.sent, montpellier.folders.trash) == (
        "Sent",
        "Corbeille",
    )
    assert montpellier.folders.drafts is None
    assert montpellier.platforms[0].folders == montpellier.folders
    assert montpellier.minimum_tls == "1.2"


def test_folder_names_of_montpellier_are_not_the_national_platforms(
    montpellier: Institution,
) -> None:
    assert montpellier.platforms[1].folders == FolderNames()


def test_control_hosts_are_those_of_the_profile_and_the_national_platform(
    montpellier: Institution,
) -> None:
    hosts = {endpoint.host for endpoint in montpellier.control_hosts}

    assert hosts == {
        "courrier.ac-montpellier.fr",
        "webmail.ac-montpellier.fr",
        "imap.education.gouv.fr",
        "messagerie.education.gouv.fr",
    }
    assert Endpoint.parse("courrier.ac-montpellier.fr:993:tls") in (
        montpellier.control_hosts
    )


def provenances(institution: Institution) -> list[Provenance | None]:
    found = [institution.provenance, institution.folders.provenance]
    found += [link.provenance for link in institution.links]
    found += [contact.provenance for contact in institution.contacts]
    for platform in institution.platforms:
        doors = (*platform.imap, *(platform.smtp or ()))
        found += [door.provenance for door in doors]
        found += [hint.provenance for hint in platform.hints]
        found.append(platform.login.provenance)
    return found


def test_every_fact_names_a_witness_that_can_be_looked_up(
    montpellier: Institution,
) -> None:
    facts = provenances(montpellier)

    assert len(facts) > 25
    for fact in facts:
        assert fact is not None
        # A bare number of a search index tells nobody anything.
        assert not re.search(r"public-code|seed", fact.source)
