"""The only package that writes outside our own folders: plan, journal, undo."""
