"""The bench measures what it says it measures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.institutions import load
from assistant.model.institution import Institution
from tests.bench import product, scenarios, starting
from tests.network.faults import Way
from tests.network.rig import Rig


@pytest.fixture
def slow_line(rig: Rig) -> Iterator[Rig]:
    """Give the rig with the bench's round trip, and without it afterwards."""
    rig.network.link.shape(rtt_ms=scenarios.RTT_MS)
    yield rig
    rig.network.link.shape()


def test_the_profile_of_the_bench_has_no_fault(tmp_path: Path) -> None:
    _, path = product.profile(tmp_path)

    read = load(Path(path))

    assert isinstance(read, Institution), read


def test_a_good_check_takes_the_networks_time_and_not_much_more(
    slow_line: Rig, tmp_path: Path
) -> None:
    options = product.known_servers(slow_line)

    measured = product.medians(slow_line, tmp_path, options, runs=1)

    # Six round trips are the least that any client needs; the bar itself is for
    # `make bench`, on a machine that does nothing else.
    assert 6 * 0.05 <= measured.elapsed_s < 1
    assert measured.wall_s > measured.elapsed_s


def test_a_filtered_port_costs_tenths_of_a_second(
    slow_line: Rig, tmp_path: Path
) -> None:
    options = product.profile(tmp_path)

    with slow_line.faults.ports(Way.DROP, 993):
        measured = product.medians(slow_line, tmp_path, options, runs=1)

    assert measured.elapsed_s < 2


def test_a_wrong_password_costs_one_failed_login(
    slow_line: Rig, tmp_path: Path
) -> None:
    options = product.known_servers(slow_line)

    rows = {
        row.name: row for row in scenarios._wrong_password(slow_line, tmp_path, options)
    }

    assert rows["wrong password: failed logins, IMAP"].value == 1
    assert rows["wrong password: failed logins, SMTP"].value == 0
    # The server's delay shows that the refusal was waited for, once.
    assert 1 < (rows["wrong password: time"].value or 0) < 4


def test_the_standard_library_is_measured_beside(slow_line: Rig) -> None:
    row = scenarios._standard_library(slow_line, runs=1)

    assert 0.5 < (row.value or 0) < 5


def test_starting_is_compared_with_the_least_its_tools_need() -> None:
    row = starting.version(runs=1)

    assert row.value is not None
    assert row.value > 1
    assert row.unit == "×"


def test_the_first_window_is_compared_with_an_empty_wizard() -> None:
    row = starting.window(runs=1)

    assert row.value is not None, row.note
    assert row.value > 0.5


def test_the_packets_of_a_check_are_listed_in_order(slow_line: Rig) -> None:
    listed = slow_line.run_python(
        "tests.bench.packets",
        *product.command(product.known_servers(slow_line)),
        given=slow_line.dovecot.accounts["alice"] + "\n",
    ).stdout.splitlines()

    times = [float(line.split()[0]) for line in listed]
    assert times == sorted(times)
    assert times[0] == 0
    # Four questions leave together: two names, two families.
    assert all("→ IPv4:53" in line for line in listed[:4])
    assert times[3] < 20
    # Both names are known before anybody is called.
    first_call = next(line for line in listed if "SYN" in line)
    assert float(first_call.split()[0]) >= 50
    for port in (993, 465):
        assert any(f":{port} " in line and "bytes" in line for line in listed)
