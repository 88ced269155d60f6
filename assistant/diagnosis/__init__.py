"""From signals to a named cause."""
