"""The far end of a counter's serial line: one pair of wires, and everything that hangs on it, at the line's own speed.

It enforces what a real line does and never helps: a byte takes its time, two speakers at once spoil both, noise
changes bytes whoever says them, and every device hears all the others.
"""

import heapq
import random
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from counter_display.virtual_device import KEPT, TOO_SOON, Device, Dropped, KeyBox
from devicekit.clock import Clock

BITS_PER_BYTE = 10
# No frame holds it where it counts: no text, no address, no code.
SPOILT = 0x00


class Spoken(NamedTuple):
    """Bytes that came from one speaker without a pause, as all heard them; speaker None is the program."""

    speaker: Device | None
    begin: float
    end: float
    data: bytes


class Noise:
    """A share of all bytes becomes another byte."""

    def __init__(self, share: float, seed: int = 1) -> None:
        self.share = share
        self._random = random.Random(seed)  # noqa: S311

    def through(self, value: int) -> int:
        """What is heard of a byte."""
        if self._random.random() >= self.share:
            return value
        return (value + self._random.randrange(1, 256)) % 256


class _Byte:
    """One byte under way."""

    __slots__ = ("begin", "end", "speaker", "spoilt", "value")

    def __init__(self, value: int, begin: float, end: float, speaker: Device | None) -> None:
        self.value, self.begin, self.end, self.speaker = value, begin, end, speaker
        self.spoilt = False


class VirtualLine:
    """The line and what hangs on it. Time comes from `clock`; everything up to now has happened after advance()."""

    def __init__(
        self,
        clock: Clock,
        devices: Iterable[Device],
        baud: int = 9600,
        tolerance_s: float = 0.0,
        log: Path | None = None,
        echo: bool = False,
    ) -> None:
        """`tolerance_s` is added to every silence: a reader on a busy machine sees a frame that much early or late.

        `log` is the file for every byte that the program sends; `echo`: the adapter hands those back.
        """
        self.clock, self.devices = clock, tuple(devices)
        self.noise = Noise(0.0)
        self.spoken: deque[Spoken] = deque(maxlen=KEPT)
        self.collisions: deque[Dropped] = deque(maxlen=KEPT)
        self._byte_s, self._tolerance_s, self._log, self._echo = BITS_PER_BYTE / baud, tolerance_s, log, echo
        self._under_way: list[tuple[float, int, _Byte]] = []
        self._count = 0
        self._busy_until: dict[Device | None, float] = {}
        self._heard_until: dict[Device, float] = {}
        self._nobody = Device(0)
        self._said = bytearray()

    @property
    def silent_since(self) -> float:
        """When the last byte on it ended, or will end."""
        return max(self._busy_until.values(), default=float("-inf"))

    @property
    def violations(self) -> list[Dropped]:
        """What a real line would have lost: collisions, and frames that a device was not ready for."""
        early = [each for device in self.devices for each in list(device.dropped) if each.why == TOO_SOON]
        return [*self.collisions, *early]

    def feed(self, data: bytes) -> bytes:
        """Bytes that the program puts on the line now; what has been said on it by now."""
        now = self.clock.monotonic()
        self.advance(now)
        if self._log is not None and data:
            with self._log.open("ab") as file:
                file.write(data)
        self._speak(data, now, None)
        return self.unheard()

    def press(self, box: KeyBox, key: str) -> None:
        """A finger on a key of that box."""
        now = self.clock.monotonic()
        self.say(box.press(key, now), box)

    def say(self, data: bytes, speaker: Device | None = None) -> None:
        """Put bytes on the line that the program did not send: of that device, or of nobody."""
        now = self.clock.monotonic()
        self.advance(now)
        self._speak(data, now, speaker or self._nobody)

    def unheard(self) -> bytes:
        """What was said since the last time; with no adapter in its plug nobody ever hears it."""
        said = bytes(self._said)
        self._said.clear()
        return said

    def next_event(self) -> float | None:
        """When something arrives that is under way."""
        return self._under_way[0][0] if self._under_way else None

    def advance(self, now: float) -> None:
        """Let everything happen that has happened by `now`."""
        while self._under_way and self._under_way[0][0] <= now:
            self._arrive(heapq.heappop(self._under_way)[2])

    def _speak(self, data: bytes, at: float, speaker: Device | None) -> None:
        for value in data:
            begin = max(at, self._busy_until.get(speaker, float("-inf")))
            byte = _Byte(value, begin, begin + self._byte_s, speaker)
            self._busy_until[speaker] = byte.end
            self._collide(byte)
            self._count += 1
            heapq.heappush(self._under_way, (byte.end, self._count, byte))

    def _collide(self, byte: _Byte) -> None:
        """Two speakers at once: neither is understood."""
        for _, _, other in self._under_way:
            if other.speaker is not byte.speaker and other.begin < byte.end and byte.begin < other.end:
                other.spoilt = byte.spoilt = True

    def _arrive(self, byte: _Byte) -> None:
        value = SPOILT if byte.spoilt else self.noise.through(byte.value)
        if byte.spoilt:
            self.collisions.append(Dropped(byte.begin, "collision", bytes((byte.value,))))
        if byte.speaker is not None or self._echo:
            self._said.append(value)
        self._remember(byte, value)
        for device in self.devices:
            if not device.on or not device.notices(byte.speaker):
                continue
            if device is byte.speaker:
                self._heard_until[device] = byte.end
            else:
                answer = device.hear(value, self._quiet(device, byte), byte.end)
                self._speak(answer, byte.end + device.turn_s, device)

    def _quiet(self, device: Device, byte: _Byte) -> float:
        """How long it was silent for that device before this byte."""
        quiet = byte.begin - self._heard_until.get(device, float("-inf"))
        self._heard_until[device] = byte.end
        # Within a frame no silence is seen, however late its bytes were read.
        return 0.0 if quiet < self._byte_s / 2 else quiet + self._tolerance_s

    def _remember(self, byte: _Byte, value: int) -> None:
        last = self.spoken[-1] if self.spoken else None
        if last is None or last.speaker is not byte.speaker or byte.begin - last.end > self._byte_s / 2:
            self.spoken.append(Spoken(byte.speaker, byte.begin, byte.end, bytes((value,))))
        else:
            self.spoken[-1] = last._replace(end=byte.end, data=last.data + bytes((value,)))
