"""What passes between a program and a screen outside of it: pictures out, fingers in. Pure.

frame 1024 600\\n<1024 x 600 x 3 bytes>     out: all that the screen shows now, red green blue, line by line
down 0 512 300\\n                            in: finger 0 went down at that pixel; also move and up
"""

from typing import NamedTuple

from devicekit.touch.press import Touch

BYTES = 3
# The longest head that is one.
HEAD = 24
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


class Frames:
    """Puts the frames of a wire together again. Raises ValueError for what is no frame."""

    def __init__(self) -> None:
        self._head = b""
        self._size: tuple[int, int] | None = None
        self._pixels = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are whole with these bytes."""
        found = []
        while data:
            if self._size is None:
                data = self._take_head(data)
                continue
            width, height = self._size
            missing = width * height * BYTES - len(self._pixels)
            self._pixels += data[:missing]
            data = data[missing:]
            if len(self._pixels) == width * height * BYTES:
                found.append(Frame(width, height, bytes(self._pixels)))
                self._size, self._pixels = None, bytearray()
        return found

    def _take_head(self, data: bytes) -> bytes:
        head, newline, _ = (self._head + data[:HEAD]).partition(b"\n")
        if not newline:
            if len(head) > HEAD:
                raise ValueError(f"this is no frame: {head!r}")
            self._head = head
            return data[HEAD:]
        match head.split():
            case [b"frame", width, height] if width.isdigit() and height.isdigit():
                self._size = int(width), int(height)
            case _:
                raise ValueError(f"this is no frame: {head!r}")
        if not 0 < self._size[0] * self._size[1] <= LARGEST:
            raise ValueError(f"a frame of {self._size[0]} by {self._size[1]} pixels")
        begun, self._head = len(self._head), b""
        return data[len(head) + 1 - begun :]
