"""Sound as samples. Pure: bytes in, bytes out.

Everything is PCM, 16 bits little-endian, mono, RATE samples a second. SMALL is how a clip of a short word may lie on
the disk, in a quarter of the room: 8 bits from 0 to 255, half as many samples.
"""

import sys
from array import array
from collections.abc import Iterable

RATE = 22_050
SAMPLE_BYTES = 2
SMALL_RATE = RATE // 2
MIDDLE = 128
FULL = 32_767


def silence(ms: int) -> bytes:
    return bytes(RATE * ms // 1000 * SAMPLE_BYTES)


def seconds(pcm: bytes) -> float:
    return len(pcm) / SAMPLE_BYTES / RATE


def amplify(pcm: bytes, decibels: float) -> bytes:
    """The same sound quieter (or louder, clipped at full scale)."""
    if decibels == 0:
        return pcm
    factor = 10 ** (decibels / 20)
    return to_pcm(_within(round(sample * factor)) for sample in samples(pcm))


def small(pcm: bytes) -> bytes:
    """The same sound as SMALL."""
    values = [0, 0, 0, *samples(pcm), 0, 0, 0, 0]
    # A half-band filter: what is too high for half the rate would be heard as something else.
    kept = (
        (16 * values[at] + 9 * (values[at - 1] + values[at + 1]) - values[at - 3] - values[at + 3]) / 32
        for at in range(3, len(values) - 4, 2)
    )
    return bytes(min(255, max(0, round(value / 256) + MIDDLE)) for value in kept)


def from_small(data: bytes) -> bytes:
    """A SMALL sound as every other; two samples for each."""
    values = [0, *((value - MIDDLE) * 256 for value in data), 0, 0]
    between = [
        (9 * (b + c) - a - d) // 16 for a, b, c, d in zip(values, values[1:], values[2:], values[3:], strict=False)
    ]
    if between and (max(between) > FULL or min(between) < -FULL):
        between = [_within(value) for value in between]
    found = array("h", bytes(2 * SAMPLE_BYTES * len(data)))
    found[::2], found[1::2] = array("h", values[1:-2]), array("h", between)
    return to_pcm(found)


def samples(pcm: bytes) -> "array[int]":
    """The samples of a sound."""
    values = array("h", pcm)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def to_pcm(values: Iterable[int]) -> bytes:
    """Samples as bytes."""
    found = array("h", values)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def _within(value: int) -> int:
    return max(-FULL - 1, min(FULL, value))
