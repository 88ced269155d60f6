"""`make bench`: one table; exit code 1 when a bar is missed.

python -m tests.bench [--json] [--runs N]
"""

import argparse
import os
import sys

from tests.bench import starting
from tests.bench.row import Row, as_json, table
from tests.bench.scenarios import RTT_MS, network_rows
from tests.network.rig import running_rig


def main() -> int:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--json", action="store_true", help="one object per line")
    parser.add_argument(
        "--runs", type=int, default=9, help="of which the median counts"
    )
    chosen = parser.parse_args()
    rows: list[Row] = []
    busy = os.getloadavg()[0]  # other work on the machine makes every figure worse
    with running_rig() as rig:
        for row in network_rows(rig, chosen.runs):
            rows.append(row)
            sys.stderr.write(".")
            sys.stderr.flush()
    rows += [starting.version(chosen.runs), starting.window(chosen.runs)]
    sys.stderr.write("\n")
    heading = (
        f"{chosen.runs} runs each, medians; network: {RTT_MS} ms round trip;"
        f" load before: {busy:.1f} on {os.cpu_count()} cores\n\n"
    )
    sys.stdout.write((as_json(rows) if chosen.json else heading + table(rows)) + "\n")
    return int(any(row.is_missed for row in rows))


if __name__ == "__main__":
    sys.exit(main())
