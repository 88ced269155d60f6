"""The rule tables, in the order they are asked; the first line that fits decides."""

from assistant.diagnosis.rules import (
    client,
    fallback,
    login,
    mailbox,
    network,
    server,
    tls,
)

# Codes before words inside each table; the last table answers for every stage, so
# that a signal nobody foresaw still gets a name and a modest confidence.
RULES = (
    *network.RULES,
    *tls.RULES,
    *server.RULES,
    *login.RULES,
    *mailbox.RULES,
    *client.RULES,
    *fallback.RULES,
)
