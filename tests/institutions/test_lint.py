"""What maintainers are told beyond what makes a profile unreadable."""

from datetime import date

from assistant.institutions import lint, load
from assistant.model.institution import Institution
from tests.institutions.conftest import Write
from tests.institutions.written import MINIMAL, line_with, spoilt

TODAY = date(2026, 11, 23)


def test_the_sample_has_nothing_to_mend(write: Write) -> None:
    assert lint([write()], today=TODAY) == ()


def test_a_contact_with_a_foreign_domain_is_refused(write: Write) -> None:
    content = (
        MINIMAL.replace("example.org", "ac-montpellier.fr")
        .replace("bureau@ac-montpellier.fr", "diper11@montpellier.fr")
        .replace('"sample"', '"ac-montpellier"')
    )

    (finding,) = lint([write(content, name="ac-montpellier.toml")], today=TODAY)

    assert finding.key == "contacts[0].email"
    assert finding.line == line_with(content, "diper11@")
    assert "montpellier.fr is not the institution’s" in finding.message


def test_a_day_that_has_not_come_is_told(write: Write) -> None:
    path = write(spoilt("checked = 2026-11-01", "checked = 2026-12-01"))

    (finding,) = lint([path], today=TODAY)

    assert finding.key == "checked"
    assert "not come yet" in finding.message


def test_a_computer_with_a_wrong_clock_keeps_its_profiles(write: Write) -> None:
    path = write(spoilt("checked = 2026-11-01", "checked = 2999-01-01"))

    assert isinstance(load(path), Institution)


def test_the_id_is_the_files_name(write: Write) -> None:
    (finding,) = lint([write(name="other.toml")], today=TODAY)

    assert finding.key == "id"
    assert 'id = "other"' in finding.message.replace("“", '"').replace("”", '"')


def test_a_template_may_have_any_id(write: Write) -> None:
    assert lint([write(name="_template.toml")], today=TODAY) == ()


def test_a_control_host_may_be_no_third_party(write: Write) -> None:
    path = write(spoilt("imap.example.org:993:tls", "probe.example.com:993:tls"))

    (finding,) = lint([path], today=TODAY)

    assert finding.key == "control_hosts[0]"
    assert finding.line == line_with(MINIMAL, "control_hosts")


def test_hosts_of_pages_and_of_shared_platforms_may_be_control_hosts(
    write: Write,
) -> None:
    hosts = '["intranet.example.org:443:tls", "imap.education.gouv.fr:993:tls"]'
    content = spoilt('["imap.example.org:993:tls"]', hosts)
    content += '\n[[platforms]]\nuse = "education-nationale/national"\n'

    assert lint([write(content)], today=TODAY) == ()


def test_two_files_may_not_claim_one_domain(write: Write) -> None:
    first = write()
    second = write(spoilt('id = "sample"', 'id = "second"'), name="second.toml")

    (finding,) = lint([first.parent], today=TODAY)

    assert finding.file == second
    assert finding.key == "domains"
    assert "sample.toml" in finding.message


def test_two_files_may_not_claim_one_id(write: Write) -> None:
    write()
    content = spoilt('["example.org"]', "[]").replace(
        'address_examples = ["prenom.nom@example.org"]\n', ""
    )
    content = content.replace('email = "bureau@example.org"\n', "")
    path = write(content, name="second.toml")

    messages = [finding.message for finding in lint([path.parent], today=TODAY)]

    assert len(messages) == 2  # the file's name, and the first claim
    assert any("stands in sample.toml" in message for message in messages)


def test_a_reference_to_nowhere_is_told(write: Write) -> None:
    content = MINIMAL + '\n[[platforms]]\nuse = "education-nationale/absent"\n'

    (finding,) = lint([write(content)], today=TODAY)

    assert finding.key == "platforms[1].use"
    assert finding.line == line_with(content, "education-nationale/absent")


def test_shape_and_comparison_are_told_in_one_round(write: Write) -> None:
    content = MINIMAL.replace("port = 993", "port = 0").replace(
        "checked = 2026-11-01\n\n[security]", "checked = 2030-01-01\n\n[security]"
    )
    content = content.replace("imap.example.org:993", "probe.example.com:993")

    keys = [finding.key for finding in lint([write(content)], today=TODAY)]

    assert keys == ["control_hosts[0]", "checked", "platforms[0].imap[0].port"]


def test_a_file_that_is_not_there_is_told(write: Write) -> None:
    path = write().with_name("absent.toml")

    (finding,) = lint([path], today=TODAY)

    assert finding.file == path
