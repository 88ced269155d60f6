"""Whatever stands in a file, reading it gives an answer."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import assets
from assistant.institutions import Finding, Findings, lint, load
from assistant.model.institution import Institution

PROFILES = [
    path.read_bytes() for path in sorted(assets.profiles_folder().glob("*.toml"))
]
PIECES = [
    *(b'" \' """ [ ] [[ ]] { } = , # \n \\ \x00 \xff . -1 1e999 true'.split(b" ")),
    b"[[platforms]]\n",
    b"smtp = {}\n",
    b'use = ["x"]\n',
    b"domains = [{a = 1}]\n",
    b'security = "1.2"\n',
    b"2026-11-01T10:00:00Z",
    b"99999999999999999999",
    b"inf",
]


def mutated(profile: bytes, seed: int, times: int) -> bytes:
    """Return the profile with pieces put in, cut out, or lines moved."""
    chance = random.Random(seed)
    for _ in range(times):
        start = chance.randrange(len(profile) + 1)
        end = min(len(profile), start + chance.randrange(12))
        lines = profile.split(b"\n")
        match chance.randrange(4):
            case 0:
                piece = chance.choice(PIECES)
                profile = profile[:start] + piece + profile[end:]
            case 1:
                profile = profile[:start] + profile[end:]
            case 2:
                lines.insert(chance.randrange(len(lines)), chance.choice(lines))
                profile = b"\n".join(lines)
            case _:
                del lines[chance.randrange(len(lines))]
                profile = b"\n".join(lines)
    return profile


def answer_for(content: bytes) -> Institution | Findings:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.toml"
        path.write_bytes(content)
        assert all(isinstance(finding, Finding) for finding in lint([path]))
        return load(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    profile=st.sampled_from(PROFILES),
    seed=st.integers(0, 2**32),
    times=st.integers(1, 6),
)
def test_a_mutated_profile_is_read_or_refused_with_reasons(
    profile: bytes, seed: int, times: int
) -> None:
    content = mutated(profile, seed, times)

    answer = answer_for(content)

    if isinstance(answer, Findings):
        lines = content.replace(b"\r\n", b"\n").count(b"\n") + 1
        assert len(answer) > 0
        assert all(finding.message for finding in answer)
        assert all(f.line is None or 1 <= f.line <= lines for f in answer)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_reasons(content: bytes) -> None:
    assert isinstance(answer_for(content), Findings)


# One value of each kind where every key of a profile might have another.
@pytest.mark.parametrize("value", ["1", '"x"', "[]", "{}", "true", "[[1]]", "1.5"])
def test_any_value_at_any_key_gives_an_answer(value: str) -> None:
    text = next(p for p in PROFILES if b'id = "example"' in p).decode()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        key, equals, _rest = line.partition(" = ")
        if equals and not line.startswith("#"):
            spoilt = [*lines[:number], f"{key} = {value}", *lines[number + 1 :]]

            answer = answer_for("\n".join(spoilt).encode())

            if isinstance(answer, Findings):
                assert all(f.line is None or f.line > 0 for f in answer)
