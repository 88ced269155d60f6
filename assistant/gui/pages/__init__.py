"""The screens after the first, which are loaded when they are needed."""

from assistant.gui.pages.check import CheckPage
from assistant.gui.pages.done import DonePage
from assistant.gui.pages.manual import ManualPage
from assistant.gui.pages.shared import SharedPage

__all__ = ["CheckPage", "DonePage", "ManualPage", "SharedPage"]
