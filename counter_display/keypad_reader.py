"""A keypad behind a port: its bytes become keys in the reader's own thread; a keypad that is pulled is looked for."""

from typing import Protocol

from counter_display.device import KeypadSeen, KeyTyped
from counter_display.keypad import MARKS, PadKey
from devicekit.clock import Clock
from devicekit.link import Inbox
from devicekit.messages import Part
from devicekit.port_reader import PortReader
from devicekit.ports import Port, PortBack, PortLost, PortQuiet, SerialBytes

# Longer than anybody holds a key; a keypad that repeats held keys is never this quiet while one is stuck.
QUIET_S = 10.5


class KeyCode(Protocol):
    """How a kind of keypad says its keys; pure."""

    def hear(self, memory: object, data: bytes, at: float) -> tuple[object, tuple[PadKey, ...]]:
        """The keys in these bytes. `memory` is None at first and after a loss, then what the call before gave back."""

    def stuck(self, memory: object, now: float) -> PadKey | None:
        """A key that is down for longer than anybody presses."""


class PortKeypad:
    """One keypad (device.KeyInput); a lost port is opened again by itself."""

    def __init__(self, port: Port, clock: Clock, code: KeyCode, thread: bool = True) -> None:
        """`thread` False: nothing is read but by poll()."""
        self._reader = PortReader(port, clock, quiet_s=QUIET_S)
        self._code, self._thread = code, thread

    def start(self, inbox: Inbox) -> None:
        self._reader.start(_Ear(inbox, self._code), self._thread)

    def poll(self) -> bool:
        return self._reader.poll()

    def stop(self) -> None:
        self._reader.stop()


class _Ear:
    """The reader's inbox: hears bytes and posts keys."""

    def __init__(self, inbox: Inbox, code: KeyCode) -> None:
        self._inbox, self._code = inbox, code
        self._memory: object = None
        self._stuck: PadKey | None = None

    def put(self, item: object) -> None:
        if isinstance(item, SerialBytes):
            self._memory, keys = self._code.hear(self._memory, item.data, item.at)
            for key in keys:
                self._inbox.put(KeyTyped(key, item.at))
            self._watch(item.at)
        elif isinstance(item, PortQuiet):
            self._watch(item.at)
        elif isinstance(item, PortBack):
            self._memory, self._stuck = None, None
            self._inbox.put(KeypadSeen(Part(state="ok", detail=item.port)))
        elif isinstance(item, PortLost):
            self._inbox.put(KeypadSeen(Part(state="failed", code="no_keypad", detail=item.reason[:200])))

    def _watch(self, now: float) -> None:
        stuck = self._code.stuck(self._memory, now)
        if stuck == self._stuck:
            return
        self._stuck = stuck
        part = Part(state="ok")
        if stuck is not None:
            part = Part(state="degraded", code="stuck", detail=f"key {MARKS[stuck]} stays down: clean or replace it")
        self._inbox.put(KeypadSeen(part))
