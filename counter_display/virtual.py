"""The far end of a counter's RS-485 line: panels and key boxes that take what really arrives, at the line's own speed.

It enforces the line's rules and never helps: a byte takes its time, a frame within the gap after another is lost, two
speakers at once spoil both, and noise is noise. Its decoder shares nothing with the program's encoder.
"""

from collections import deque
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from devicekit.clock import Clock

KEYS = {"next": 0x31, "recall": 0x31, "start": 0x32, "fee": 0x33, "finish": 0x34, "noshow": 0x34}
LAMPS = dict(zip(range(0x31, 0x37), ("red", "green", "red fast", "green fast", "red slow", "green slow"), strict=True))
# The same lamps once more, each with a beep.
BEEPS = {code + 7: name for code, name in LAMPS.items()}
LONGEST_FRAME = 10
# A reader on a busy machine sees a frame this much late or early; the real line has no such thing.
TOLERANCE_S = 0.02
HALF_BLINK_AT_MOST_S = 1.5
# No frame holds it: no text, no address, no code.
SPOILT = 0x00
KEPT = 5000


class Frame(NamedTuple):
    """A whole frame that arrived well: when its first byte began and its last byte ended."""

    begin: float
    end: float
    data: bytes


class Violation(NamedTuple):
    """What a real line would have lost."""

    at: float
    why: str
    data: bytes


class Shown(NamedTuple):
    at: float
    text: str


class Panel:
    """A 7-cell display."""

    def __init__(self) -> None:
        self.text = ""
        self.history: deque[Shown] = deque(maxlen=KEPT)

    def take(self, payload: bytes, at: float) -> bool:
        if len(payload) != 7:
            return False
        text = payload.decode("latin-1").rstrip()
        if text != self.text or not self.history:
            self.text = text
            self.history.append(Shown(at, text))
        return True

    def blinking(self, now: float) -> bool:
        """Whether a person would call it blinking: one text and darkness in turns, up to now."""
        last = list(self.history)[-3:]
        if len(last) < 3 or last[0].text != last[2].text or (last[0].text == "") == (last[1].text == ""):
            return False
        moments = [*(each.at for each in last), now]
        return all(b - a <= HALF_BLINK_AT_MOST_S for a, b in pairwise(moments))

    def number(self, now: float) -> str:
        """What a person would read, also in the dark half of a blink."""
        return next((s.text for s in reversed(list(self.history)) if s.text), "") if self.blinking(now) else self.text


class Box:
    """A key box: three characters and a lamp."""

    def __init__(self) -> None:
        self.text = ""
        self.blinking = False
        self.lamp = ""
        self.history: deque[Shown] = deque(maxlen=KEPT)
        self.lamps: deque[Shown] = deque(maxlen=KEPT)
        self.beeps = 0

    def take(self, payload: bytes, at: float) -> bool:
        if len(payload) == 1 and payload[0] in (LAMPS | BEEPS):
            self.lamp = (LAMPS | BEEPS)[payload[0]]
            self.beeps += payload[0] in BEEPS
            self.lamps.append(Shown(at, self.lamp))
        elif len(payload) == 4 and 0x20 <= payload[0] <= 0x7F:
            self.blinking = payload[0] != 0x20
            self.text = payload[1:].decode("cp1251").strip()
            self.history.append(Shown(at, self.text))
        else:
            return False
        return True


class _Byte(NamedTuple):
    value: int
    begin: float
    end: float


