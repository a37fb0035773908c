"""Text from anywhere made fit for paper: one form of each letter, nothing invisible, never endless; then wrapped."""

import re
import unicodedata
from collections.abc import Callable
from itertools import combinations, pairwise

# A service or centre has at most 200 characters in the contract; sentences of ours are shorter.
MAX_CHARACTERS = 240
# What is printed whole: a reason has at most 600 in the contract, and a few words of ours before them.
MAX_WHOLE = 640
# More would push the rest of a ticket out of sight.
MAX_LINES = 6
# Halvings of the search for the narrowest lines: 576 dots / 2**6 is a letter's width.
BALANCE_STEPS = 6

NO_BREAK = "\N{NO-BREAK SPACE}"

# A name that is broken inside this reads like another one; a number alone on a line is no counter, date or time. Words
# of two syllables that titles and forms have are one word.
BOUND = re.compile(
    r"hành chính công|bưu điện|quầy số \w+|counter \w+|(?:\d+:\d+ )?ngày \d+/\d+/\d+"
    r"|\d+ (?:phút|lượt|giờ|đồng|ngày|min)\b|(?:hệ số|điểm) \d+"
    r"|(?:hồ sơ|bổ sung|hoàn thiện|tiếp nhận|giải quyết|kết quả|từ chối|thủ tục|hướng dẫn|giải trình|thứ tự|lệ phí)\b",
    re.IGNORECASE,
)

WidthOf = Callable[[str], float]


def printable(text: str, most: int = MAX_CHARACTERS) -> str:
    """NFC, without control, format, surrogate, private and unassigned characters, single spaces, capped with "…".

    A no-break space stays one.
    """
    kept = []
    for character in unicodedata.normalize("NFC", text[: 4 * most]):
        if character.isspace():
            kept.append(character if character == NO_BREAK else " ")
        elif not unicodedata.category(character).startswith("C"):
            kept.append(character)
    words = " ".join(part for part in unicodedata.normalize("NFC", "".join(kept)).split(" ") if part.strip())
    return words if len(words) <= most else words[: most - 1] + "…"


def bound(text: str) -> str:
    """The text with what belongs together on one line."""
    return BOUND.sub(lambda match: match[0].replace(" ", NO_BREAK), text)


def wrap(text: str, width_of: WidthOf, limit: float) -> list[str]:
    """Lines that are no wider than `limit`, as few as can be and about equally long.

    A word that alone is wider is broken. After MAX_LINES comes "…".
    """
    lines = flow(text, width_of, limit)
    if len(lines) <= MAX_LINES:
        return _balanced(lines, text, width_of, limit)
    last = lines[MAX_LINES - 1]
    while last and width_of(last + "…") > limit:
        last = last[:-1]
    return [*lines[: MAX_LINES - 1], last + "…"]


def flow(text: str, width_of: WidthOf, limit: float) -> list[str]:
    """Lines that are no wider than `limit`, each as full as can be, however many. A word that is wider is broken.

    A last word alone looks forgotten, so it gets the one before it where that leaves two to their line.
    """
    lines = _fill(_measured(text, width_of, limit), width_of(" "), limit)
    if len(lines) > 1 and lines[-1] == text.split(" ")[-1]:
        rest, _, moved = lines[-2].rpartition(" ")
        last = f"{moved} {lines[-1]}"
        if " " in rest and width_of(last) <= limit:
            lines[-2:] = [rest, last]
    return lines


def hyphened(code: str, most: int) -> list[list[str]]:
    """Every way to write a code on at most `most` lines that end with a hyphen of its own; the first is one line."""
    parts = [part for part in re.split("(?<=-)", code) if part]
    ways = []
    for count in range(min(most, len(parts))):
        for cuts in combinations(range(1, len(parts)), count):
            ways.append(["".join(parts[start:end]) for start, end in pairwise((0, *cuts, len(parts)))])
    return ways


def _balanced(lines: list[str], text: str, width_of: WidthOf, limit: float) -> list[str]:
    """The same number of lines, as narrow as can be."""
    pieces, space = _measured(text, width_of, limit), width_of(" ")
    low, high = limit / 2, limit
    for _ in range(BALANCE_STEPS if len(lines) > 1 else 0):
        middle = (low + high) / 2
        narrower = _fill(pieces, space, middle)
        if len(narrower) > len(lines):
            low = middle
        else:
            lines, high = narrower, middle
    return lines


def _measured(text: str, width_of: WidthOf, limit: float) -> list[tuple[str, float]]:
    return [(piece, width_of(piece)) for word in text.split(" ") if word for piece in _pieces(word, width_of, limit)]


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
