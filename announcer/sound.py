"""Clips joined into one sound, so that nothing stutters between words. Pure: bytes in, bytes out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from announcer.phrases import CHIME, PAUSE
from devicekit.sound.pcm import silence

# The longer of the silences that still belong to one sentence: where the text has a comma.
PAUSE_MS = 80


class Shape(NamedTuple):
    """Silence in milliseconds: before everything, for amplifiers that must wake up, and between two clips."""

    lead_in_ms: int = 100
    gap_ms: int = 50


def sayable(names: Sequence[str], clips: Mapping[str, bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is to be played of a call, and the clips that it lacks.

    With a word missing a call would name the wrong number: then the chime alone says "look at the displays".
    """
    missing = tuple(dict.fromkeys(name for name in names if name != PAUSE and name not in clips))
    if not missing:
        return tuple(names), ()
    if missing == (CHIME,):
        return tuple(name for name in names if name != CHIME), missing
    return ((CHIME,) if CHIME in clips else ()), missing


def join(names: Sequence[str], clips: Mapping[str, bytes], shape: Shape) -> bytes:
    """One sound of these clips, in order. Raises KeyError for a clip that is not there."""
    gap, pause = silence(shape.gap_ms), silence(PAUSE_MS)
    parts = [silence(shape.lead_in_ms)]
    between = b""
    for name in names:
        if name == PAUSE:
            between = pause if between else b""
        else:
            parts += [between, clips[name]]
            between = gap
    return b"".join(parts)
