"""Which letters the shipped typeface has, from its own table; what is in none of its faces can't be shown.

The table `cmap` of a TrueType file, format 4 (OpenType 1.9): after its head of 14 bytes four rows of segments, each of
two bytes: the last letter (then a blank pair), the first, the delta, and where its glyphs are listed (0: they are the
letter plus the delta). Glyph 0 is the box that stands for a letter that is not there.
"""

import struct
import unicodedata
from functools import cache
from importlib.resources import files

FORMAT = 4
HEAD = 14
# One of the faces on paper and on screens: all of them have the same letters.
FACE = "OpenSans-Medium.ttf"
SUBSTITUTE = "\ufffd"


def letters_in(face: bytes) -> frozenset[str]:
    """Every letter of a TrueType file that has a glyph. Raises ValueError when it has no table of format 4."""
    for at in _tables(face):
        if struct.unpack_from(">H", face, at)[0] == FORMAT:
            return frozenset(map(chr, _letters(face, at)))
    raise ValueError("no cmap of format 4")


@cache
def shipped_letters() -> frozenset[str]:
    """The letters of the shipped typeface."""
    return letters_in(files("devicekit").joinpath("fonts", FACE).read_bytes())


def lacking(text: str) -> str:
    """The letters of a text that can't be shown, each once, in their order; blanks and what is never shown are none."""
    seen = dict.fromkeys(unicodedata.normalize("NFC", text))
    return "".join(each for each in seen if each not in shipped_letters() and _is_shown(each))


def shown(text: str) -> str:
    """The text with a mark in the place of each letter that can't be shown."""
    lost = lacking(text)
    return text.translate(dict.fromkeys(map(ord, lost), SUBSTITUTE)) if lost else text


def _is_shown(letter: str) -> bool:
    return not letter.isspace() and not unicodedata.category(letter).startswith("C")


def _tables(face: bytes) -> list[int]:
    """Where the tables of letters begin."""
    (count,) = struct.unpack_from(">H", face, 4)
    for number in range(count):
        name, _, cmap, _ = struct.unpack_from(">4sIII", face, 12 + 16 * number)
        if name == b"cmap":
            (tables,) = struct.unpack_from(">H", face, cmap + 2)
            return [cmap + struct.unpack_from(">4xI", face, cmap + 4 + 8 * each)[0] for each in range(tables)]
    return []


def _letters(face: bytes, at: int) -> list[int]:
    segments = struct.unpack_from(">H", face, at + 6)[0] // 2
    lasts = struct.unpack_from(f">{segments}H", face, at + HEAD)
    firsts = struct.unpack_from(f">{segments}H", face, at + HEAD + 2 * segments + 2)
    deltas = struct.unpack_from(f">{segments}H", face, at + HEAD + 4 * segments + 2)
    lists = at + HEAD + 6 * segments + 2
    found = []
    for number, (first, last, delta) in enumerate(zip(firsts, lasts, deltas, strict=True)):
        place = lists + 2 * number
        (offset,) = struct.unpack_from(">H", face, place)
        for letter in range(first, last + 1):
            glyph = letter if offset == 0 else struct.unpack_from(">H", face, place + offset + 2 * (letter - first))[0]
            if (glyph or offset == 0) and (glyph + delta) & 0xFFFF:
                found.append(letter)
    return found
