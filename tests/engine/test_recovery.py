"""What a start puts in order, and what it leaves alone."""

import asyncio
import json
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.clients.thunderbird.receipt import Receipt
from assistant.engine import Ready, Session
from assistant.model.event import Result
from assistant.model.exits import Exit
from tests.engine.scene import alices, told_by, world_at
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix

OTHER_FORM = {field.name: "[]" for field in fields(Receipt)}


def written(folder: Path, dovecot: Dovecot, postfix: Postfix) -> Path:
    """Write an account, and return the journal that tells of it."""
    session = Session(world_at(folder, dovecot.ca_file))

    async def set_up() -> Result:
        told = [event async for event in session.prepare(alices(dovecot, postfix))]
        (ready,) = [event for event in told if isinstance(event, Ready)]
        told = [event async for event in session.apply(ready)]
        assert isinstance(told[-1], Result)
        return told[-1]

    assert asyncio.run(set_up()).exit is Exit.FINE
    return folder / "state" / "journal" / "1" / "journal.jsonl"


strangely = pytest.mark.parametrize(
    "strange",
    [
        pytest.param({"client": "outlook"}, id="another client"),
        pytest.param({"receipt": {"root": "/x"}}, id="a receipt that lacks parts"),
        pytest.param({"receipt": OTHER_FORM}, id="a receipt in another form"),
    ],
)


@strangely
def test_undo_leaves_a_later_versions_entry_and_says_so(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, strange: dict[str, object]
) -> None:
    journal = written(tmp_path, dovecot, postfix)
    header, *rest = journal.read_text("ascii").splitlines(keepends=True)
    journal.write_text(
        json.dumps(json.loads(header) | strange) + "\n" + "".join(rest), "ascii"
    )

    _, result = asyncio.run(told_by(Session(world_at(tmp_path)).undo()))

    assert result.exit is Exit.PROBLEM
    assert result.message


@strangely
def test_a_later_versions_entry_that_was_cut_off_is_left_alone(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, strange: dict[str, object]
) -> None:
    journal = written(tmp_path, dovecot, postfix)
    header, *rest = journal.read_text("ascii").splitlines(keepends=True)
    cut_off = json.dumps(json.loads(header) | strange) + "\n" + rest[0]
    journal.write_text(cut_off, "ascii")

    Session(world_at(tmp_path)).recover()

    assert journal.read_text("ascii") == cut_off
