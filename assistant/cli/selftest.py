"""`self-test`: is this installation complete?"""

import importlib

import click

from assistant import assets
from assistant.cli.options import Common, common_options
from assistant.cli.running import renderer
from assistant.engine import profiles
from assistant.model.event import Result, Step, StepState
from assistant.model.exits import Exit
from assistant.text import LANGUAGES, _

_LIBRARIES = (
    "certifi",
    "cryptography",
    "dns.message",
    "keyring",
    "psutil",
    "pydantic",
    "PySide6.QtWidgets",
    "truststore",
)


@click.command(name="self-test", help=_("Check that this program is complete."))
@common_options
@click.pass_obj
def command(common: Common) -> int:
    """Import every library, find every file; no network, nothing written."""
    shown = renderer(common)
    missing = [*_missing_libraries(), *_missing_files()]
    for name in missing:
        shown.event(Step(name, StepState.FAILED))
    ok = not (missing or profiles.lint(()))
    message = _("Everything is there.") if ok else _("Something is missing.")
    result = Result(
        command="self-test",
        exit=Exit.FINE if ok else Exit.PROBLEM,
        message=message,
        details={"missing": missing},
    )
    shown.result(result)
    return result.exit


def _missing_libraries() -> list[str]:
    missing = []
    for name in _LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    return missing


def _missing_files() -> list[str]:
    wanted = [
        assets.profiles_folder() / "ac-montpellier.toml",
        assets.profiles_folder() / "education-nationale.toml",
        *(
            assets.resource("locale", language, "LC_MESSAGES", "assistant.mo")
            for language in LANGUAGES
            if language != "en"
        ),
    ]
    return [str(path) for path in wanted if not path.is_file()]
