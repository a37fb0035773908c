"""From a synthesizer's or a person's recording to a clip: trimmed, levelled, without clicks; and the chime. Pure."""

import math
from collections.abc import Sequence

from devicekit.sound.pcm import FULL, RATE, samples, to_pcm

# What is quieter than this (1 % of full scale) at either end is silence; a little is left, so that no sound is cut.
SILENT = 330
MARGIN = RATE * 15 // 1000
# Loudness of every clip: enough for a hall, with 12 dB left for peaks. RMS, because clips are too short for R128.
LEVEL_DBFS = -19.0
PEAK_DBFS = -1.0
FADE = RATE * 4 // 1000
# An octave and a third of A: heard over talk, no doorbell, no alarm. Frequencies in Hz, starts in seconds.
CHIME = ((659.25, 0.0), (523.25, 0.28))
CHIME_S = 0.95


def master(pcm: bytes) -> bytes:
    """A clip from a raw recording. Raises ValueError when there is nothing to hear in it."""
    return _finish(_trim(samples(pcm)))


def chime() -> bytes:
    """Two soft strokes."""
    length = round(CHIME_S * RATE)
    return _finish([sum(_stroke(i / RATE - start, hertz) for hertz, start in CHIME) for i in range(length)])


def level_dbfs(values: Sequence[float]) -> float:
    """RMS loudness, 0 dB at full scale."""
    return 10 * math.log10(max(1e-9, sum(value * value for value in values) / len(values) / FULL**2))


def _stroke(t: float, hertz: float) -> float:
    """One stroke, t seconds after it was struck: a tone with a soft overtone that dies away."""
    if t < 0:
        return 0.0
    attack = min(1.0, t / 0.004)
    tone = math.sin(2 * math.pi * hertz * t) + 0.25 * math.sin(4 * math.pi * hertz * t)
    return 8000 * attack * math.exp(-5.5 * t) * tone


def _trim(values: Sequence[int]) -> Sequence[int]:
    loud = [at for at, value in enumerate(values) if abs(value) > SILENT]
    if not loud:
        raise ValueError("there is nothing to hear in it")
    return values[max(0, loud[0] - MARGIN) : loud[-1] + MARGIN]


def _finish(values: Sequence[float]) -> bytes:
    """Bring to the common level (peaks decide where they would be cut), and fade the ends."""
    by_level = 10 ** ((LEVEL_DBFS - level_dbfs(values)) / 20)
    by_peak = FULL * 10 ** (PEAK_DBFS / 20) / max(abs(value) for value in values)
    factor, last = min(by_level, by_peak), len(values) - 1
    return to_pcm(round(value * factor * min(1.0, at / FADE, (last - at) / FADE)) for at, value in enumerate(values))
