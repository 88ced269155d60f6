from pathlib import PurePosixPath, PureWindowsPath

import pytest

from assistant.clients.thunderbird.install_hash import install_hash


@pytest.mark.parametrize(
    ("directory", "known"),
    [
        # Seen in a `profiles.ini` that Thunderbird 153 wrote from there; each takes
        # another branch of the hash.
        ("/tb", "9EE1A3F9BFE790A5"),
        ("/opt/tb", "5585C215202ACA6B"),
        ("/opt/thunderbird", "9238613B8C3D2579"),
        ("/usr/lib/thunderbird", "FDC34C9F024745EB"),
        # The values Mozilla's installer is known for.
        (r"C:\Program Files\Mozilla Thunderbird", "D78BF5DD33499EC2"),
        (r"C:\Program Files (x86)\Mozilla Thunderbird", "8216C80C92C4E828"),
        ("/Applications/Thunderbird.app/Contents/MacOS", "712DAF5A23ABECDC"),
    ],
)
def test_the_hash_is_the_one_thunderbird_computes(directory: str, known: str) -> None:
    assert install_hash(directory) == known


def test_paths_are_hashed_as_their_system_writes_them() -> None:
    windows = PureWindowsPath("C:/Program Files/Mozilla Thunderbird")

    assert install_hash(windows) == "D78BF5DD33499EC2"
    assert install_hash(PurePosixPath("/usr/lib/thunderbird")) == "FDC34C9F024745EB"


def test_every_length_has_a_hash_of_its_own() -> None:
    hashes = {install_hash("a" * length) for length in range(200)}

    assert len(hashes) == 200
    # No padding: a leading zero would make a name Thunderbird never looks for.
    assert all(not one.startswith("0") and len(one) <= 16 for one in hashes)
