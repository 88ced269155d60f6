"""The embedded demo académie: servers on loopback with a throw-away authority."""