class VirtualLine:
    """The line and what hangs on it. Time comes from `clock`; everything up to now has happened after advance()."""

    def __init__(
        self,
        clock: Clock,
        panels: tuple[int, ...],
        boxes: tuple[int, ...],
        baud: int = 9600,
        gap: float = 0.3,
        log: Path | None = None,
    ) -> None:
        """`panels` and `boxes` are addresses; `log` is the file for every byte that arrives."""
        self.clock = clock
        self.panels = {address: Panel() for address in panels}
        self.boxes = {address: Box() for address in boxes}
        self.frames: deque[Frame] = deque(maxlen=KEPT)
        self.violations: deque[Violation] = deque(maxlen=KEPT)
        self._byte_s, self._gap, self._log = 10 / baud, gap, log
        self._coming: deque[_Byte] = deque()
        self._coming_until = 0.0
        self._leaving: list[_Byte] = []
        self._frame: list[_Byte] = []
        self._quiet_since = float("-inf")

    @property
    def free_at(self) -> float:
        """When the next frame may begin."""
        return max(self._quiet_since, self._coming_until) + self._gap

    def feed(self, data: bytes) -> bytes:
        """Bytes put on the line now; what the boxes have said by now."""
        now = self.clock.monotonic()
        self.advance(now)
        if self._log is not None and data:
            with self._log.open("ab") as file:
                file.write(data)
        for value in data:
            begin = max(now, self._coming_until)
            self._coming_until = begin + self._byte_s
            self._coming.append(_Byte(value, begin, self._coming_until))
        self._collide()
        said = bytes(byte.value for byte in self._leaving if byte.end <= now)
        self._leaving = [byte for byte in self._leaving if byte.end > now]
        return said

    def press(self, address: int, key: str) -> None:
        """Press a key of a box (KEYS); it speaks at once, whoever else is speaking."""
        self.say(bytes((0x01, address, KEYS[key], 0x07)))

    def say(self, data: bytes) -> None:
        """Put bytes of our own on the line: a key, half of one, or noise."""
        now = self.clock.monotonic()
        self.advance(now)
        begin = max([now, *(byte.end for byte in self._leaving)])
        for index, value in enumerate(data):
            self._leaving.append(_Byte(value, begin + index * self._byte_s, begin + (index + 1) * self._byte_s))
        self._collide()

    def next_event(self) -> float | None:
        """When something arrives that is under way."""
        ends = [byte.end for byte in (*list(self._coming)[:1], *self._leaving[:1])]
        return min(ends, default=None)

    def advance(self, now: float) -> None:
        """Let everything happen that has happened by `now`."""
        while self._coming and self._coming[0].end <= now:
            self._arrive(self._coming.popleft())

    def _collide(self) -> None:
        """Two speakers at once: neither is understood."""
        ours, theirs = self._leaving, list(self._coming)
        self._leaving = [self._spoilt(byte, theirs) for byte in ours]
        self._coming = deque(self._spoilt(byte, ours) for byte in theirs)

    def _spoilt(self, byte: _Byte, others: Iterable[_Byte]) -> _Byte:
        met = any(other.begin < byte.end and byte.begin < other.end for other in others)
        if not met or byte.value == SPOILT:
            return byte
        self.violations.append(Violation(byte.begin, "collision", bytes((byte.value,))))
        return byte._replace(value=SPOILT)

    def _arrive(self, byte: _Byte) -> None:
        if self._frame and byte.begin - self._frame[-1].end > TOLERANCE_S:
            self._refuse("half a frame")
        self._frame.append(byte)
        if self._frame[0].value != 0x01:
            self._refuse("no frame")
        elif byte.value == 0x07 and len(self._frame) >= 4:
            self._whole()
        elif len(self._frame) >= LONGEST_FRAME:
            self._refuse("no end")

    def _whole(self) -> None:
        begin, data = self._frame[0].begin, bytes(byte.value for byte in self._frame)
        if begin - self._quiet_since < self._gap - TOLERANCE_S:
            self._refuse(f"only {begin - self._quiet_since:.3f} s after the frame before")
            return
        if SPOILT in data:
            self._refuse("spoilt by a collision")
            return
        place = self.panels.get(data[1]) or self.boxes.get(data[1])
        if place is None or not place.take(data[2:-1], self._frame[-1].end):
            self._refuse("nothing on this line takes it")
            return
        self.frames.append(Frame(begin, self._frame[-1].end, data))
        self._quiet_since = self._frame[-1].end
        self._frame = []

    def _refuse(self, why: str) -> None:
        data = bytes(byte.value for byte in self._frame)
        self.violations.append(Violation(self._frame[0].begin, why, data))
        self._quiet_since = self._frame[-1].end
        self._frame = []
