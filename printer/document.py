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


class Fact(NamedTuple):
    """A label and, bolder, its value: on one line in the middle, or below each other where the paper is too narrow."""

    label: str
    value: str
    size: float = 8.5


class BigText(NamedTuple):
    """One line with capitals `height` millimetres tall, smaller where the paper is too narrow for it."""

    text: str
    height: float = 13.0


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


Element = Text | Fact | BigText | Badge | Qr | Rule | Space | Cut
Document = tuple[Element, ...]
