"""A sheet's drawings as columns of 24 dots, for printers that take pictures by ESC * only.

A band is a line to such a printer: it is printed by the end of the line and moves the paper by all of its 24 rows, ink
or not. So what stands close above each other is put together first, and cut into bands after that.
"""

from collections.abc import Iterator
from functools import lru_cache

from PIL import Image

from printer.head import Head
from printer.sheet import ColumnBand, Feed, Item, Sheet, Strip

ROWS = 24
COLUMN = ROWS // 8
# Most of a paper is the same on all papers of a day.
KEPT = 200


def in_columns(sheet: Sheet, head: Head) -> Sheet:
    """The sheet without strips. Raises ValueError when one is wider than the head."""
    items: list[Item] = []
    rows: list[int] = []
    for item in sheet:
        if isinstance(item, Strip):
            rows += _rows(item, head)
        elif isinstance(item, Feed):
            rows += [0] * item.rows
        else:
            items += [*_bands(rows, head.dots), item]
            rows = []
    return (*items, *_bands(rows, head.dots))


def _rows(strip: Strip, head: Head) -> list[int]:
    spare = head.dots - 8 * strip.width
    if spare < 0:
        raise ValueError(f"a strip of {8 * strip.width} dots is wider than the head, {head.dots} dots")
    shift = spare if strip.align == "left" else spare // 2
    starts = range(0, len(strip.data), strip.width)
    return [int.from_bytes(strip.data[at : at + strip.width], "big") << shift for at in starts]


def _bands(rows: list[int], dots: int) -> Iterator[Item]:
    blank = at = 0
    while at < len(rows):
        if not rows[at]:
            at, blank = at + 1, blank + 1
            continue
        if blank:
            yield Feed(blank)
        yield ColumnBand(_columns(tuple(rows[at : at + ROWS]), dots))
        at, blank = at + ROWS, 0
    if blank:
        yield Feed(blank)


@lru_cache(KEPT)
def _columns(rows: tuple[int, ...], dots: int) -> bytes:
    """From the left edge to the last column with ink, each from top to bottom."""
    width = (dots + 7) // 8
    data = b"".join((row << (8 * width - dots)).to_bytes(width, "big") for row in rows).ljust(width * ROWS, b"\x00")
    columns = Image.frombytes("1", (8 * width, ROWS), data).transpose(Image.Transpose.TRANSPOSE).tobytes()
    return columns[: -(-len(columns.rstrip(b"\x00")) // COLUMN) * COLUMN]
