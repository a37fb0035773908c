"""A USB numeric keypad at a counter of the simulated floor: the events of its kernel, in memory."""

from counter_display.driver_usb import InputEvents
from counter_display.keypad_reader import PortKeypad
from counter_display.virtual_keypad import Kind, typed
from devicekit.clock import HandClock
from devicekit.port_memory import MemoryPort


class _Silent:
    """A keypad says nothing when it is asked."""

    def feed(self, data: bytes) -> bytes:
        return b""


class SimPad:
    """type() what an officer types; E is Enter, B is Backspace."""

    def __init__(self, clock: HandClock, kind: Kind = "plain") -> None:
        self._clock, self._kind = clock, kind
        self.port = MemoryPort(_Silent(), "keypad")

    def driver(self) -> PortKeypad:
        return PortKeypad(self.port, self._clock, InputEvents(), thread=False)

    def type(self, keys: str) -> None:
        self.port.arrive(typed(keys, self._clock.wall(), self._kind))
