"""What `profile show` prints, and what it costs to be able to."""

import json
import subprocess
import sys

from assistant.institutions import Registry, load, shown
from assistant.model.institution import Institution
from tests.institutions.conftest import Write


def test_everything_is_of_jsons_own_types() -> None:
    institution = Registry.from_folders().by_id("ac-montpellier")
    assert institution is not None

    again = json.loads(json.dumps(shown(institution)))

    assert again == shown(institution)
    assert again["id"] == "ac-montpellier"
    assert again["origin"] == "bundled"
    first = again["platforms"][0]
    assert first["imap"][0]["endpoint"] == {
        "host": "courrier.ac-montpellier.fr",
        "port": 993,
        "security": "tls",
    }
    assert first["imap"][0]["provenance"]["checked"] == "2026-11-01"
    assert first["imap"][0]["provenance"]["unverified"] is True
    assert again["platforms"][1]["smtp"] is None
    assert again["contacts"][3]["email"] is None


def test_words_are_plain_text_without_their_enum(write: Write) -> None:
    institution = load(write())
    assert isinstance(institution, Institution)

    platforms = shown(institution)["platforms"]

    assert isinstance(platforms, list)
    assert isinstance(platforms[0], dict)
    assert type(platforms[0]["secret"]) is str


def test_nothing_heavy_is_loaded_before_a_profile_is_read() -> None:
    program = (
        "import sys, assistant.institutions as i, assistant.discovery\n"
        "i.Registry.from_folders()\n"
        "assert 'pydantic' not in sys.modules, 'pydantic'\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
