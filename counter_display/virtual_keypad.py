"""The far end of a USB numeric keypad: a FIFO that gets the very structs that the kernel would give.

It is no help: it bounces, repeats what is held, sends NumLock around every key as cheap pads do, is pulled and put in
again (another FIFO under the same name, as udev gives it).
"""

import os
import select
import struct
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

Kind = Literal["plain", "numlock off", "numlock toggling", "top row"]
PLAIN = dict(zip("0123456789", (82, 79, 80, 81, 75, 76, 77, 71, 72, 73), strict=True)) | {
    "E": 96, "+": 78, "-": 74, "*": 55, "/": 98, ".": 83, "B": 14,
}  # fmt: skip
"""By what stands on the key; E is Enter, B is Backspace."""
OFF = PLAIN | dict(zip("0123456789.", (110, 107, 108, 109, 105, 76, 106, 102, 103, 104, 111), strict=True))
TOP = PLAIN | dict(zip("0123456789", (11, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True)) | {"E": 28, "-": 12, "/": 53}
NUMLOCK = 69
TABLES: dict[Kind, dict[str, int]] = {"plain": PLAIN, "numlock off": OFF, "numlock toggling": PLAIN, "top row": TOP}
# A key is down for 80 ms, and the next follows after 120.
DOWN_S, APART_S = 0.08, 0.12
OPEN_S = 10.0


def record(stamp: float, kind: int, code: int, value: int) -> bytes:
    """One struct input_event."""
    return struct.pack("@llHHi", int(stamp), int(stamp % 1 * 1e6), kind, code, value)


def stroke(code: int, value: int, stamp: float) -> bytes:
    """A key that goes down (1), up (0) or repeats (2), as a keyboard reports it."""
    scan = record(stamp, 4, 4, 0x70000 + code)
    return scan + record(stamp, 1, code, value) + record(stamp, 0, 0, 0)


def typed(keys: Iterable[str], stamp: float, kind: Kind = "plain", bounces: int = 0) -> bytes:
    """The events of these keys, the first going down at `stamp` of the kernel's clock."""
    events = b""
    for key in keys:
        code = TABLES[kind][key]
        around = stroke(NUMLOCK, 1, stamp) + stroke(NUMLOCK, 0, stamp) if kind == "numlock toggling" else b""
        events += around + stroke(code, 1, stamp)
        for n in range(bounces):
            events += stroke(code, 0, stamp + 0.002 * n) + stroke(code, 1, stamp + 0.002 * n + 0.001)
        events += stroke(code, 0, stamp + DOWN_S) + around
        stamp += DOWN_S + APART_S
    return events


class VirtualKeypad:
    """A keypad in a plug: plug(), then the program opens `path`, then unplug(). Idempotent."""

    def __init__(self, path: Path, kind: Kind = "plain") -> None:
        self.path, self._kind = path, kind
        self._fd = -1
        self._busy_until = 0.0

    def plug(self) -> None:
        if self._fd < 0:
            os.mkfifo(self.path)
            # Read and write: a writer alone could not open it before its reader.
            self._fd = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def unplug(self) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0:
            self.path.unlink()
            os.close(fd)

    def type(self, keys: Sequence[str], bounces: int = 0) -> None:
        """Press these keys, one after the other; a keypad that is not plugged in presses nothing.

        The events are there at once, with the times that a hand would have needed.
        """
        begin = max(time.time(), self._busy_until)
        self._busy_until = begin + len(keys) * (DOWN_S + APART_S)
        self.send(typed(keys, begin, self._kind, bounces))

    def send(self, events: bytes) -> None:
        """Give these events to whoever reads them."""
        if self._fd >= 0:
            select.select([], [self._fd], [], OPEN_S)
            os.write(self._fd, events)
