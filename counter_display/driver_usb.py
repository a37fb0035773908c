"""A USB numeric keypad: Linux input events."""

from counter_display.input_events import Pad, decode, stuck
from counter_display.keypad import PadKey
from counter_display.keypad_reader import PortKeypad
from counter_display.keypad_settings import KeypadTable
from counter_display.port_input import InputPort
from devicekit.clock import Clock


class InputEvents:
    """The code of input devices (keypad_reader.KeyCode)."""

    def hear(self, memory: object, data: bytes, at: float) -> tuple[object, tuple[PadKey, ...]]:
        return decode(memory if isinstance(memory, Pad) else Pad(), data, at)

    def stuck(self, memory: object, now: float) -> PadKey | None:
        return stuck(memory, now) if isinstance(memory, Pad) else None


def open_usb(settings: KeypadTable, clock: Clock, baud: int) -> PortKeypad:
    """The keypad at the device of these settings; nothing is opened yet."""
    return PortKeypad(InputPort(settings.device or ""), clock, InputEvents())
