"""The one door of the program: operations that yield events."""
