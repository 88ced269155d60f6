"""What the log keeps of an operation."""

import asyncio
import json
from pathlib import Path

from assistant.engine import Session
from assistant.model.address import EmailAddress
from tests.engine.scene import told_by, world_at
from tests.engine.test_recovery import written
from tests.network.dovecot import Dovecot
from tests.network.postfix import Postfix


def last_line(folder: Path) -> dict[str, object]:
    lines = (folder / "state" / "logs" / "actions.jsonl").read_text("ascii")
    last: dict[str, object] = json.loads(lines.splitlines()[-1])
    return last


def test_the_mail_program_that_was_set_up_is_logged(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix
) -> None:
    written(tmp_path, dovecot, postfix)

    assert last_line(tmp_path)["client"] == "thunderbird"
    assert "institution" not in last_line(tmp_path)


def test_the_profile_that_named_the_servers_is_logged(tmp_path: Path) -> None:
    address = EmailAddress.parse("florent.durand@ac-montpellier.fr")

    asyncio.run(told_by(Session(world_at(tmp_path)).discover(address)))

    assert last_line(tmp_path)["institution"] == "ac-montpellier"
    assert "client" not in last_line(tmp_path)
