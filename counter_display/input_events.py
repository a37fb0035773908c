"""Key events of a Linux input device, pure: bytes to the keys of a numeric keypad.

    struct input_event   tv_sec (long) | tv_usec (long) | type u16 | code u16 | value i32      24 bytes on 64 bits

type 1 is a key; value 1 down, 0 up, 2 held (the kernel's auto-repeat: never a press of its own). NumLock makes no
difference: the code names the key and not its meaning, and what cheap pads send instead (arrows, Home, Delete, the
digits above the letters, NumLock itself around every key) is known here. A worn contact opens and closes for some
milliseconds: closed again so soon after it opened is the same press. Two presses of one read are told apart by the
kernel's own time, whatever this program did meanwhile.
Source: linux/input.h, linux/input-event-codes.h; barrettford issue 37 for NumLock.
"""

from struct import Struct
from typing import NamedTuple

from counter_display.keypad import DIGITS, PadKey

EVENT = Struct("@llHHi")
EV_SYN, EV_KEY = 0, 1
SYN_DROPPED = 3
UP, DOWN, HELD = 0, 1, 2
LEFT_SHIFT, RIGHT_SHIFT = 42, 54

# A contact bounces for 5 ms, a worn one for 20; the fastest finger lets go for 40.
SETTLED_S = 0.03
# Nobody leans on a key that long.
STUCK_S = 10.0

CODES: dict[int, PadKey] = {
    # the pad's own
    **dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), DIGITS, strict=True)),
    **dict.fromkeys((96, 28), "enter"),
    78: "plus",
    **dict.fromkeys((74, 12), "minus"),
    55: "star",
    **dict.fromkeys((98, 53), "slash"),
    **dict.fromkeys((83, 121, 95, 52, 51), "dot"),
    14: "back",
    # the digits above the letters
    **dict(zip((11, 2, 3, 4, 5, 6, 7, 8, 9, 10), DIGITS, strict=True)),
    # pads that switch NumLock themselves: Insert, End, down, Page Down, left, (5), right, Home, up, Page Up; Delete
    **dict(zip((110, 107, 108, 109, 105, 0x163, 106, 102, 103, 104), DIGITS, strict=True)),
    111: "dot",
}
# Some pads type * and + as a keyboard does.
SHIFTED: dict[int, PadKey] = {9: "star", 13: "plus"}


class KeyDown(NamedTuple):
    """Since when a key is down: on our monotonic clock."""

    code: int
    since: float


class Pad(NamedTuple):
    """What is known of the device between two reads."""

    rest: bytes = b""
    down: tuple[KeyDown, ...] = ()
    up: tuple[tuple[int, float], ...] = ()
    """When each key was let go last, on the kernel's clock."""
    shift: bool = False


def decode(pad: Pad, data: bytes, at: float) -> tuple[Pad, tuple[PadKey, ...]]:
    """Take bytes that were read at `at` (seconds, monotonic); gives the keys that were pressed, in order."""
    data = pad.rest + data
    whole = len(data) // EVENT.size * EVENT.size
    pressed: list[PadKey] = []
    for seconds, micros, kind, code, value in EVENT.iter_unpack(data[:whole]):
        if kind == EV_SYN and code == SYN_DROPPED:
            # The kernel's own queue ran over: what is down now nobody knows.
            pad = Pad()
        elif kind == EV_KEY:
            pad, key = _key(pad, code, value, seconds + micros / 1e6, at)
            pressed += [key] if key is not None else []
    return pad._replace(rest=data[whole:]), tuple(pressed)


def stuck(pad: Pad, now: float) -> PadKey | None:
    """A key that has been down for longer than anybody presses."""
    return next((CODES.get(key.code) for key in pad.down if now - key.since >= STUCK_S), None)


def _key(pad: Pad, code: int, value: int, stamp: float, at: float) -> tuple[Pad, PadKey | None]:
    if code in (LEFT_SHIFT, RIGHT_SHIFT):
        return pad._replace(shift=value != UP), None
    is_down = any(each.code == code for each in pad.down)
    if value == UP and is_down:
        down = tuple(each for each in pad.down if each.code != code)
        up = (*(each for each in pad.up if each[0] != code), (code, stamp))
        return pad._replace(down=down, up=up), None
    key = (SHIFTED.get(code) if pad.shift else None) or CODES.get(code)
    if key is None or value != DOWN or is_down:
        return pad, None
    pad = pad._replace(down=(*pad.down, KeyDown(code, at)))
    last = next((when for each, when in pad.up if each == code), None)
    bounced = last is not None and 0 <= stamp - last < SETTLED_S
    return pad, None if bounced else key
