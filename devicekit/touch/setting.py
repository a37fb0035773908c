"""How words are set into a box: broken into lines, as large as they fit, and never cut. Pure."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

Measure = Callable[[str, int], int]
"""(text, pixels of the em) -> its width in pixels."""
LINE = 1.32
"""From one base line to the next, in ems: room for a letter with two marks above and one below (Ẩ, ậ)."""


class Lines(NamedTuple):
    """Words as they fit: the size of their em, and their lines."""

    size: int
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return line_height(self.size) * len(self.lines)


def line_height(size: int) -> int:
    """Pixels from one line to the next."""
    return round(LINE * size)


def fit(text: str, width: int, height: int, largest: int, smallest: int, measure: Measure) -> Lines:
    """The text at the largest size at which all of it is inside.

    `smallest` is what people can still read; only a text that is too long even then is made smaller still.
    """
    for size in (*range(largest, smallest, -1), *range(smallest, 3, -1)):
        lines = wrap(text, width, size, measure)
        if lines is not None and line_height(size) * len(lines) <= height:
            return Lines(size, _even(text, lines, width, size, measure))
    return Lines(4, (text,))


def wrap(text: str, width: int, size: int, measure: Measure) -> tuple[str, ...] | None:
    """The text in lines no wider than `width`, broken at plain spaces; None when a single word is wider."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer, size) <= width:
            line = longer
            continue
        if measure(word, size) > width:
            return None
        lines.append(line)
        line = word
    return (*lines, line) if line else tuple(lines)


def _even(text: str, lines: Sequence[str], width: int, size: int, measure: Measure) -> tuple[str, ...]:
    """The same number of lines, as equally long as they can be: a last line of one word looks like a mistake."""
    low, high = width // 2, width
    best = tuple(lines)
    while high - low > 4 and len(lines) > 1:
        middle = (low + high) // 2
        narrower = wrap(text, middle, size, measure)
        if narrower is not None and len(narrower) <= len(lines):
            best, high = narrower, middle
        else:
            low = middle
    return best
