"""Real mail servers and an emulated network for the tests and the bench."""
