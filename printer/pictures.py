"""Dots as the commands for pictures take them: in bands, in the smallest form that loses nothing.

    1D 76 30 m xL xH yL yH …   x bytes by y rows; m 1 doubles every dot, 2 every row, 3 both
    1D 28 4C pL pH 30 70 30 x y 31 wL wH hL hH …   keep w by h dots, each x times as wide and y times as tall
    1D 28 4C 02 00 30 32       print what is kept
    1B 2A 21 nL nH … 0A        n columns of 24 dots, end of line

Cheap printers obey the real-time commands 10 04, 10 05 and 10 14 (status, recover, and "clear buffer, switch off, open
drawer") even between the dots of a picture (Xprinter XP-80 and Maxim manuals), so none may contain these pairs: at the
edge of two rows the picture is split there, inside a row one dot is added to the stroke that is there already.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from escpos.constants import ESC, GS

from printer.column_bands import COLUMN
from printer.head import Head
from printer.sheet import Strip

# A printer begins to print a band when it has it whole: small bands start early and never starve a slow serial line.
BAND_ROWS = 96
# A feed and the head of a new band cost 11 bytes; blank rows that cost less are left in the picture.
SPLIT_COST = 11
# Strips whose bytes are kept: most of a paper is the same on all papers of a day.
KEPT = 200
PLAIN, WIDE, TALL = 0, 1, 2

REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")
# The second byte with one more dot beside one that is there: ····█·· becomes ···██··, █·█ becomes ███.
THICKER = {0x04: 0x0C, 0x05: 0x07, 0x14: 0x1C}

# Every other dot of a byte, four of them in the low half: what the doubling raster needs.
HALF = bytes(sum(((byte >> (2 * bit + 1)) & 1) << bit for bit in range(4)) for byte in range(256))


@lru_cache(KEPT)
def pictures(strip: Strip, middle: bool, head: Head) -> tuple[tuple[int, bytes], ...]:
    """(blank rows, the rasters that follow them) in turn; the last may be none."""
    runs = _runs(_rows(strip, head), strip.width)
    return tuple((blank, b"".join(_bands(rows, middle, head)) if rows else b"") for blank, rows in runs)


def _rows(strip: Strip, head: Head) -> list[bytes]:
    if 8 * strip.width > head.dots:
        raise ValueError(f"a strip of {8 * strip.width} dots is wider than the head, {head.dots} dots")
    return [strip.data[at : at + strip.width] for at in range(0, len(strip.data), strip.width)]


def _runs(rows: list[bytes], width: int) -> Iterator[tuple[int, list[bytes]]]:
    """(blank rows, rows of ink that follow them) in turn; the last may have no ink."""
    before = blank = 0
    ink: list[bytes] = []
    for row in rows:
        if not any(row):
            blank += 1
            continue
        if ink and blank * width > SPLIT_COST:
            yield before, ink
            before, ink = blank, []
        elif ink:
            ink += [bytes(width)] * blank
        else:
            before = blank
        ink.append(row)
        blank = 0
    yield before, ink
    yield blank, []


def _bands(rows: list[bytes], middle: bool, head: Head) -> Iterator[bytes]:
    """The rasters of one run of ink, in the smallest form that loses nothing."""
    mode = PLAIN
    if len(rows) % 2 == 0 and rows[::2] == rows[1::2]:
        rows, mode = rows[::2], TALL
        narrow = _narrow(rows, middle, head.dots // 8)
        if narrow:
            rows, mode = narrow, TALL | WIDE
    band, draw = list[bytes](), _kept if head.raster == "GS ( L" else _raster
    for row in rows:
        safe = _safe(row)
        # The last byte of a row and the first of the next one.
        if band and (len(band) == BAND_ROWS or REAL_TIME.match(band[-1][-1:] + safe[:1])):
            yield draw(mode, band)
            band = []
        band.append(safe)
    yield draw(mode, band)


def _kept(mode: int, rows: list[bytes]) -> bytes:
    """A picture in two commands; none of its lengths is a real-time command either."""
    width, height = len(rows[0]), len(rows)
    size = 10 + width * height
    if _is_real_time(size):
        return _kept(mode, rows[:-1]) + _kept(mode, rows[-1:])
    # Of a head of just that width the last dot is not printed.
    dots = 8 * width - _is_real_time(8 * width)
    head = _low_high(size) + b"0p0" + bytes((1 + (mode & WIDE), 1 + (mode >> 1))) + b"1"
    picture = head + _low_high(dots) + _low_high(height) + b"".join(rows)
    return bytes(GS) + b"(L" + picture + bytes(GS) + b"(L\x02\x0002"


def columns_of(columns: bytes, head: Head) -> bytes:
    """A band of columns and the end of its line."""
    safe = _safe(columns)
    count = len(safe) // COLUMN
    if _is_real_time(count):
        safe = safe + bytes(COLUMN) if count < head.dots else safe[:-COLUMN]
        count = len(safe) // COLUMN
    return bytes(ESC) + b"*\x21" + _low_high(count) + safe + b"\n"


def _safe(dots: bytes) -> bytes:
    return REAL_TIME.sub(lambda pair: bytes((0x10, THICKER[pair[0][1]])), dots)


def _low_high(number: int) -> bytes:
    return number.to_bytes(2, "little")


def _is_real_time(number: int) -> bool:
    """Whether a number in two bytes is the beginning of a real-time command."""
    return bool(REAL_TIME.match(_low_high(number)))


def _raster(mode: int, rows: list[bytes]) -> bytes:
    width, height = len(rows[0]), len(rows)
    return bytes(GS) + b"v0" + bytes((mode,)) + _low_high(width) + _low_high(height) + b"".join(rows)


def _narrow(rows: list[bytes], middle: bool, most: int) -> list[bytes] | None:
    """Every second dot of each row, when the dots come in equal pairs (those of a QR code do); None when they don't.

    Half a row must be whole bytes, so an odd width gets one more, half of it on each side of what is in the middle.
    """
    width = len(rows[0])
    even = width + width % 2
    shift = width % 2 * (4 if middle else 8)
    wide = [(int.from_bytes(row, "big") << shift).to_bytes(even, "big") for row in rows]
    if even > most or any((byte ^ byte >> 1) & 0x55 for row in wide for byte in row):
        return None
    return [bytes(HALF[row[at]] << 4 | HALF[row[at + 1]] for at in range(0, even, 2)) for row in wide]
