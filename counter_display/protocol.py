"""QSystem frames on a counter's RS-485 line: bytes to values and back, pure.

    to the display    01 | addr | 7 cells of text | 07          a blank display is 7 spaces
    to the key box    01 | addr | blink | c c c   | 07          its 3 characters, cp1251; blink 20 = steady, 21 = always
    to the key box    01 | addr | lamp  | 07                    31 to 36; 38 to 3D the same lamps, and a beep of 0.5 s
    from the key box  01 | addr | key   | 07                    exactly 4 bytes; anything else is a collision

No checksum, no answer. The receiver must survive noise, halves of frames and two speakers at once: only a known key in
a whole frame counts, and after noise the next 01 begins anew. A 07 inside a text would end the frame there, so texts
are restricted to what seven segments show.
Source: Apertum QSystem, QIndicatorBoardRS.java, ub485/ButtonDevice.java, ActionTransmit.java.
"""

from typing import NamedTuple

START, END = 0x01, 0x07
CELLS = 7
BOX_CELLS = 3
STEADY, BLINK_ALWAYS = 0x20, 0x21
CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_.")
KEY_FRAME_BYTES = 4
# A frame lasts 4 ms and a USB adapter may hold half of it back for 16 ms; what is older belongs to no frame any more.
HALF_FRAME_S = 0.1

NEXT_OR_RECALL, START_SERVING, REDIRECT, FINISH_OR_NOSHOW = 0x31, 0x32, 0x33, 0x34
KEYS = frozenset((NEXT_OR_RECALL, START_SERVING, REDIRECT, FINISH_OR_NOSHOW))

RED, GREEN, RED_FAST, GREEN_FAST, RED_SLOW, GREEN_SLOW = range(0x31, 0x37)
BEEP = 7
"""Added to a lamp: it beeps once as well."""


class KeyFrame(NamedTuple):
    """One key of the box with that address."""

    address: int
    key: int


class Garbled(NamedTuple):
    """Bytes that are part of no frame: noise, a collision, or a device that speaks something else."""

    data: bytes


class Decoder(NamedTuple):
    """What a receiver remembers between two reads: the beginning of a frame and when it came."""

    pending: bytes = b""
    at: float = 0.0


class Echo(NamedTuple):
    """A frame of ours that a two-wire adapter may hand back, and how much of it has come."""

    frame: bytes = b""
    seen: int = 0


def text_frame(address: int, text: str) -> bytes:
    """The frame that shows up to 7 characters, from the left. Raises ValueError naming what can't be shown."""
    return bytes((START, address)) + _cells(text, CELLS) + bytes((END,))


def box_frame(address: int, text: str, blinking: bool) -> bytes:
    """The frame that shows up to 3 characters on the key box, right-aligned. Raises ValueError as text_frame does."""
    blink = BLINK_ALWAYS if blinking else STEADY
    return bytes((START, address, blink)) + _cells(text.rjust(BOX_CELLS), BOX_CELLS) + bytes((END,))


def lamp_frame(address: int, lamp: int) -> bytes:
    """The frame that sets the lamp of the key box: one of RED to GREEN_SLOW, with BEEP or without."""
    return bytes((START, address, lamp, END))


def decode(decoder: Decoder, data: bytes, at: float) -> tuple[Decoder, tuple[KeyFrame | Garbled, ...]]:
    """Take bytes that arrived at `at` (seconds, monotonic); gives the key frames and the noise among them, in order."""
    noise = bytearray()
    found: list[KeyFrame | Garbled] = []
    waiting = decoder.pending
    if waiting and at - decoder.at > HALF_FRAME_S:
        found.append(Garbled(waiting))
        waiting = b""
    waiting += data
    while waiting:
        if waiting[0] == START and len(waiting) < KEY_FRAME_BYTES:
            break
        frame = waiting[:KEY_FRAME_BYTES]
        if frame[0] == START and frame[-1] == END and frame[2] in KEYS:
            found += [Garbled(bytes(noise))] if noise else []
            noise.clear()
            found.append(KeyFrame(frame[1], frame[2]))
            waiting = waiting[KEY_FRAME_BYTES:]
        else:
            noise.append(waiting[0])
            waiting = waiting[1:]
    found += [Garbled(bytes(noise))] if noise else []
    return Decoder(waiting, at), tuple(found)


def strip_echo(echo: Echo, data: bytes) -> tuple[Echo, bytes]:
    """Take our own bytes off the front of `data`; gives what is still expected, and what is left.

    Bytes that differ were no echo: somebody else spoke, and what looked like its beginning is given back.
    """
    expected = echo.frame[echo.seen :]
    length = min(len(expected), len(data))
    if expected[:length] != data[:length]:
        return Echo(), echo.frame[: echo.seen] + data
    return echo._replace(seen=echo.seen + length), data[length:]


def _cells(text: str, cells: int) -> bytes:
    wrong = sorted(set(text) - CHARACTERS)
    if wrong or len(text) > cells:
        shown = ", ".join(repr(char) for char in wrong) or f"{len(text)} characters"
        allowed = "letters, digits, space and - _ ."
        raise ValueError(f"a display of {cells} cells cannot show {shown} of {text!r}; it can show {allowed}")
    return text.ljust(cells).encode("ascii")
