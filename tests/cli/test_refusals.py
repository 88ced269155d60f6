"""What a person reads when the command line itself is wrong."""

import pytest

from tests.cli.command_line import CommandLine

ADDRESS = "x@ac-montpellier.fr"
FRENCH = [
    ((), "Indiquez une commande. Voir\u00a0: assistant-messagerie --help"),
    (
        ("profile",),
        "Indiquez une commande. Voir\u00a0: assistant-messagerie profile --help",
    ),
    (("foo",), "Cette commande n’existe pas. Voir\u00a0: assistant-messagerie --help"),
    (
        ("profile", "foo"),
        "Cette commande n’existe pas. Voir\u00a0: assistant-messagerie profile --help",
    ),
    (("check",), "Il manque\u00a0: ADRESSE."),
    (("check", "x"), "Une adresse de courriel contient le signe @."),
    (
        ("check", ADDRESS, "--josn"),
        "L’option --josn n’existe pas. Vouliez-vous dire --json\u00a0?",
    ),
    (("check", ADDRESS, "--login"), "L’option --login demande une valeur."),
    (("check", ADDRESS, "--json=1"), "L’option --json ne prend pas de valeur."),
    (
        ("setup", ADDRESS, "--client=mutt"),
        "L’option --client prend l’une de ces valeurs\u00a0: thunderbird.",
    ),
    (
        ("check", ADDRESS, "--lang=de"),
        "L’option --lang prend l’une de ces valeurs\u00a0: fr, en.",
    ),
    (
        ("profile", "lint", "/nonexistent"),
        "Il n’y a ni fichier ni dossier /nonexistent.",
    ),
    (
        ("check", ADDRESS, "--password-stdin", "--no-password"),
        "Donnez --password-stdin ou --no-password, pas les deux.",
    ),
    (("undo", "1", "2"), "Trop de mots sur la ligne de commande. Voir\u00a0: --help"),
]
ENGLISH = [
    (("check",), "Missing: ADDRESS."),
    (("check", ADDRESS, "--json=1"), "The option --json takes no value."),
    (
        ("setup", ADDRESS, "--client=mutt"),
        "The option --client takes one of these: thunderbird.",
    ),
    (
        ("check", ADDRESS, "--imap=host"),
        "--imap: Write the server as HOST:PORT:tls or HOST:PORT:starttls.",
    ),
]


@pytest.mark.parametrize(("words", "sentence"), FRENCH)
def test_a_refusal_is_one_french_sentence(
    cli: CommandLine, words: tuple[str, ...], sentence: str
) -> None:
    said = cli.run(*words)

    assert (said.exit, said.out) == (2, "")
    assert said.err.rstrip("\n") == sentence


@pytest.mark.parametrize(("words", "sentence"), ENGLISH)
def test_a_refusal_is_one_english_sentence(
    cli: CommandLine, words: tuple[str, ...], sentence: str
) -> None:
    said = cli.run("--lang=en", *words)

    assert (said.exit, said.out) == (2, "")
    assert said.err.rstrip("\n") == sentence
