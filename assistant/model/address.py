"""Mail addresses."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

# What people write around an address: `Anne Prof <anne@…>`, quotes, `mailto:`.
_DISPLAY_FORM = re.compile(r"^[^<>]*<\s*([^<>\s]+)\s*>$")
_LABEL = re.compile(r"^(?!-)[^\s@.,;:<>()\[\]\\\"/]{1,63}(?<!-)$")
_LONGEST_LOCAL = 64  # octets, RFC 5321 section 4.5.3.1.1
_LONGEST_DOMAIN = 253  # octets without the final dot, RFC 1035 section 2.3.4


class AddressFault(StrEnum):
    """Why a text is no address."""

    EMPTY = "empty"
    NO_AT = "no-at"
    MANY_AT = "many-at"
    BAD_LOCAL = "bad-local"
    BAD_DOMAIN = "bad-domain"


class BadAddressError(ValueError):
    """A text that is no mail address; `fault` says why."""

    def __init__(self, fault: AddressFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """One address; the domain is lower-case and in A-label form (RFC 5890)."""

    local: str
    domain: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the address in `text`, which may be a pasted display form.

        Raises:
            BadAddressError: the text holds no address (RFC 5321 section 4.1.2;
                quoted local parts are refused: no mailbox we serve has one).
        """
        bare = text.strip().removeprefix("mailto:").strip()
        if match := _DISPLAY_FORM.match(bare):
            bare = match[1]
        if not bare:
            raise BadAddressError(AddressFault.EMPTY)
        local, at, domain = bare.rpartition("@")
        if not at:
            raise BadAddressError(AddressFault.NO_AT)
        if "@" in local:
            raise BadAddressError(AddressFault.MANY_AT)
        if not _is_dot_atom(local):
            raise BadAddressError(AddressFault.BAD_LOCAL)
        return cls(local, _ascii_domain(domain))

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


def _is_dot_atom(local: str) -> bool:
    if not local or len(local.encode()) > _LONGEST_LOCAL:
        return False
    return all(
        atom and not re.search(r"[\s\x00-\x1f\x7f\"(),:;<>@\[\]\\]", atom)
        for atom in local.split(".")
    )


def _ascii_domain(domain: str) -> str:
    try:
        ascii_form = domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise BadAddressError(AddressFault.BAD_DOMAIN) from error
    labels = ascii_form.split(".")
    if len(labels) < 2 or len(ascii_form) > _LONGEST_DOMAIN:  # noqa: PLR2004  # a host and its top-level domain
        raise BadAddressError(AddressFault.BAD_DOMAIN)
    if not all(_LABEL.match(label) for label in labels):
        raise BadAddressError(AddressFault.BAD_DOMAIN)
    return ascii_form
