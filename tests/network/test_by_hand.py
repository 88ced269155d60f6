"""The network's words for humans do what they say."""

import contextlib

import pytest

from tests.network.__main__ import _do
from tests.network.rig import Rig


@pytest.mark.parametrize(
    "fault",
    [
        "drop 993 465",
        "reject 993",
        "icmp 143 587",
        "v6 blackhole",
        "v6 unreachable",
        "dns dead",
        "dns servfail",
        "dns lies",
        "captive",
        "link 1 0 100",
    ],
)
def test_each_documented_fault_is_switched_on_and_cleared(rig: Rig, fault: str) -> None:
    with contextlib.ExitStack() as faults:
        assert _do(rig, faults, ["fault", *fault.split()]) == "done"

        assert _do(rig, faults, ["fault", "clear"]) == "done"

        assert rig.faults._active == []
        assert _do(rig, faults, ["status"]).startswith("all servers answer")


def test_an_unknown_word_is_told(rig: Rig) -> None:
    with contextlib.ExitStack() as faults, pytest.raises(ValueError, match="drop all"):
        _do(rig, faults, ["fault", "drop all"])
