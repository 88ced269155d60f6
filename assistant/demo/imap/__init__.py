"""The demo's IMAP server: RFC 3501 and what mail programs of today expect."""

from assistant.demo.imap.server import imap_listener

__all__ = ["imap_listener"]
