"""The wizard's screens, one module each."""

from assistant.gui.pages.check import CheckPage
from assistant.gui.pages.done import DonePage
from assistant.gui.pages.manual import ManualPage
from assistant.gui.pages.shared import SharedPage
from assistant.gui.pages.who import WhoPage

__all__ = ["CheckPage", "DonePage", "ManualPage", "SharedPage", "WhoPage"]
