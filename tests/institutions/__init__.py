"""Profiles: read, checked all at once, found."""
