"""What a listener hears in a sound: which clips, when, and the silence between them; for whoever judges the far end."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from devicekit.sound.pcm import RATE, SAMPLE_BYTES


class Word(NamedTuple):
    """A clip in a sound; begin and end are seconds."""

    clip: str
    begin: float
    end: float


def words(pcm: bytes, clips: Mapping[str, bytes]) -> list[Word]:
    """Every clip in a sound, in order. Raises ValueError at a sample that is neither silence nor part of a clip."""
    return list(_words(pcm, sorted(clips.items(), key=lambda pair: -len(pair[1]))))


def _words(pcm: bytes, clips: list[tuple[str, bytes]]) -> Iterator[Word]:
    at = 0
    while at < len(pcm):
        clip = next((name for name, sound in clips if pcm.startswith(sound, at)), None)
        if clip is not None:
            end = at + len(dict(clips)[clip])
            yield Word(clip, _second(at), _second(end))
            at = end
        elif any(pcm[at : at + SAMPLE_BYTES]):
            raise ValueError(f"noise at {_second(at):.3f} s: no clip sounds like that")
        else:
            at += SAMPLE_BYTES


def _second(at: int) -> float:
    return at / SAMPLE_BYTES / RATE
