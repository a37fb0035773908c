"""A keypad on a serial port of its own, by the table [[keypad.key]]."""

from counter_display.keypad_reader import PortKeypad
from counter_display.keypad_settings import KeypadTable
from counter_display.keypad_template import Template
from devicekit.clock import Clock
from devicekit.port_serial import SerialPort


def open_serial(settings: KeypadTable, clock: Clock, baud: int) -> PortKeypad:
    """The keypad at the port of these settings; nothing is opened yet.

    Raises ValueError for bytes that are not written as they must be; `motcua check` has said so before.
    """
    template = Template({each.code: each.key for each in settings.key})
    return PortKeypad(SerialPort(settings.device or "", settings.baud), clock, template)
