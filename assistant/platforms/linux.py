"""Linux."""

from typing import Final

from assistant.platforms import programs
from assistant.platforms.host import System
from assistant.platforms.local import LocalHost, is_web_address

# xdg-utils first; a desktop without them still names its browser on Debian.
_OPENERS: Final = ("xdg-open", "x-www-browser")


class LinuxHost(LocalHost):
    """This computer, with Linux."""

    system = System.LINUX

    @property
    def has_screen(self) -> bool:
        """Whether a display is named."""
        return any(map(self.environ.get, ("WAYLAND_DISPLAY", "DISPLAY")))

    def open_url(self, url: str) -> bool:
        """Show a web page where there is a display to show it on."""
        opener = next(filter(None, map(self.find_program, _OPENERS)), None)
        if opener is None or not self.has_screen or not is_web_address(url):
            return False
        return programs.start([opener, url], self.environ)
