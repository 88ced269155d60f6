"""What is wrong with a file is told all at once, where it stands."""

from pathlib import Path

import pytest

from assistant.institutions import Finding, Findings, load
from assistant.model.institution import Institution
from tests.institutions.conftest import Write
from tests.institutions.written import MINIMAL, line_with, spoilt


def findings_of(path: Path) -> tuple[Finding, ...]:
    answer = load(path)
    assert isinstance(answer, Findings), answer
    return answer.findings


def test_the_sample_is_right(write: Write) -> None:
    assert isinstance(load(write()), Institution)


# What is replaced, what by, the key that is named, a part of the advice.
FAULTS = [
    ('id = "sample"', 'id = "Sample 1"', "id", "ac-montpellier"),
    ('name = "Acad', 'nom = "Acad', "nom", "did you mean “name”"),
    ('name = "Acad', 'nom = "Acad', "name", "Missing; write: name ="),
    ('name = "Académie d’exemple"', 'name = " "', "name", "without blanks"),
    ('["example.org"]', '["Example.org"]', "domains[0]", "no domain"),
    ('["example.org"]', '["example"]', "domains[0]", "no domain"),
    ('["example.org"]', '"example.org"', "domains", 'domains = ["example.org"]'),
    ('["example.org"]', "[3]", "domains[0]", 'domains = ["example.org"]'),
    (
        '["example.org"]',
        '["example.org", "example.org"]',
        "domains[1]",
        "twice",
    ),
    ('["prenom.nom@example.org"]', '["prenom.nom"]', "address_examples[0]", "no mail"),
    (
        '["prenom.nom@example.org"]',
        '["prenom.nom@example.com"]',
        "address_examples[0]",
        "example.com is not the institution’s",
    ),
    ("imap.example.org:993:tls", "imap.example.org:993", "control_hosts[0]", "HOST:"),
    ('source = "https://www.example.org/"\n', "", "source", "Missing; write: source"),
    ("checked = 2026-11-01\n", "", "checked", "checked = 2026-11-01"),
    ("checked = 2026-11-01", 'checked = "2026"', "checked", "checked = 2026-11-01"),
    ('minimum_tls = "1.2"', 'minimum_tls = "1.1"', "security.minimum_tls", "1.2"),
    ('sent = "Sent"', 'sents = "Sent"', "folders.sents", "did you mean “sent”"),
    (
        'id = "main"',
        'id = "main"\nunverified = true\nzzz = 1',
        "platforms[0].zzz",
        "known here: id, name, secret",
    ),
    (
        'secret = "password"',
        'secret = "zzz"',
        "platforms[0].secret",
        "one of: password, application-password, browser",
    ),
    ('pattern = "^[a-z]+$"', 'pattern = "["', "platforms[0].login.pattern", "regular"),
    (
        'examples = ["fdurand"]',
        'examples = ["fdurand1"]',
        "platforms[0].login.examples",
        "does not fit",
    ),
    (
        'examples = ["fdurand"]',
        "examples = []",
        "platforms[0].login.examples",
        "at least one",
    ),
    ("{initial}{family}", "{name}", "platforms[0].login.suggestions[0]", "{initial}"),
    ("{initial}{family}", "{", "platforms[0].login.suggestions[0]", "{initial}"),
    ("port = 993", "port = 99300", "platforms[0].imap[0].port", "1 to 65535"),
    ("port = 993", 'port = "993"', "platforms[0].imap[0].port", "port = 993"),
    ("port = 993", "prot = 993", "platforms[0].imap[0].prot", "did you mean “port”"),
    (
        'host = "imap.example.org"',
        'host = "https://imap.example.org"',
        "platforms[0].imap[0].host",
        "no host name",
    ),
    (
        'host = "imap.example.org"',
        'host = "imap example.org"',
        "platforms[0].imap[0].host",
        "no host name",
    ),
    (
        'security = "starttls"',
        'security = "ssl"',
        "platforms[0].smtp[0].security",
        "tls",
    ),
    ("[[platforms.smtp]]", "[[platforms.stmp]]", "platforms[0].stmp", "“smtp”"),
    (
        'secret = "password"',
        'secret = "password"\nsmtp = "none"',
        "platforms[0].smtp",
        "unknown",
    ),
    (
        "https://webmail.example.org/",
        "http://webmail.example.org/",
        "platforms[0].webmail.url",
        "https://host/page",
    ),
    (
        "https://webmail.example.org/",
        "https://example.org@evil.example/",
        "platforms[0].webmail.url",
        "https://host/page",
    ),
    ("https://webmail.example.org/", "https://[", "platforms[0].webmail.url", "secure"),
    ('steps_en = ["Open."]', "", "platforms[0].hints[0].steps_en", "as many steps"),
    ('kind = "intranet"', 'kind = "intra"', "links[0].kind", "“intranet”"),
    ('department = "34"', 'department = "340"', "contacts[0].department", "34, 2A"),
    ("01 99 00 00 00", "0199000000", "contacts[0].phones[0]", "04 67 00 00 00"),
    (
        "bureau@example.org",
        "bureau@example.com",
        "contacts[0].email",
        "example.com is not the institution’s",
    ),
    (
        'phones = ["01 99 00 00 00"]\nemail = "bureau@example.org"\n',
        "",
        "contacts[0].email",
        "to reach this office",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "advice"), FAULTS)
