"""What passes between a program and a screen outside of it: pictures out, fingers in. Pure.

frame 1024 600\\n<1024 x 600 x 3 bytes>     out: all that the screen shows now, red green blue, line by line
down 0 512 300\\n                            in: finger 0 went down at that pixel; also move and up
"""

from typing import NamedTuple

from devicekit.touch.press import Touch

BYTES = 3
# A 4K screen; what claims to be larger is noise.
LARGEST = 3840 * 2160


class Frame(NamedTuple):
    """A picture of the whole screen."""

    width: int
    height: int
    pixels: bytes


def frame_head(width: int, height: int) -> bytes:
    return b"frame %d %d\n" % (width, height)


def touch_line(touch: Touch) -> bytes:
    return b"%s %d %d %d\n" % (touch.kind.encode(), touch.finger, touch.x, touch.y)


def touch_of(line: bytes) -> Touch | None:
    """The touch that a line says; None for half a line of a screen that died."""
    match line.split():
        case [b"down" | b"move" | b"up" as kind, finger, x, y] if all(each.isdigit() for each in (finger, x, y)):
            return Touch(kind.decode(), int(finger), float(x), float(y))  # type: ignore[arg-type]
    return None


def frames(data: bytes) -> tuple[list[Frame], bytes]:
    """The whole frames at the start of what came in, and what is left. Raises ValueError for what is no frame."""
    found = []
    while b"\n" in data[:40]:
        head, _, rest = data.partition(b"\n")
        words = head.split()
        if len(words) != 3 or words[0] != b"frame" or not (words[1].isdigit() and words[2].isdigit()):
            raise ValueError(f"this is no frame: {head!r}")
        width, height = int(words[1]), int(words[2])
        if width * height > LARGEST:
            raise ValueError(f"a frame of {width} by {height} pixels")
        size = width * height * BYTES
        if len(rest) < size:
            break
        found.append(Frame(width, height, rest[:size]))
        data = rest[size:]
    return found, data
