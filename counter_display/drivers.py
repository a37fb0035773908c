"""The drivers of a counter by their names in its settings: `display.<name>` and `keypad.<name>`."""

from counter_display.device import Display, Keypad
from counter_display.display_settings import DisplayTable
from counter_display.settings import OnLine
from devicekit.drivers import find


def open_display(settings: DisplayTable, baud: int) -> Display:
    """The driver for a display on a line of that speed. Raises DriverError listing the known ones."""
    display: Display = find("display", settings.driver)(settings, baud)
    return display


def open_keypad(settings: OnLine) -> Keypad:
    """The driver for a key box. Raises DriverError listing the known ones."""
    keypad: Keypad = find("keypad", settings.driver)(settings.address)
    return keypad
