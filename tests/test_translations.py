"""Every sentence has its French, and both languages keep to the house's words."""

import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FRENCH = ROOT / "resources" / "locale" / "fr" / "LC_MESSAGES" / "assistant.po"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
NO_BREAK = "\u00a0"
DECIMAL_SIGN = "."  # 2.5 seconds, 2,5 secondes


def forms(message: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A message's one form, or its singular and plural."""
    return (message,) if isinstance(message, str) else tuple(message or ())


@cache
def sentences() -> frozenset[tuple[str, ...]]:
    found = extract_from_dir(
        ROOT / "assistant", method_map=[("**.py", "python")], keywords=KEYWORDS
    )
    return frozenset(forms(message) for _, _, message, _, _ in found)


@cache
def catalogue() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def translations() -> list[Message]:
    return [message for message in catalogue() if message.id]


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_sentences_are_found_in_the_program() -> None:
    assert len(sentences()) > 100


def test_every_sentence_has_its_french() -> None:
    french = {forms(m.id) for m in translations() if all(forms(m.string))}

    assert sentences() - french == set()


def test_no_french_is_left_over() -> None:
    assert {forms(m.id) for m in translations()} - sentences() == set()
    assert not catalogue().obsolete


def test_no_translation_is_doubtful() -> None:
    assert [m.id for m in translations() if m.fuzzy] == []


def test_both_languages_have_the_same_gaps() -> None:
    assert [
        french
        for message in translations()
        for french in forms(message.string)
        if gaps(french) != gaps(forms(message.id)[-1])
    ] == []


def test_a_control_with_a_key_has_one_in_both_languages() -> None:
    keys = re.compile("&[^& ]")

    assert [
        french
        for message in translations()
        for french in forms(message.string)
        if len(keys.findall(french)) != len(keys.findall(forms(message.id)[0]))
    ] == []


# What French typography asks for: « words », a no-break space before the signs
# with two parts, and one apostrophe. Times, web addresses and gaps have no such
# space before their colon.
MISPLACED = {
    " [:;?!»]": "a breaking space before a sign",
    "«[^\u00a0]": "no fixed space after «",
    "[^\u00a0]»": "no fixed space before »",
    r"[^\W\d_][;?!]": "no space before a sign",
    r"[^\W\d_]:(\s|$)": "no space before a colon",
    r"[^\W\d_]'[^\W\d_]": "a straight apostrophe",
    r"\.\.\.": "three dots for an ellipsis",
    "[“”]": "English quotation marks",
}


def faults(french: str) -> list[str]:
    return [fault for sign, fault in MISPLACED.items() if re.search(sign, french)]


def test_french_keeps_to_french_typography() -> None:
    found = [
        (french, faults(french))
        for message in translations()
        for french in forms(message.string)
        if faults(french)
    ]

    assert found == []


@pytest.mark.parametrize("wrong", [" :", "a;", "« a", "l'eau", "a: b", "“a”", "..."])
def test_a_fault_of_typography_is_seen(wrong: str) -> None:
    assert faults(wrong)


@pytest.mark.parametrize(
    "right",
    [
        f"mot{NO_BREAK}: «{NO_BREAK}oui{NO_BREAK}»{NO_BREAK}?",
        "https://host/page",
        "HOST:PORT:tls",
        "l’eau",
        "12:30",
    ],
)
def test_good_typography_is_left_in_peace(right: str) -> None:
    assert faults(right) == []


def test_nobody_is_shouted_at() -> None:
    spoken = [
        text
        for message in translations()
        for text in (*forms(message.id), *forms(message.string))
    ]

    assert [text for text in spoken if "!" in text] == []


def ending(text: str) -> tuple[bool, bool, bool]:
    return text.endswith("."), text.endswith("?"), text[-1:].isspace()


def test_a_sentence_stays_a_sentence_and_a_label_a_label() -> None:
    assert [
        french
        for message in translations()
        for french in forms(message.string)
        if message.id != DECIMAL_SIGN and ending(french) != ending(forms(message.id)[0])
    ] == []


# One word for each thing, and the one that teachers say.
OTHER_WORDS = re.compile(
    r"profils? d’établissement|logiciels? de messagerie|e-mail|\bmail\b|\blogin\b|"
    r"\bfautes?\b|prouver|client de|\bmarche\b|\bécrire (le|ce) compte|\btrousseau\b",
    re.IGNORECASE,
)


def test_each_thing_has_one_name_in_french() -> None:
    assert [
        french
        for message in translations()
        for french in forms(message.string)
        if OTHER_WORDS.search(re.sub(r"\{\w+\}|--\S+", "", french))
    ] == []
