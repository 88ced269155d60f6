"""Writes a complete account into a Thunderbird profile."""
