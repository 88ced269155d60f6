"""Reads, checks and finds institution profiles."""
