"""Faults on an emulated line of 50 ms; `make bench` measures the speed there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from assistant.net import Limits
from tests.network.accounts import ACCOUNTS
from tests.network.faults import Way
from tests.network.rig import Rig

pytestmark = pytest.mark.real
PASSWORDS = {account.login: account.password for account in ACCOUNTS}
# A busy machine may be slow; whoever waits for a time-out is slower still.
NO_TIME_OUT_S = Limits().connect_s


@pytest.fixture
def line(rig: Rig) -> Iterator[Rig]:
    rig.network.link.shape(rtt_ms=50)
    yield rig
    rig.network.link.shape()


@dataclass(frozen=True)
class Found:
    elapsed_s: float
    ports: list[int]
    answers: list[str]
    signals: list[str]


def check(rig: Rig, secret: str = PASSWORDS["alice"]) -> Found:
    done = rig.run_python("tests.net.check_once", "alice", given=secret)
    return Found(**json.loads(done.stdout))


def test_a_check_opens_the_preferred_doors(line: Rig) -> None:
    found = check(line)

    assert found.answers == ["Accepted", "Accepted"]
    assert found.ports == [993, 465]


def test_a_filtered_port_is_not_waited_for(line: Rig) -> None:
    with line.faults.ports(Way.DROP, 993):
        found = check(line)

    assert found.ports == [143, 465]
    assert found.elapsed_s < NO_TIME_OUT_S


def test_filtered_ipv6_is_not_waited_for(line: Rig) -> None:
    with line.faults.ipv6_blackhole():
        found = check(line)

    assert found.answers == ["Accepted", "Accepted"]
    assert found.elapsed_s < NO_TIME_OUT_S


def test_a_wrong_password_costs_one_attempt(line: Rig) -> None:
    line.dovecot.forget_attempts()

    found = check(line, secret="not it")

    assert found.answers == ["Refused"]
    assert len(line.dovecot.attempts()) == 1


@pytest.mark.parametrize("way", [Way.REJECT, Way.ICMP])
def test_a_rejected_port_is_no_obstacle(line: Rig, way: Way) -> None:
    with line.faults.ports(way, 993, 465):
        found = check(line)

    assert found.ports == [143, 587]
    assert found.answers == ["Accepted", "Accepted"]
    assert len(found.signals) == 2


def test_a_dead_resolver_is_named_in_time(line: Rig) -> None:
    with line.faults.dns_dead():
        found = check(line)

    assert set(found.signals) == {"dns:TIMEOUT"}
    assert found.elapsed_s < NO_TIME_OUT_S


def test_unreachable_ipv6_is_passed_over(line: Rig) -> None:
    with line.faults.ipv6_unreachable():
        found = check(line)

    assert found.answers == ["Accepted", "Accepted"]
    assert found.elapsed_s < NO_TIME_OUT_S
