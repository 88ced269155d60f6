"""The situations that are timed on the emulated network."""

import json
import statistics
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from tests.bench import product
from tests.bench.row import Row
from tests.network.faults import Way
from tests.network.programs import scratch_folder
from tests.network.rig import Rig

RTT_MS = 50
# docs/performance.md counts them.
ROUND_TRIPS = 7
LIMIT_S = ROUND_TRIPS * RTT_MS / 1000

# Measured on the same network with Delta Chat's core 2.65.0 (Rust) in November 2026;
# it cannot trust a private authority, so it is quoted and not run here.
_QUOTED = (
    Row(name="Delta Chat: good", value=0.659, note="quoted"),
    Row(name="Delta Chat: 993 filtered", value=60.9, note="quoted"),
    Row(name="Delta Chat: wrong password", value=4, unit="logins", note="quoted"),
)


def network_rows(rig: Rig, runs: int) -> Iterator[Row]:
    """Measure every situation, each as soon as it is asked for."""
    rig.network.link.shape(rtt_ms=RTT_MS)
    with scratch_folder() as home:
        known, alternatives = product.known_servers(rig), product.profile(home)
        faults, good = rig.faults, 1.15 * LIMIT_S
        limit = f"{ROUND_TRIPS} round trips = {LIMIT_S:.3f} s"
        plain: AbstractContextManager[None] = nullcontext()
        for name, fault, options, bar, note in (
            ("check: servers given", plain, known, good, limit),
            ("check: profile", plain, alternatives, good, limit),
            (
                "check: 993 filtered",
                faults.ports(Way.DROP, 993),
                alternatives,
                0.8,
                "profile, 143 as alternative",
            ),
            ("check: IPv6 filtered", faults.ipv6_blackhole(), known, 0.75, ""),
        ):
            with fault:
                middle = product.medians(rig, home, options, runs=runs)
            yield Row(
                name=name,
                value=middle.elapsed_s,
                bar=bar,
                wall_s=middle.wall_s,
                note=note,
            )
        yield from _wrong_password(rig, home, known)
    yield _standard_library(rig, runs)
    yield from _QUOTED


def _wrong_password(rig: Rig, home: Path, options: tuple[str, ...]) -> Iterator[Row]:
    rig.dovecot.forget_attempts()
    outcome = product.check(rig, home, "not-the-password", options)
    if outcome.result["ok"]:
        raise RuntimeError(f"a wrong password passed: {outcome.result}")
    yield Row(
        name="wrong password: time",
        value=outcome.elapsed_s,
        wall_s=outcome.wall_s,
        note="the server delays its refusal by 2 s",
    )
    for service, bar in (("imap", 1), ("smtp", 0)):
        yield Row(
            name=f"wrong password: failed logins, {service.upper()}",
            value=rig.dovecot.failures(service=service),
            unit="logins",
            bar=bar,
            note="as the server's password check counts them",
        )


def _standard_library(rig: Rig, runs: int) -> Row:
    answer = rig.run_python(
        "tests.bench.peer",
        rig.imap.host,
        rig.smtp.host,
        "alice",
        str(runs),
        given=rig.dovecot.accounts["alice"] + "\n",
    )
    return Row(
        name="imaplib, then smtplib: good",
        value=statistics.median(json.loads(answer.stdout)),
        note="the standard library, measured in this run",
    )
