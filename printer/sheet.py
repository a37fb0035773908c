"""A sheet: a document turned into dots, and into what a printer draws itself, as the encoder takes it."""

from typing import Literal, NamedTuple

from printer.letters import Run


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


class ColumnBand(NamedTuple):
    """24 rows of a picture, a column after the other from the left edge on, three bytes each from top to bottom."""

    columns: bytes


class CutMark(NamedTuple):
    """Cut here."""


class Typed(NamedTuple):
    """Part of a line in the printer's own letters."""

    run: Run
    bold: bool = False


class TypeLine(NamedTuple):
    """A line in the printer's own letters, each so many times as wide and tall as its smallest."""

    parts: tuple[Typed, ...]
    align: Literal["left", "center", "right"] = "center"
    wide: int = 1
    tall: int = 1
    inverse: bool = False


class NativeQr(NamedTuple):
    """A QR code that the printer draws, `side` dots a square."""

    data: bytes
    side: int


class NativeBarcode(NamedTuple):
    """Code 128 that the printer draws, with the text below it; `side` dots a module, `height` dots."""

    data: bytes
    side: int
    height: int


class StoredLogo(NamedTuple):
    """The picture of that number in the printer's own memory."""

    number: int


class ChineseOff(NamedTuple):
    """Leave the mode that takes two bytes for one character."""


Item = Feed | Strip | ColumnBand | CutMark | TypeLine | NativeQr | NativeBarcode | StoredLogo | ChineseOff
Sheet = tuple[Item, ...]
