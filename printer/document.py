"""A document for a paper roll, before any dot is chosen: what is said, how large, and where on the line."""

from typing import Literal, NamedTuple

Align = Literal["left", "center", "right"]
Weight = Literal["regular", "bold", "heavy"]


class Text(NamedTuple):
    """Words that wrap where the paper ends; `size` in points (1/72 inch)."""

    text: str
    size: float = 8.5
    weight: Weight = "regular"
    align: Align = "center"
    whole: bool = False
    """All of it, on as many lines as it takes; otherwise a few lines, then "…"."""


class Fact(NamedTuple):
    """A label and, bolder, its value: on one line, or below each other where the paper is too narrow."""

    label: str
    value: str
    size: float = 8.5
    align: Align = "center"


class Item(NamedTuple):
    """An entry of a list, whole: its mark, and beside it words whose lines all begin below each other."""

    mark: str
    text: str
    size: float = 8.5


class Columns(NamedTuple):
    """Words at the left edge and others at the right edge; below each other where the paper is too narrow."""

    left: str
    right: str
    size: float = 8.5
    weight: Weight = "bold"
    """Of the right side."""


class BigText(NamedTuple):
    """One line with capitals `height` millimetres tall, smaller where the paper is too narrow for it."""

    text: str
    height: float = 13.0


class Boxed(NamedTuple):
    """A code in a frame, with capitals at most `height` millimetres tall.

    It goes on up to three lines that end with a hyphen of its own where that makes it larger; only a code that would
    still be smaller than `least` points is broken anywhere.
    """

    text: str
    height: float = 6.5
    least: float = 13.0


class Badge(NamedTuple):
    """A word in white on black that is seen from the other side of the counter."""

    text: str
    size: float = 11.0


class Qr(NamedTuple):
    """A QR code; `module` is the side of its squares in millimetres, smaller where the paper is too narrow."""

    text: str
    module: float = 0.75


class Barcode(NamedTuple):
    """Code 128 of ASCII text with bars `height` millimetres tall, and the text below it."""

    text: str
    height: float = 10.0


class Picture(NamedTuple):
    """A picture in black and white: rows of whole bytes, the leftmost dot in the highest bit, 1 is black."""

    width: int
    height: int
    data: bytes


class Logo(NamedTuple):
    """A picture in the middle of the paper, `height` millimetres tall, smaller where the paper is too narrow."""

    picture: Picture
    height: float = 12.0


class Rule(NamedTuple):
    """A line across the paper; `thickness` in millimetres."""

    thickness: float = 0.25


class Space(NamedTuple):
    """Nothing, for so many millimetres."""

    height: float


class Notch(NamedTuple):
    """Where the paper is torn by hand: a dashed line with a notch at both edges."""


class Cut(NamedTuple):
    """The end of the paper."""


Element = Text | Fact | Item | Columns | BigText | Boxed | Badge | Qr | Barcode | Logo | Rule | Space | Notch | Cut
Document = tuple[Element, ...]
