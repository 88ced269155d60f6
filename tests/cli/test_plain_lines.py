"""What a person reads in a pipe: a step, what it found below it, then the end."""

import re

from tests.cli.calls import ADDRESS, PASSWORD, account_words, set_up
from tests.cli.command_line import CommandLine
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

JARGON = re.compile(r"\b(imap|smtp|tls|dns|port|committed)\b", re.IGNORECASE)


def test_the_servers_stand_aligned_below_their_step(cli: CommandLine) -> None:
    said = cli.run("discover", "x@ac-montpellier.fr")

    first, *servers = said.out.splitlines()
    assert first == "✓ Serveurs de cette adresse"
    assert len(servers) > 1
    assert len({line.rindex("  ") for line in servers}) == 1


def test_what_is_written_stands_below_its_step_and_nothing_needs_explaining(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    said = cli.run(
        *("setup", *account_words(dovecot.imap, postfix.smtp), "--name=Alice"),
        *("--password-stdin", "--yes"),
        given=f"{PASSWORD}\n",
    )

    lines = said.out.splitlines()
    at = lines.index("✓ Ce qui sera enregistré")
    assert lines[at + 1].startswith("    ~/.thunderbird")
    assert not lines[at - 1].startswith(" ")
    assert not JARGON.search(said.out)
    assert ADDRESS not in said.out


def test_the_list_says_in_words_how_each_entry_stands(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    set_up(cli, dovecot, postfix, "--yes")
    before = cli.run("undo", "--list").out
    cli.run("undo", "--yes")
    after = cli.run("undo", "--list").out

    assert "Compte ajouté à Thunderbird (en place)" in before
    assert "Compte ajouté à Thunderbird (défait)" in after


def test_a_number_that_is_not_there_is_said(cli: CommandLine) -> None:
    said = cli.run("undo", "7", "--yes")

    assert said.exit == 1
    assert "rien à défaire sous ce numéro" in said.out


def test_a_rehearsal_ends_with_a_word(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    account = account_words(dovecot.imap, postfix.smtp)
    said = cli.run("setup", *account, "--no-password", "--dry-run")

    assert said.exit == 0
    assert said.out.splitlines()[-1].startswith("Rien n’a été enregistré")


def test_help_is_french_down_to_its_placeholders(cli: CommandLine) -> None:
    said = cli.run("setup", "--help")

    for word in ("ADRESSE", "IDENTIFIANT", "SERVEUR", "NOM", "DOSSIER", "FICHIER|ID"):
        assert f" {word}" in said.out
    assert not re.search(r"\b(TEXT|PATH|ENDPOINT|FILE)\b", said.out)


def test_a_step_that_was_not_tried_names_the_one_that_failed(
    cli: CommandLine, dovecot: Dovecot, postfix: Postfix
) -> None:
    said = cli.run(
        *("check", *account_words(dovecot.imap, postfix.smtp), "--password-stdin"),
        given="wrong\n",
    )

    assert "✗ Réception\u00a0: identification" in said.out.splitlines()
    assert (
        "– Envoi\u00a0: identification — non essayé, car «\u00a0Réception\u00a0: "
        "identification\u00a0» a échoué"
    ) in said.out.splitlines()
