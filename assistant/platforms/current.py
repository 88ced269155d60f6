"""The computer this process runs on."""

import sys

from assistant.platforms.host import Host


def current() -> Host:
    """Return this computer; its environment is looked up anew at every question."""
    # Each system's module is imported on that system alone.
    if sys.platform == "win32":
        from assistant.platforms.windows import WindowsHost  # noqa: PLC0415

        return WindowsHost()
    if sys.platform == "darwin":
        from assistant.platforms.macos import MacHost  # noqa: PLC0415

        return MacHost()
    from assistant.platforms.linux import LinuxHost  # noqa: PLC0415

    return LinuxHost()
