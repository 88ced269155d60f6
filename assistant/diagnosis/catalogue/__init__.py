"""Every cause this program can name, by id."""

from collections.abc import Mapping
from types import MappingProxyType

from assistant.diagnosis.catalogue import (
    client,
    login,
    mailbox,
    network,
    server,
    tls,
)
from assistant.diagnosis.cause import Cause

CATALOGUE: Mapping[str, Cause] = MappingProxyType(
    {
        cause.id: cause
        for area in (network, tls, server, login, mailbox, client)
        for cause in area.CAUSES
    }
)
