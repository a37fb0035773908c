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


class Rule(NamedTuple):
    """A line across the paper; `thickness` in millimetres."""

    thickness: float = 0.25


class Space(NamedTuple):
    """Nothing, for so many millimetres."""

    height: float


class Cut(NamedTuple):
    """The end of the paper."""


Element = Text | Fact | Item | BigText | Boxed | Badge | Qr | Rule | Space | Cut
Document = tuple[Element, ...]
