"""ESC/POS: a sheet to the bytes of one job.

    1B 40                      initialise
    1D 50 dpi dpi              one motion unit is one dot (it differs from model to model)
    1B 61 n                    0 left, 1 middle, 2 right
    1B 4A n                    feed n dots
    1D 76 30 m xL xH yL yH …   raster, x bytes by y rows; m 1 doubles every dot, 2 every row, 3 both
    1D 56 41|42 0              feed to the cutter, cut wholly | leave one point

Nothing else is ever sent, but for what the printer draws itself (native.py). Cheap printers obey the real-time
commands 10 04, 10 05 and 10 14 (status, recover, and "clear buffer, switch off, open drawer") even between the dots of
a picture (Xprinter XP-80 and Maxim manuals), so no job may contain these pairs: at the edge of two rows the picture is
split there, inside a row one dot is added to the stroke that is there already.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from escpos.constants import ESC, GS, HW_INIT

from printer import native
from printer.head import Head
from printer.sheet import (
    ChineseOff,
    CutMark,
    Feed,
    NativeBarcode,
    NativeQr,
    Sheet,
    StoredLogo,
    Strip,
    TypeLine,
)

# A printer begins to print a band when it has it whole: small bands start early and never starve a slow serial line.
BAND_ROWS = 96
# A feed and the head of a new band cost 11 bytes; blank rows that cost less are left in the picture.
SPLIT_COST = 11
# Strips whose bytes are kept: most of a paper is the same on all papers of a day.
KEPT = 200
# Below the last line the tear bar of a printer without cutter is about so far away.
TEAR_MM = 15

LEFT, MIDDLE, RIGHT = ESC + b"a\x00", ESC + b"a\x01", ESC + b"a\x02"
ALIGNS = {"left": LEFT, "center": MIDDLE, "right": RIGHT}
CUTS = {"part": GS + b"VB\x00", "full": GS + b"VA\x00"}
PLAIN, WIDE, TALL = 0, 1, 2

REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")
# The second byte with one more dot beside one that is there: ····█·· becomes ···██··, █·█ becomes ███.
THICKER = {0x04: 0x0C, 0x05: 0x07, 0x14: 0x1C}

# Every other dot of a byte, four of them in the low half: what the doubling raster needs.
HALF = bytes(sum(((byte >> (2 * bit + 1)) & 1) << bit for bit in range(4)) for byte in range(256))


def encode(sheet: Sheet, head: Head) -> bytes:
    """The bytes of a whole job. Raises ValueError when a strip is wider than the head."""
    job = bytearray(HW_INIT)
    unit = -(-head.dpi // 255)  # the command takes one byte; a finer head counts in two dots
    job += GS + b"P" + bytes((head.dpi // unit, head.dpi // unit))
    align, owed, style = LEFT, 0, native.Style()
    for item in sheet:
        match item:
            case ChineseOff():
                job += native.CHINESE_OFF
            case TypeLine() | NativeQr() | NativeBarcode() | StoredLogo():
                wanted = ALIGNS[item.align] if isinstance(item, TypeLine) else MIDDLE
                job += _feed(owed, unit) + (wanted if wanted != align else b"")
                align, owed = wanted, 0
                if isinstance(item, TypeLine):
                    line, style = native.type_line(item, style)
                    job += line
                else:
                    job += _native(item)
            case Feed():
                owed += item.rows
            case CutMark():
                job += _feed(owed + (head.dots_of(TEAR_MM) if head.cut == "none" else 0), unit)
                job += CUTS.get(head.cut, b"")
                owed = 0
            case Strip():
                wanted = MIDDLE if item.align == "center" else LEFT
                job += wanted if wanted != align else b""
                align = wanted
                for blank, picture in _pictures(item, align == MIDDLE, head):
                    owed += blank
                    if picture:
                        job += _feed(owed, unit) + picture
                        owed = 0
    return bytes(job)


def _native(item: NativeQr | NativeBarcode | StoredLogo) -> bytes:
    match item:
        case NativeQr():
            return native.qr(item)
        case NativeBarcode():
            return native.barcode(item)
        case StoredLogo():
            return native.stored_logo(item)


def _feed(rows: int, unit: int) -> bytes:
    whole, rest = divmod(round(rows / unit), 255)
    return bytes(ESC + b"J\xff") * whole + (bytes(ESC + b"J") + bytes((rest,)) if rest else b"")


@lru_cache(KEPT)
def _pictures(strip: Strip, middle: bool, head: Head) -> tuple[tuple[int, bytes], ...]:
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
    band: list[bytes] = []
    for row in rows:
        safe = REAL_TIME.sub(lambda pair: bytes((0x10, THICKER[pair[0][1]])), row)
        if band and (len(band) == BAND_ROWS or REAL_TIME.match(band[-1][-1:] + safe[:1])):
            yield _raster(mode, band)
            band = []
        band.append(safe)
    yield _raster(mode, band)


def _raster(mode: int, rows: list[bytes]) -> bytes:
    width, height = len(rows[0]), len(rows)
    return bytes(GS) + b"v0" + bytes((mode, width & 255, width >> 8, height & 255, height >> 8)) + b"".join(rows)


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
