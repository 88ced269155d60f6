"""Who signs certificates, as far as the name tells."""

from enum import Enum, auto


class Issuer(Enum):
    """What kind of authority a name belongs to."""

    PUBLIC = auto()
    ANTIVIRUS = auto()
    FILTER = auto()
    UNKNOWN = auto()


# Lower-case parts of the names these products give to the authority they install.
_ANTIVIRUS = (
    "avast",
    "avg web",
    "avg technologies",
    "web/mail shield",
    "norton",
    "eset ssl",
    "kaspersky",
    "bitdefender",
    "g data",
    "drweb",
    "dr.web",
    "bullguard",
    "mcafee",
)
_FILTER = (
    "fortinet",
    "fortigate",
    "stormshield",
    "netasq",
    "olfeo",
    "zscaler",
    "palo alto",
    "umbrella",
    "sophos",
    "checkpoint",
    "check point",
    "watchguard",
    "forcepoint",
    "blue coat",
    "ucopia",
    "artica",
    "squid",
)
# Authorities that sign the servers of schools and of the large mail providers.
_PUBLIC = (
    "let's encrypt",
    "isrg root",
    "digicert",
    "geotrust",
    "thawte",
    "rapidssl",
    "sectigo",
    "usertrust",
    "comodo",
    "geant",
    "harica",
    "terena",
    "globalsign",
    "certigna",
    "dhimyotis",
    "certinomis",
    "gandi",
    "entrust",
    "google trust services",
    "amazon root",
    "starfield",
    "go daddy",
    "quovadis",
    "swisssign",
    "buypass",
)


def issuer_of(name: str) -> Issuer:
    """Tell what kind of authority the issuer `name` of a certificate is."""
    lower = name.lower()
    for kind, parts in (
        (Issuer.ANTIVIRUS, _ANTIVIRUS),
        (Issuer.FILTER, _FILTER),
        (Issuer.PUBLIC, _PUBLIC),
    ):
        if any(part in lower for part in parts):
            return kind
    return Issuer.UNKNOWN
