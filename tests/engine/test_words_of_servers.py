"""What a server says leaves the engine without anything personal."""

from pathlib import Path

from assistant.engine.tally import Tally
from assistant.model.signal import Signal, Stage
from tests.engine.scene import world_at
from tests.engine.test_attempts import checked
from tests.network.certificates import Authority
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix


def test_a_servers_words_repeat_neither_login_nor_address(
    tmp_path: Path, authority: Authority, dovecot: Dovecot, postfix: Postfix
) -> None:
    bye = "* BYE [UNAVAILABLE] alice must ask chief@ac-rig.test from 10.12.13.14"

    result = checked(tmp_path, authority, (dovecot, postfix), imap=bye)

    assert result.diagnosis is not None
    (signal,) = result.diagnosis.verdict.evidence
    assert signal.code == "imap:UNAVAILABLE"
    assert str(signal.facts["text"]).endswith("‹…› must ask ‹…› from ‹…›")


def test_what_is_only_noted_is_redacted_too(tmp_path: Path) -> None:
    tally = Tally(world_at(tmp_path), "check")
    tally.known = ("alice",)
    facts = {"text": "alice", "notice": "for alice", "version": "153.0"}
    tally.notes.append(Signal(Stage.CLIENT, "client:NEWER_VERSION", facts=facts))

    (note,) = tally.fine().notes

    assert note.evidence[0].facts == {
        "text": "‹…›",
        "notice": "for ‹…›",
        "version": "153.0",
    }
