"""What hangs on a virtual line: each device takes the bytes of its protocol one by one and acts on what it understands.

Their decoders share nothing with the encoders. They keep the rules that real devices keep: a frame that begins before
the line was silent long enough is lost, half a frame is forgotten, a wrong checksum shows nothing and answers nothing.
"""

from collections import deque
from collections.abc import Mapping
from itertools import pairwise
from typing import Literal, NamedTuple

KEPT = 5000
LONGEST_FRAME = 300
# Half a frame is not completed by bytes that come later than this.
HALF_FRAME_S = 0.02
HALF_BLINK_AT_MOST_S = 1.5
TOO_SOON = "too soon"
FULL_LIGHT = 100

Style = Literal["segments", "matrix"]


class Dropped(NamedTuple):
    """Bytes that nobody acted upon, and why."""

    at: float
    why: str
    data: bytes


class Shown(NamedTuple):
    """What was seen from that moment on."""

    at: float
    text: str


class Device:
    """What all do: wait for silence, collect a frame; be without power now and then."""

    turn_s = 0.002
    """How long it thinks before it answers."""

    def __init__(self, address: int, gap_s: float = 0.0) -> None:
        self.address = address
        self.on = True
        self.dropped: deque[Dropped] = deque(maxlen=KEPT)
        self._gap_s = gap_s
        self._frame = bytearray()
        self._deaf = self._just_done = False
        self._at = 0.0

    def die(self) -> None:
        """It loses its power, and all that it showed and knew."""
        self.on = False
        self._frame.clear()
        self._deaf = self._just_done = False
        self._forget()

    def revive(self) -> None:
        """It has power again."""
        self.on = True

    def notices(self, speaker: "Device | None") -> bool:
        """Whether it heeds that speaker, itself included; None is the program."""
        return True

    def hear(self, value: int, quiet_s: float, at: float) -> bytes:
        """One byte that ended then, after so much silence on the line; gives what the device answers to it."""
        self._at = at
        if self._frame and quiet_s > HALF_FRAME_S:
            self._drop("half a frame")
        if quiet_s >= self._gap_s:
            self._deaf = False
        elif self._just_done:
            self._deaf = True
            self.dropped.append(Dropped(at, TOO_SOON, bytes((value,))))
        self._just_done = False
        if self._deaf:
            return b""
        self._frame.append(value)
        answer = self._look(bytes(self._frame))
        if len(self._frame) > LONGEST_FRAME:
            self._drop("no end")
        return answer

    def _look(self, frame: bytes) -> bytes:
        """See whether the bytes so far are a frame; every device its own."""
        raise NotImplementedError

    def _forget(self) -> None:
        """What it loses with its power."""

    def _done(self) -> None:
        """A frame has ended, ours or another's."""
        self._frame.clear()
        self._just_done = True

    def _drop(self, why: str) -> None:
        self.dropped.append(Dropped(self._at, why, bytes(self._frame)))
        self._frame.clear()


class Board(Device):
    """A display."""

    style: Style = "segments"

    def __init__(self, address: int, cells: int, gap_s: float = 0.0, lights: Mapping[bytes, int] | None = None) -> None:
        """`lights`: the frames that dim it, and how bright it is after each, in percent."""
        super().__init__(address, gap_s)
        self.cells = cells
        self.light = FULL_LIGHT
        self._lights = dict(lights or {})
        self.text = ""
        self.blinks = False
        """It was told to blink by itself."""
        self.history: deque[Shown] = deque(maxlen=KEPT)

    def blinking(self, now: float) -> bool:
        """Whether a person would call it blinking: one text and darkness in turns, up to now."""
        last = list(self.history)[-3:]
        if self.blinks:
            return True
        if len(last) < 3 or last[0].text != last[2].text or (last[0].text == "") == (last[1].text == ""):
            return False
        moments = [*(each.at for each in last), now]
        return all(b - a <= HALF_BLINK_AT_MOST_S for a, b in pairwise(moments))

    def number(self, now: float) -> str:
        """What a person would read, also in the dark half of a blink."""
        return next((s.text for s in reversed(list(self.history)) if s.text), "") if self.blinking(now) else self.text

    def _show(self, text: str, blinks: bool = False) -> None:
        text, self.blinks = text.rstrip(), blinks
        if text != self.text or not self.history:
            self.text = text
            self.history.append(Shown(self._at, text))
        self._done()

    def _dims(self, frame: bytes) -> bool:
        """Act upon a frame that dims it; False for any other."""
        light = self._lights.get(frame)
        if light is None:
            return False
        self.light = light
        self._done()
        return True

    def _forget(self) -> None:
        self.text, self.blinks, self.light = "", False, FULL_LIGHT
        self.history.append(Shown(self._at, ""))


class KeyBox(Device):
    """What an officer presses."""

    def __init__(self, address: int, gap_s: float = 0.0) -> None:
        super().__init__(address, gap_s)
        self.lamp = ""
        self.lamps: deque[Shown] = deque(maxlen=KEPT)

    def press(self, key: str, at: float) -> bytes:
        """A key goes down; what it says unasked."""
        raise NotImplementedError

    def _light(self, lamp: str) -> None:
        self.lamp = lamp
        self.lamps.append(Shown(self._at, lamp))

    def _forget(self) -> None:
        self._light("")
