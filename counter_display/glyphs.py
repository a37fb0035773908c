"""What a board can show: which characters, and how many of them.

Seven segments draw most letters in one case only (b, d, n, r, t small; A, C, E large), so a letter counts as showable
in both cases when either can be drawn. K, M, V, W, X and Z have no form at all, or that of another sign.
"""

from typing import Literal, NamedTuple

Glyphs = Literal["digits", "7-segment", "ascii", "all"]

DIGITS = frozenset("0123456789 ")
SEGMENT_LETTERS = "ABCDEFGHIJLNOPQRSTUY"
SEGMENTS = DIGITS | frozenset("-_.") | frozenset(SEGMENT_LETTERS) | frozenset(SEGMENT_LETTERS.lower())
ASCII = frozenset(map(chr, range(0x20, 0x7F)))
SETS: dict[Glyphs, frozenset[str]] = {"digits": DIGITS, "7-segment": SEGMENTS, "ascii": ASCII}


class Face(NamedTuple):
    """The front of a board."""

    glyphs: Glyphs
    cells: int
    never: frozenset[str] = frozenset()
    """Characters that would break a frame of its protocol."""
    capitals: bool = False
    """It knows capital letters only: a text is sent in them."""


def unshowable(face: Face, text: str) -> tuple[str, ...]:
    """The characters of a text that this board can't show, each once; its length is not judged."""
    known = SETS.get(face.glyphs)
    return tuple(
        char
        for char in dict.fromkeys(_cased(face, text))
        if char in face.never or not (char.isprintable() if known is None else char in known)
    )


def fitted(face: Face, text: str) -> str:
    """The text as it is sent. Raises ValueError naming what can't be shown."""
    wrong = unshowable(face, text)
    if wrong or len(text) > face.cells:
        shown = ", ".join(repr(char) for char in wrong) or f"{len(text)} characters"
        raise ValueError(
            f"a display of {face.cells} cells cannot show {shown} of {text!r}; it can show {described(face)}"
        )
    return _cased(face, text)


def described(face: Face) -> str:
    """The characters that a board can show, for an error."""
    known = SETS.get(face.glyphs)
    if known is None:
        return "every letter" + "".join(f", but not {char}" for char in sorted(face.never))
    return "".join(sorted(known - face.never))


def _cased(face: Face, text: str) -> str:
    # "ß".upper() is two letters: a board that is sent capitals is never given one that changes the length.
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text) if face.capitals else text
