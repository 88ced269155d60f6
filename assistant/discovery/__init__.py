"""From an address to ranked candidates."""
