"""A clip set on the disk: one WAV file for each word, named by how the word is typed (Telex), so that names are ASCII.

"mười lăm" is spoken by muwowif.wav and lawm.wav

A file may be SMALL (devicekit.sound.pcm); whoever reads it needs not know.
"""

import unicodedata
import wave
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

from devicekit.messages import Part
from devicekit.sound.pcm import RATE, SAMPLE_BYTES, SMALL_RATE, from_small, small

# No word and no phrase is longer; a film in the folder must not fill the memory.
LONGEST_S = 10
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0306": "w", "\u031b": "w"}
_CIRCUMFLEX = "\u0302"


class ClipSet(NamedTuple):
    """The sounds by clip, and what is wrong with each clip that has none."""

    sounds: dict[str, bytes]
    wrong: dict[str, str]


def shipped(package: str, language: str) -> Path:
    """The folder of a clip set that comes with motcua, in that package."""
    return Path(str(files(package))) / "clips" / language


def file_name(clip: str) -> str:
    """The file of a clip."""
    return "-".join(_telex(word) for word in clip.split()) + ".wav"


def load(folder: Path, names: Iterable[str]) -> ClipSet:
    """Read these clips; one that is missing or broken is named, with what is wrong, and the others are there."""
    found = ClipSet({}, {})
    for name in names:
        file = folder / file_name(name)
        try:
            found.sounds[name] = read(file)
        except (OSError, EOFError, ValueError, wave.Error) as error:
            reason = "is missing" if isinstance(error, FileNotFoundError) else f"can't be used: {error or 'cut off'}"
            found.wrong[name] = f"{file.name} {reason}"
    return found


def health_of(found: ClipSet) -> Part:
    """Which clips are lacking, and why."""
    if not found.wrong:
        return Part(state="ok")
    state: Literal["degraded", "failed"] = "degraded" if found.sounds else "failed"
    return Part(state=state, code="missing", detail=f"{len(found.wrong)} clips: {'; '.join(found.wrong.values())}")


def read(file: Path) -> bytes:
    """The sound of a WAV file. Raises OSError, EOFError, wave.Error or ValueError saying what is wrong with it."""
    with wave.open(str(file), "rb") as clip:
        rate, width, channels = clip.getframerate(), clip.getsampwidth(), clip.getnchannels()
        if (rate, width, channels) not in ((RATE, SAMPLE_BYTES, 1), (SMALL_RATE, 1, 1)):
            found = f"{rate} Hz, {width * 8} bits, {channels} channels"
            raise ValueError(f"it is {found}; it must be {RATE} Hz, 16 bits, 1 channel")
        if not 0 < clip.getnframes() <= LONGEST_S * rate:
            raise ValueError(f"it holds {clip.getnframes() / rate:.1f} s of sound; at most {LONGEST_S} s, not none")
        sound = clip.readframes(clip.getnframes())
        if len(sound) != clip.getnframes() * width:
            raise ValueError("it is cut off")
        return sound if width == SAMPLE_BYTES else from_small(sound)


def write(file: Path, pcm: bytes, is_small: bool = False) -> None:
    """Write a sound as a WAV file."""
    with wave.open(str(file), "wb") as clip:
        width, rate = (1, SMALL_RATE) if is_small else (SAMPLE_BYTES, RATE)
        clip.setparams((1, width, rate, 0, "NONE", "not compressed"))
        clip.writeframes(small(pcm) if is_small else pcm)


def _telex(word: str) -> str:
    """How a word is typed: mười is muwowif. Two words are never typed alike."""
    typed, tone = "", ""
    for sign in unicodedata.normalize("NFD", word.replace("đ", "dd")):
        if sign in _TONES:
            tone = _TONES[sign]
        elif sign == _CIRCUMFLEX:
            typed += typed[-1]
        else:
            typed += _SHAPES.get(sign, sign)
    return typed + tone
