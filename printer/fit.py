"""What of a layout is wider than a printer's paper, and how large it may be: told before anything is printed.

On paper such a row is made smaller, broken, or printed as its words alone: a ticket matters more than its looks.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from printer.barcode import bars_of
from printer.document import Barcode, BigText, Columns, Element, Logo, Qr
from printer.drawings import NARROWEST
from printer.head import Head
from printer.piece import Fonts
from printer.qr import qr_squares
from printer.raster import EM_OF_CAPITAL, WORD_GAP
from printer.words import printable

# Modules of one character of Code 128.
BARS = 11


class TooWide(NamedTuple):
    """Which row of a layout, the first is 1; the dots that it needs and the paper has; `key` may be `limit` at most."""

    row: int
    kind: str
    width: int
    dots: int
    key: str
    limit: float


def too_wide(elements: Iterable[tuple[int, Element]], head: Head, fonts: Fonts) -> Iterator[TooWide]:
    """The rows that are wider than the paper. `elements`: each with the number of its row, as layout.numbered()."""
    for row, element in elements:
        measure = _MEASURES.get(type(element))
        if measure is None:
            continue
        width, key, limit = measure(element, head, fonts)
        if width > head.dots:
            yield TooWide(row, type(element).__name__.lower().removesuffix("text"), width, head.dots, key, limit)


def _big(big: BigText, head: Head, fonts: Fonts) -> tuple[int, str, float]:
    pixels = round(head.dots_of(big.height) * EM_OF_CAPITAL)
    width = math.ceil(fonts.width(printable(big.text), "heavy", pixels))
    return width, "height", _smaller(big.height, width, head)


def _columns(row: Columns, head: Head, fonts: Fonts) -> tuple[int, str, float]:
    pixels = head.pixels_of(row.size)
    left = fonts.width(printable(row.left), "regular", pixels)
    right = fonts.width(printable(row.right), row.weight, pixels)
    width = math.ceil(left + right) + round(WORD_GAP * pixels)
    return width, "size", _smaller(row.size, width, head)


def _qr(code: Qr, head: Head, fonts: Fonts) -> tuple[int, str, float]:
    width = qr_squares(printable(code.text, 1000)) * head.dots_of(code.module)
    return width, "module", _smaller(code.module, width, head)


def _barcode(code: Barcode, head: Head, fonts: Fonts) -> tuple[int, str, float]:
    side = max(1, head.dots_of(NARROWEST))
    fixed = len(bars_of("0")) - BARS
    return len(bars_of(printable(code.text))) * side, "letters", (head.dots // side - fixed) // BARS


def _logo(logo: Logo, head: Head, fonts: Fonts) -> tuple[int, str, float]:
    width = round(logo.picture.width * head.dots_of(logo.height) / logo.picture.height)
    return width, "height", _smaller(logo.height, width, head)


def _smaller(size: float, width: int, head: Head) -> float:
    return math.floor(100 * size * head.dots / max(1, width)) / 100


_MEASURES: dict[type, Callable[..., tuple[int, str, float]]] = {
    BigText: _big,
    Columns: _columns,
    Qr: _qr,
    Barcode: _barcode,
    Logo: _logo,
}
