"""Fixtures: real servers on free loopback ports, shared by every suite."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.network.certificates import Authority, Certificate
from tests.network.dovecot import Dovecot, DovecotOptions, running_dovecot
from tests.network.postfix import Postfix, PostfixOptions, running_postfix
from tests.network.programs import scratch_folder
from tests.network.rig import Rig, running_rig

DovecotFactory = Callable[..., Dovecot]
PostfixFactory = Callable[..., Postfix]


@pytest.fixture(scope="session")
def authority() -> Iterator[Authority]:
    """Give the throw-away authority that all test servers share."""
    with scratch_folder() as folder:
        yield Authority(folder)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Make this process and its children trust the test authority as the system's."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    return authority


@pytest.fixture(scope="session")
def dovecot(authority: Authority) -> Iterator[Dovecot]:
    """Give a Dovecot with a good certificate; its counters run over the session."""
    options = DovecotOptions(certificate=authority.good)
    with (
        scratch_folder() as folder,
        running_dovecot(folder, options, authority.ca_file) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot, authority: Authority) -> Iterator[Postfix]:
    """Give a Postfix that submits into `dovecot`."""
    options = PostfixOptions(certificate=authority.good)
    with (
        scratch_folder() as folder,
        running_postfix(folder, options, dovecot) as server,
    ):
        yield server


@pytest.fixture
def dovecot_factory(authority: Authority) -> Iterator[DovecotFactory]:
    """Give a function that starts a Dovecot of the test's own.

    Arguments are those of `DovecotOptions`, for example `certificate=`,
    `with_tls=False`, `connections_per_user=1`, `failure_delay_s=2`.
    """
    with contextlib.ExitStack() as running:

        def start(
            certificate: Certificate | None = None, **settings: object
        ) -> Dovecot:
            plain = DovecotOptions(certificate=certificate or authority.good)
            options = replace(plain, **settings)  # type: ignore[arg-type]  # checked by replace
            folder = running.enter_context(scratch_folder())
            return running.enter_context(
                running_dovecot(folder, options, authority.ca_file)
            )

        yield start


@pytest.fixture
def postfix_factory(authority: Authority) -> Iterator[PostfixFactory]:
    """Give a function that starts a Postfix of the test's own on a given Dovecot."""
    with contextlib.ExitStack() as running:

        def start(
            dovecot: Dovecot,
            certificate: Certificate | None = None,
            **settings: object,
        ) -> Postfix:
            plain = PostfixOptions(certificate=certificate or authority.good)
            options = replace(plain, **settings)  # type: ignore[arg-type]  # checked by replace
            folder = running.enter_context(scratch_folder())
            return running.enter_context(running_postfix(folder, options, dovecot))

        yield start


@pytest.fixture(scope="session")
def rig() -> Iterator[Rig]:
    """Give the emulated network: a client, a line with delay, real servers and DNS."""
    with running_rig() as running:
        yield running
