"""Measures the program against the network's own limit, and against its peers."""
