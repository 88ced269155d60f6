"""One package per mail program; each returns changes and applies nothing."""
