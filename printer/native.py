"""ESC/POS for what the printer draws itself: its letters, QR codes, barcodes, its stored logo.

1C 2E                          leave the Chinese mode
1B 33 n                        a line is n dots tall
1D 21 n                        size: high half times as wide, low half times as tall, less one
1D 42 n                        white on black
1B 45 n                        bold
1B 74 n                        page of characters
…0A                            characters, end of line
1D 28 6B …                     QR: model, size of a square, correction, data, print
1D 68 n 1D 77 n 1D 48 02       barcode: height, module, text below
1D 6B 49 n 7B 42 …             Code 128, code set B
1C 70 n 00                     stored logo
"""

from typing import NamedTuple

from escpos.constants import ESC, GS

from printer.ability import CELL_HEIGHT
from printer.sheet import NativeBarcode, NativeQr, StoredLogo, TypeLine

FS = b"\x1c"
CHINESE_OFF = FS + b"."
# Between two lines of the smallest letters, in dots: the marks of a capital need all of their own cell.
LEADING = 6
QR_HEAD = GS + b"(k"


class Style(NamedTuple):
    """What the printer was told last; None: not yet."""

    pitch: int | None = None
    size: int = 0
    bold: bool = False
    inverse: bool = False


def type_line(line: TypeLine, style: Style) -> tuple[bytes, Style]:
    """The bytes of a line, and what holds behind it. The page is said anew: some printers lose it with the size."""
    job = bytearray()
    pitch = CELL_HEIGHT * line.tall + LEADING
    size = (line.wide - 1) << 4 | (line.tall - 1)
    job += ESC + b"3" + bytes((pitch,)) if pitch != style.pitch else b""
    job += GS + b"!" + bytes((size,)) if size != style.size else b""
    job += GS + b"B" + bytes((line.inverse,)) if line.inverse != style.inverse else b""
    bold, page = style.bold, None
    for run, is_bold in line.parts:
        job += ESC + b"E" + bytes((is_bold,)) if is_bold != bold else b""
        bold = is_bold
        job += ESC + b"t" + bytes((run.page,)) if run.page not in (None, page) else b""
        page = run.page if run.page is not None else page
        job += run.data
    return bytes(job) + b"\n", Style(pitch, size, bold, line.inverse)


def qr(code: NativeQr) -> bytes:
    """Model 2, correction M, as the drawn ones have."""
    size = len(code.data) + 3
    return b"".join(
        (
            QR_HEAD + b"\x04\x00\x31\x41\x32\x00",
            QR_HEAD + b"\x03\x00\x31\x43" + bytes((code.side,)),
            QR_HEAD + b"\x03\x00\x31\x45\x31",
            QR_HEAD + bytes((size & 255, size >> 8)) + b"\x31\x50\x30" + code.data,
            QR_HEAD + b"\x03\x00\x31\x51\x30",
        )
    )


def barcode(code: NativeBarcode) -> bytes:
    """Code 128 in code set B."""
    form = GS + b"h" + bytes((code.height,)) + GS + b"w" + bytes((code.side,)) + GS + b"H\x02"
    return bytes(form + GS + b"kI" + bytes((len(code.data) + 2,)) + b"{B" + code.data)


def stored_logo(logo: StoredLogo) -> bytes:
    """As it is, not doubled."""
    return FS + b"p" + bytes((logo.number, 0))
