"""What the computer's administrators forbid Thunderbird to keep.

Sources: `distribution/policies.json` beside the program, on Linux also
`/etc/thunderbird/policies/policies.json`, on Windows group policy
(thunderbird.github.io/policy-templates).
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.platforms.host import Host, System

_REGISTRY_KEY = r"SOFTWARE\Policies\Mozilla\Thunderbird"
_OF_THE_SYSTEM = "/etc/thunderbird/policies/policies.json"
# Each with the value under which Thunderbird saves no password we could hand it
# (`PrimaryPassword.sys.mjs`: none is saved before the user has set one).
_FORBIDDING = {
    "PasswordManagerEnabled": False,
    "OfferToSaveLogins": False,
    "PrimaryPassword": True,
}


def forbidding_policy(host: Host, program: Path | None) -> str | None:
    """Return the policy that forbids saving passwords, None where none does.

    A file that cannot be read or understood forbids nothing: Thunderbird ignores
    it as well.
    """
    for path in _files(host, program):
        policies = _policies(path)
        for name, value in _FORBIDDING.items():
            if policies.get(name) is value:
                return name
    for name, value in _FORBIDDING.items():
        if str(int(value)) in host.registry_strings(_REGISTRY_KEY, name):
            return name
    return None


def _files(host: Host, program: Path | None) -> Iterator[Path]:
    if host.system is System.LINUX:
        yield host.at(_OF_THE_SYSTEM)
    if program:
        yield program / "distribution/policies.json"
        # The bundle's programs and its other files lie side by side on macOS.
        yield program.parent / "Resources/distribution/policies.json"


def _policies(path: Path) -> Mapping[str, Any]:  # Any: JSON of any shape
    try:
        root = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    policies = root.get("policies") if isinstance(root, dict) else None
    return policies if isinstance(policies, dict) else {}
