"""The drivers of a counter by their names in its settings: `display.<name>` and `keypad.<name>`."""

from counter_display.device import Display, Keypad
from counter_display.settings import OnLine
from devicekit.drivers import find


def open_display(settings: OnLine) -> Display:
    """The driver for a display. Raises DriverError listing the known ones."""
    display: Display = find("display", settings.driver)(settings.address)
    return display


def open_keypad(settings: OnLine) -> Keypad:
    """The driver for a key box. Raises DriverError listing the known ones."""
    keypad: Keypad = find("keypad", settings.driver)(settings.address)
    return keypad
