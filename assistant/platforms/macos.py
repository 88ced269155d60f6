"""macOS."""

from assistant.platforms import programs
from assistant.platforms.host import System
from assistant.platforms.local import LocalHost, is_web_address


class MacHost(LocalHost):
    """This computer, with macOS."""

    system = System.MACOS

    has_screen = True

    def open_url(self, url: str) -> bool:
        """Show a web page in the user's browser."""
        if not is_web_address(url):
            return False
        return programs.start(["/usr/bin/open", url], self.environ)