def test_a_fault_is_told_at_its_place_with_what_to_write(
    write: Write, old: str, new: str, key: str, advice: str
) -> None:
    content = spoilt(old, new)
    if new.startswith('secret = "password"\nsmtp'):
        head, rest = content.split("[[platforms.smtp]]")
        content = head + "[platforms.webmail]" + rest.split("[platforms.webmail]")[1]

    told = {finding.key: finding for finding in findings_of(write(content))}

    assert advice in told[key].message
    line = told[key].line
    if key in {"name", "source", "checked"} and "Missing" in told[key].message:
        assert line is None  # nothing stands there, and no table is around it
    elif new:
        # Where a line was spoilt, that line is named: the first that differs.
        spoilt_lines = content.split("\n")
        pairs = zip(MINIMAL.split("\n"), spoilt_lines, strict=False)
        first = next(n for n, (a, b) in enumerate(pairs, start=1) if a != b)
        assert line is not None
        assert first <= line <= first + new.count("\n")
    else:
        assert line is not None
        assert content.split("\n")[line - 1].startswith("[")


def test_all_faults_are_told_at_once_from_top_to_bottom(write: Write) -> None:
    content = (
        MINIMAL.replace('short_name = "Exemple"', 'shortname = "Exemple"')
        .replace("port = 993", "port = 0")
        .replace("https://intranet.", "http://intranet.")
        .replace("bureau@example.org", "bureau@example.net")
        + '\n[[platforms]]\nuse = "nowhere/none"\n'
    )

    found = findings_of(write(content))

    assert [(finding.key, finding.line) for finding in found] == [
        ("short_name", None),
        ("shortname", line_with(content, "shortname")),
        ("platforms[0].imap[0].port", line_with(content, "port = 0")),
        ("links[0].url", line_with(content, "http://intranet.")),
        ("contacts[0].email", line_with(content, "bureau@")),
        ("platforms[1].use", line_with(content, "nowhere/none")),
    ]


def test_a_platform_may_stand_only_once(write: Write) -> None:
    again = MINIMAL + MINIMAL[MINIMAL.index("[[platforms]]") :].split("[[links]]")[0]

    (finding,) = findings_of(write(again))

    assert finding.key == "platforms[1]"
    assert "twice" in finding.message
    assert again.split("\n")[(finding.line or 0) - 1] == "[[platforms]]"


def test_a_reference_must_be_profile_and_platform(write: Write) -> None:
    content = MINIMAL + '\n[[platforms]]\nuse = "education-nationale"\n'

    messages = [f.message for f in findings_of(write(content))]

    assert any("education-nationale/national" in message for message in messages)


def test_a_profile_without_control_hosts_must_say_so(write: Write) -> None:
    missing = spoilt('control_hosts = ["imap.example.org:993:tls"]\n', "")
    stated = spoilt('["imap.example.org:993:tls"]', "[]")

    (finding,) = findings_of(write(missing))

    assert finding.key == "control_hosts"
    assert isinstance(load(write(stated, name="stated.toml")), Institution)


def test_a_missing_table_is_told_by_its_header(write: Write) -> None:
    head, rest = MINIMAL.split("[security]")
    content = head + "[folders]" + rest.split("[folders]")[1]

    (finding,) = findings_of(write(content))

    assert finding.key == "security"
    assert "[security]" in finding.message


def test_a_syntax_error_names_its_line(write: Write) -> None:
    (finding,) = findings_of(write(spoilt("port = 993", "port = = 993")))

    assert finding.line == line_with(MINIMAL, "port = 993")
    assert "TOML" in finding.message


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"id = '\xff'", "UTF-8"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "deeply"),
        (b"a." * 5000 + b"a = 1", "deeply"),
        (b"x = " + b"9" * 5000, "TOML"),
        (b"#" * 1_000_001, "too large"),
    ],
)
def test_a_file_that_is_no_profile_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, part: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)

    (finding,) = findings_of(path)

    assert part in finding.message


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path / "absent.toml")

    assert "cannot be read" in finding.message
    assert str(tmp_path / "absent.toml") in str(finding)


def test_a_file_cannot_write_escape_sequences_to_a_terminal(write: Write) -> None:
    content = spoilt('host = "imap.example.org"', 'host = "\\u001b[2J"')

    (finding,) = findings_of(write(content))

    assert "\x1b" not in finding.message


def test_the_blanks_of_french_stay_as_they_are(write: Write) -> None:
    content = spoilt('host = "imap.example.org"', 'host = "a\u00a0: b\u202e"')

    (finding,) = findings_of(write(content))

    assert "a\u00a0: b·" in finding.message


def test_a_finding_reads_as_editors_expect_it(write: Write) -> None:
    path = write(spoilt("port = 993", "port = 0"))

    (finding,) = findings_of(path)

    assert str(finding).startswith(f"{path}:{finding.line}: platforms[0].imap[0].port")
