"""The lock a Mozilla program holds on its profile while it runs."""

import sys

if sys.platform == "win32":
    from assistant.platforms.lock_windows import hold, is_locked, remove
else:
    from assistant.platforms.lock_posix import hold, is_locked, remove

__all__ = ["hold", "is_locked", "remove"]
