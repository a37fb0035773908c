"""A clip set on the disk: one WAV file for each word, named by how the word is typed (Telex), so that names are ASCII.

"mười lăm" is spoken by muwowif.wav and lawm.wav
"""

import unicodedata
import wave
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from announcer.sound import RATE, SAMPLE_BYTES

# No word and no phrase is longer; a film in the folder must not fill the memory.
LONGEST_S = 10
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0306": "w", "\u031b": "w"}
_CIRCUMFLEX = "\u0302"


class ClipSet(NamedTuple):
    """The sounds by clip, and what is wrong with each clip that has none."""

    sounds: dict[str, bytes]
    wrong: dict[str, str]


def shipped() -> Path:
    """The folder of the clip set that comes with motcua."""
    return Path(str(files("announcer"))) / "clips" / "vi"


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


def read(file: Path) -> bytes:
    """The sound of a WAV file. Raises OSError, EOFError, wave.Error or ValueError saying what is wrong with it."""
    with wave.open(str(file), "rb") as clip:
        shape = (clip.getframerate(), clip.getsampwidth() * 8, clip.getnchannels())
        if shape != (RATE, SAMPLE_BYTES * 8, 1):
            found = "{} Hz, {} bits, {} channels".format(*shape)
            raise ValueError(f"it is {found}; it must be {RATE} Hz, 16 bits, 1 channel")
        if not 0 < clip.getnframes() <= LONGEST_S * RATE:
            raise ValueError(f"it holds {clip.getnframes() / RATE:.1f} s of sound; at most {LONGEST_S} s, not none")
        sound = clip.readframes(clip.getnframes())
        if len(sound) != clip.getnframes() * SAMPLE_BYTES:
            raise ValueError("it is cut off")
        return sound


def write(file: Path, pcm: bytes) -> None:
    """Write a sound as a WAV file."""
    with wave.open(str(file), "wb") as clip:
        clip.setparams((1, SAMPLE_BYTES, RATE, 0, "NONE", "not compressed"))
        clip.writeframes(pcm)


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
