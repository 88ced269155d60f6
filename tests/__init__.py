"""The tests; a package, because its suites share real servers."""
