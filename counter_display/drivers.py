"""The drivers of a counter by their names in its settings: `display.<name>` and `keypad.<name>`."""

from counter_display.device import Display, KeyInput, Keypad, Polled
from counter_display.display_settings import DisplayTable
from counter_display.keypad_settings import KeypadTable
from devicekit.clock import Clock
from devicekit.drivers import find


def open_display(settings: DisplayTable, baud: int) -> Display:
    """The driver for a display on a line of that speed. Raises DriverError listing the known ones."""
    display: Display = find("display", settings.driver)(settings, baud)
    return display


def open_keypad(settings: KeypadTable, clock: Clock, baud: int) -> Keypad | Polled | KeyInput:
    """The driver for a keypad on a line of that speed, or with a plug. Raises DriverError listing the known ones."""
    keypad: Keypad | Polled | KeyInput = find("keypad", settings.driver)(settings, clock, baud)
    return keypad
