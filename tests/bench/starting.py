"""How long the program takes to start, against the least that its tools need."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from tests.bench.product import COMMAND
from tests.bench.row import Row
from tests.network.namespaces import ROOT

VERSION_BAR, WINDOW_BAR = 8.0, 3.0


def version(runs: int) -> Row:
    """Compare `--version` with an interpreter that does nothing."""
    ours, least = _alternate(
        runs,
        lambda: _duration([COMMAND, "--version"]),
        lambda: _duration([sys.executable, "-c", "pass"]),
    )
    return Row(
        name="--version : python -c pass",
        value=ours / least,
        unit="×",
        bar=VERSION_BAR,
        wall_s=ours,
        note=f"python -c pass {least:.3f} s",
    )


def window(runs: int) -> Row:
    """Compare the first painted window with an empty QWizard's."""
    name = "first window : empty QWizard"
    try:
        ours, least = _alternate(
            runs, lambda: _first_paint("product"), lambda: _first_paint("empty")
        )
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip().splitlines() or ["no reason given"]
        return Row(name=name, value=None, unit="×", bar=WINDOW_BAR, note=reason[-1])
    return Row(
        name=name,
        value=ours / least,
        unit="×",
        bar=WINDOW_BAR,
        wall_s=ours,
        note=f"empty QWizard {least:.3f} s, both offscreen",
    )


def _alternate(
    runs: int, one: Callable[[], float], other: Callable[[], float]
) -> tuple[float, float]:
    """Return both medians; taking turns lets a busy moment hit both alike."""
    pairs = [(one(), other()) for _ in range(runs + 1)][1:]  # the first warms the disk
    ours, theirs = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(theirs)


def _duration(command: list[str]) -> float:
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - began


def _first_paint(which: str) -> float:
    with tempfile.TemporaryDirectory() as home:
        environ = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
        }
        began = time.monotonic()
        painted = subprocess.run(
            [sys.executable, "-m", "tests.bench.window", which],
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
            env=environ,
        )
        return float(painted.stdout) - began
