"""A profile with every kind of table once, and ways to spoil it."""

MINIMAL = """\
id = "sample"
name = "Académie d’exemple"
short_name = "Exemple"
domains = ["example.org"]
address_examples = ["prenom.nom@example.org"]
control_hosts = ["imap.example.org:993:tls"]
source = "https://www.example.org/"
checked = 2026-11-01

[security]
minimum_tls = "1.2"
source = "RFC 8997"
checked = 2026-11-01

[folders]
sent = "Sent"
source = "https://www.example.org/"
checked = 2026-11-01

[[platforms]]
id = "main"
name = "Messagerie"
secret = "password"

[platforms.login]
form = "identifier"
pattern = "^[a-z]+$"
examples = ["fdurand"]
suggestions = ["{initial}{family}"]
source = "https://www.example.org/"
checked = 2026-11-01

[[platforms.imap]]
host = "imap.example.org"
port = 993
security = "tls"
source = "https://www.example.org/"
checked = 2026-11-01

[[platforms.smtp]]
host = "smtp.example.org"
port = 587
security = "starttls"
source = "https://www.example.org/"
checked = 2026-11-01

[platforms.webmail]
url = "https://webmail.example.org/"
fr = "Webmail"
en = "Webmail"
source = "https://www.example.org/"
checked = 2026-11-01

[[platforms.hints]]
kind = "prepare"
fr = "Activez votre compte."
en = "Activate your account."
steps_fr = ["Ouvrez."]
steps_en = ["Open."]
source = "https://www.example.org/"
checked = 2026-11-01

[[links]]
kind = "intranet"
fr = "Intranet"
en = "Intranet"
url = "https://intranet.example.org/"
source = "https://www.example.org/"
checked = 2026-11-01

[[contacts]]
serves = "numen"
fr = "Bureau"
en = "Office"
department = "34"
phones = ["01 99 00 00 00"]
email = "bureau@example.org"
source = "https://www.example.org/"
checked = 2026-11-01
"""


def spoilt(old: str, new: str) -> str:
    """Return the profile with the one place that says `old` saying `new`."""
    assert MINIMAL.count(old) >= 1, old
    return MINIMAL.replace(old, new, 1)


def line_with(content: str, needle: str) -> int:
    """Return the number of the first line that holds `needle`."""
    lines = content.split("\n")
    return next(n for n, line in enumerate(lines, start=1) if needle in line)
