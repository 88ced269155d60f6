"""The order in which addresses are tried."""

from pathlib import Path

import pytest

from assistant.net.addresses import Addresses, AddressSource, hosts_file, literal


def test_families_take_turns() -> None:
    found = Addresses("x", ("::1", "::2", "::3"), ("1.1.1.1",), AddressSource.DNS)

    assert found.in_order() == ("::1", "1.1.1.1", "::2", "::3")


@pytest.mark.parametrize("text", ["localhost", "1.2.3", "1.2.3.4.5", "", "::g"])
def test_a_name_is_no_address(text: str) -> None:
    assert literal(text) is None


def test_windows_keeps_its_hosts_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SystemRoot", raising=False)
    assert hosts_file() == Path("/etc/hosts")

    monkeypatch.setenv("SystemRoot", "/windows")
    assert hosts_file() == Path("/windows/System32/drivers/etc/hosts")
