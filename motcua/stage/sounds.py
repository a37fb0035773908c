"""What a loudspeaker said: the newest sounds, and their outline to draw."""

import sys
import wave
from array import array
from collections import OrderedDict
from pathlib import Path

from devicekit.sound.virtual import Loudspeaker
from motcua.stage.snapshot import Sound, SpeakerSeen

PEAKS, SHOWN, KEPT = 120, 3, 20
LOUDEST = 1 << 15


class Ear:
    """Hears one loudspeaker. Not thread-safe."""

    def __init__(self, speaker: Loudspeaker) -> None:
        self._speaker = speaker
        self._known: OrderedDict[int, Sound] = OrderedDict()

    def listen(self) -> SpeakerSeen:
        """Look for new sounds."""
        self._speaker.forget(KEPT)
        for file in self._speaker.sounds()[-SHOWN:]:
            n = int(file.stem)
            if n not in self._known:
                self._known[n] = outline(n, file)
        while len(self._known) > SHOWN:
            self._known.popitem(last=False)
        return SpeakerSeen(tuple(self._known.values()), len(self._speaker.firsts()))

    def file(self, n: int) -> Path | None:
        """Sound `n`, the first is 1; None when it is not there or no longer kept."""
        return next((file for file in self._speaker.sounds() if int(file.stem) == n), None)


def outline(n: int, file: Path) -> Sound:
    """The loudest sample of each of PEAKS parts, from 0 to 100."""
    with wave.open(str(file)) as sound:
        rate, samples = sound.getframerate(), array("h", sound.readframes(sound.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(n=n, seconds=round(len(samples) / rate, 2), peaks=peaks(samples))


def peaks(samples: "array[int]") -> tuple[int, ...]:
    """Exactly PEAKS of them, also of a sound that is shorter."""
    step = len(samples) / PEAKS
    parts = (samples[int(i * step) : max(int(i * step) + 1, int((i + 1) * step))] for i in range(PEAKS))
    return tuple(100 * max((max(part), -min(part))) // LOUDEST if part else 0 for part in parts)
