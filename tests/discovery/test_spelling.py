"""A domain with a letter or two off is recognised; another domain is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.discovery.spelling import distance, suggest_domain

KNOWN = ("ac-montpellier.fr", "ac-toulouse.fr", "ac-nice.fr", "education.gouv.fr")
WORDS = st.text(alphabet="abc-.", max_size=8)


@pytest.mark.parametrize(
    "typed",
    [
        "ac-montpelier.fr",  # a letter left out
        "ac-montpelllier.fr",  # added
        "ac-montpellier.fe",  # replaced
        "ac-montpeliler.fr",  # swapped
        "acmontpelier.fr",  # two slips
        "ac-montpellierfr",
        "AC-Montpelier.fr",
        "ac-montpelier.fr.",
    ],
)
def test_one_or_two_slips_are_recognised(typed: str) -> None:
    assert suggest_domain(typed, KNOWN) == "ac-montpellier.fr"


@pytest.mark.parametrize(
    "typed",
    [
        "ac-montpellier.fr",  # right
        "AC-MONTPELLIER.FR",
        "montpellier.fr",  # the town: three letters off, another owner
        "ac-mompelie.fr",
        "gmail.com",
        "",
    ],
)
def test_what_is_right_or_far_off_gets_no_suggestion(typed: str) -> None:
    assert suggest_domain(typed, KNOWN) is None


def test_short_domains_are_near_to_everything_and_get_none() -> None:
    assert suggest_domain("sfr.fr", ("free.fr",)) is None
    assert suggest_domain("a.fr", ("b.fr",)) is None


def test_two_equally_near_domains_get_none() -> None:
    assert suggest_domain("ac-lide.fr", ("ac-lile.fr", "ac-lime.fr")) is None


def test_nothing_known_means_nothing_suggested() -> None:
    assert suggest_domain("ac-montpellier.fr", ()) is None


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("", "abc", 3), ("abc", "acb", 1), ("abcd", "badc", 2), ("ca", "abc", 3)],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips


@given(WORDS, WORDS)
def test_slips_are_the_same_both_ways_and_bounded(one: str, other: str) -> None:
    slips = distance(one, other)

    assert slips == distance(other, one)
    assert (slips == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips <= max(len(one), len(other))
