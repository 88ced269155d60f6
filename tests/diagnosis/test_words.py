from dataclasses import replace

from assistant.diagnosis import Context, LoginFit, decide, words
from assistant.model.signal import Stage
from assistant.model.verdict import Verdict
from assistant.text import use_language
from tests.diagnosis.told import client, imap, typed


def verdict_of(code: str, stage: Stage = Stage.TLS) -> Verdict:
    diagnosis = decide([imap(stage, code)])
    assert diagnosis is not None
    return diagnosis.verdict


def test_words_come_in_the_language_chosen_when_they_are_asked_for() -> None:
    verdict = verdict_of("imap:AUTHENTICATIONFAILED", Stage.AUTHENTICATE)

    use_language("fr")
    french = words(verdict)
    use_language("en")
    english = words(verdict)

    assert french.title == "Le mot de passe est refusé"
    assert english.title == "The password was refused"


def test_the_institution_stands_beside_its_helpdesk() -> None:
    use_language("fr")
    verdict = verdict_of("tls:verify:10")

    named = words(verdict, institution="Montpellier").advice
    nameless = words(verdict).advice

    assert "l’assistance informatique (Montpellier)" in named
    assert "l’assistance informatique" in nameless
    assert "(" not in nameless


def test_the_mail_program_is_called_by_its_name() -> None:
    use_language("fr")
    diagnosis = decide([client("RUNNING")])
    assert diagnosis is not None

    assert words(diagnosis.verdict, client="Thunderbird").advice.startswith(
        "Fermez Thunderbird"
    )
    assert words(diagnosis.verdict).advice.startswith(
        "Fermez votre logiciel de courriel"
    )


def test_a_name_with_braces_does_no_harm() -> None:
    use_language("en")
    verdict = verdict_of("tls:verify:10")

    assert "({x})" in words(verdict, institution="{x}").advice


def test_what_was_typed_chooses_the_words_of_a_refusal() -> None:
    use_language("en")
    refused = imap(Stage.AUTHENTICATE, "imap:AUTHENTICATIONFAILED")
    diagnosis = decide(
        [typed("address-as-login"), refused], Context(login=LoginFit.ADDRESS_AS_LOGIN)
    )
    assert diagnosis is not None

    assert words(diagnosis.verdict).title == "A login is expected, not the address"


def test_our_own_pause_has_its_own_words() -> None:
    use_language("en")
    diagnosis = decide([typed("BUDGET")])
    assert diagnosis is not None

    pause = words(diagnosis.verdict)
    servers = words(replace(diagnosis.verdict, evidence=()))
    assert pause.title == "We pause to protect your account"
    # Our countdown goes on whatever anyone tries; a server's may start anew.
    assert pause.avoid != servers.avoid
