"""The demo's IMAP server: RFC 3501 and what mail programs of today expect."""

from assistant.demo.imap.server import ImapServer

__all__ = ["ImapServer"]
