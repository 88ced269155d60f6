import json
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.support import Action, ActionLog
from assistant.support.log import MAX_BYTES


class StillClock:
    def now(self) -> float:
        return 1_795_000_000.0

    def monotonic(self) -> float:
        return 0.0


def log(folder: Path) -> ActionLog:
    return ActionLog(folder / "state", StillClock())


def lines(folder: Path) -> list[dict[str, object]]:
    text = (folder / "state" / "actions.jsonl").read_text("ascii")
    return [json.loads(line) for line in text.splitlines()]


def test_an_action_is_one_line(tmp_path: Path) -> None:
    log(tmp_path).write(Action("setup", 0, 0.41234, client="thunderbird", entry="7"))
    log(tmp_path).write(
        Action("check", 1, verdict="AUTH-01", code="imap:AUTHENTICATIONFAILED")
    )

    assert lines(tmp_path) == [
        {
            "v": 1,
            "when": "2026-11-18T11:06:40+00:00",
            "command": "setup",
            "exit": 0,
            "elapsed_s": 0.412,
            "client": "thunderbird",
            "entry": "7",
            "attempts": 0,
        },
        {
            "v": 1,
            "when": "2026-11-18T11:06:40+00:00",
            "command": "check",
            "exit": 1,
            "elapsed_s": 0.0,
            "verdict": "AUTH-01",
            "code": "imap:AUTHENTICATIONFAILED",
            "attempts": 0,
        },
    ]


@pytest.mark.parametrize(
    "words",
    ["anne.prof@ac-x.fr", "a sentence", "mot-clé", "x" * 41, "", 'a"b', "a\nb", "%s"],
)
def test_no_field_lets_words_through(tmp_path: Path, words: str) -> None:
    texts = {f.name: words for f in fields(Action) if "str" in str(f.type)}

    log(tmp_path).write(Action(exit=0, **texts))  # type: ignore[arg-type]  # the texts only

    (line,) = lines(tmp_path)
    assert {line[name] for name in texts} == {"?"}


def test_the_log_is_closed_to_others_and_stays_small(tmp_path: Path) -> None:
    writer = log(tmp_path)
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "actions.jsonl").write_text("x" * MAX_BYTES + "\n")
    (folder / "actions.jsonl").chmod(0o600)

    writer.write(Action("check", 0))

    assert len(lines(tmp_path)) == 1
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["actions.jsonl", "actions.jsonl.1"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_log_that_cannot_be_written_stops_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("in the way")
    log(tmp_path).write(Action("check", 0))

    other = tmp_path / "other" / "state" / "actions.jsonl"
    other.mkdir(parents=True)
    log(tmp_path / "other").write(Action("check", 0))

    assert capfd.readouterr() == ("", "")


def test_a_full_disk_stops_nobody(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no disk that is always full")
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "actions.jsonl").symlink_to(full)

    log(tmp_path).write(Action("check", 0))

    assert capfd.readouterr() == ("", "")
