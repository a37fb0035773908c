"""A sheet: a document turned into dots, as the encoder takes it and as any printer could."""

from typing import Literal, NamedTuple


class Feed(NamedTuple):
    """So many blank rows of dots."""

    rows: int


class Strip(NamedTuple):
    """A picture cropped to its ink, at the left edge or in the middle of the paper.

    `data` holds rows of `width` bytes from top to bottom, the leftmost dot in the highest bit, 1 is black.
    """

    align: Literal["left", "center"]
    width: int
    data: bytes


class CutMark(NamedTuple):
    """Cut here."""


Sheet = tuple[Feed | Strip | CutMark, ...]
