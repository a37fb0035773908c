"""Text from anywhere made fit for paper: one form of each letter, nothing invisible, never endless; then wrapped."""

import unicodedata
from collections.abc import Callable

# A service or centre has at most 200 characters in the contract; sentences of ours are shorter.
MAX_CHARACTERS = 240
# More would push the rest of a ticket out of sight.
MAX_LINES = 6
# Halvings of the search for the narrowest lines: 576 dots / 2**6 is a letter's width.
BALANCE_STEPS = 6

NO_BREAK = "\N{NO-BREAK SPACE}"

WidthOf = Callable[[str], float]


def printable(text: str) -> str:
    """NFC, without control, format, surrogate, private and unassigned characters, single spaces, capped with "…".

    A no-break space stays one.
    """
    kept = []
    for character in unicodedata.normalize("NFC", text[: 4 * MAX_CHARACTERS]):
        if character.isspace():
            kept.append(character if character == NO_BREAK else " ")
        elif not unicodedata.category(character).startswith("C"):
            kept.append(character)
    words = " ".join(part for part in unicodedata.normalize("NFC", "".join(kept)).split(" ") if part.strip())
    return words if len(words) <= MAX_CHARACTERS else words[: MAX_CHARACTERS - 1] + "…"


def wrap(text: str, width_of: WidthOf, limit: float) -> list[str]:
    """Lines that are no wider than `limit`, as few as can be and about equally long.

    A word that alone is wider is broken. After MAX_LINES comes "…".
    """
    pieces = [(piece, width_of(piece)) for word in text.split(" ") if word for piece in _pieces(word, width_of, limit)]
    space = width_of(" ")
    lines = _fill(pieces, space, limit)
    low, high = limit / 2, limit
    for _ in range(BALANCE_STEPS if 1 < len(lines) <= MAX_LINES else 0):
        middle = (low + high) / 2
        narrower = _fill(pieces, space, middle)
        if len(narrower) > len(lines):
            low = middle
        else:
            lines, high = narrower, middle
    if len(lines) <= MAX_LINES:
        return lines
    last = lines[MAX_LINES - 1]
    while last and width_of(last + "…") > limit:
        last = last[:-1]
    return [*lines[: MAX_LINES - 1], last + "…"]


def _fill(pieces: list[tuple[str, float]], space: float, limit: float) -> list[str]:
    """Each line takes as many pieces as go in; a piece that is too wide has a line of its own."""
    lines: list[str] = []
    used = limit
    for piece, width in pieces:
        if lines and used + space + width <= limit:
            lines[-1] += " " + piece
            used += space + width
        else:
            lines.append(piece)
            used = width
    return lines


def _pieces(word: str, width_of: WidthOf, limit: float) -> list[str]:
    pieces = []
    while len(word) > 1 and width_of(word) > limit:
        end = len(word) - 1
        while end > 1 and width_of(word[:end]) > limit:
            end -= 1
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]
