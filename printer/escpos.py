"""ESC/POS: a sheet to the bytes of one job.

    1B 40                      initialise
    1D 50 dpi dpi              one motion unit is one dot (it differs from model to model)
    1B 61 n                    0 left, 1 middle, 2 right
    1B 4A n                    feed n dots
    1B 33 18                   a line is 24 dots tall: for pictures in columns only
    1D 56 41|42 0              feed to the cutter, cut wholly | leave one point

Nothing else is ever sent, but for pictures (pictures.py) and what the printer draws itself (native.py).
"""

from escpos.constants import ESC, GS, HW_INIT

from printer import native
from printer.column_bands import ROWS, in_columns
from printer.head import Head
from printer.pictures import columns_of, pictures
from printer.sheet import (
    ChineseOff,
    ColumnBand,
    CutMark,
    Feed,
    Item,
    NativeBarcode,
    NativeQr,
    Sheet,
    StoredLogo,
    Strip,
    TypeLine,
)

# Below the last line the tear bar of a printer without cutter is about so far away.
TEAR_MM = 15

LEFT, MIDDLE, RIGHT = ESC + b"a\x00", ESC + b"a\x01", ESC + b"a\x02"
ALIGNS = {"left": LEFT, "center": MIDDLE, "right": RIGHT}
CUTS = {"part": GS + b"VB\x00", "full": GS + b"VA\x00"}


def encode(sheet: Sheet, head: Head) -> bytes:
    """The bytes of a whole job. Raises ValueError when a strip is wider than the head."""
    writer = _Writer(head)
    for item in in_columns(sheet, head) if head.raster == "ESC *" else sheet:
        writer.add(item)
    return bytes(writer.job)


class _Writer:
    """One job, and what holds at its end: where lines are, rows still to be fed, the style of letters."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._unit = -(-head.dpi // 255)  # the command takes one byte; a finer head counts in two dots
        self.job = bytearray(HW_INIT + GS + b"P" + bytes((head.dpi // self._unit, head.dpi // self._unit)))
        self._align, self._owed, self._style = LEFT, 0, native.Style()

    def add(self, item: Item) -> None:
        match item:
            case ChineseOff():
                self.job += native.CHINESE_OFF
            case TypeLine():
                self._place(ALIGNS[item.align])
                line, self._style = native.type_line(item, self._style)
                self.job += line
            case NativeQr() | NativeBarcode() | StoredLogo():
                self._place(MIDDLE)
                self.job += _native(item)
            case Feed():
                self._owed += item.rows
            case CutMark():
                self._owed += self._head.dots_of(TEAR_MM) if self._head.cut == "none" else 0
                self._place(self._align)
                self.job += CUTS.get(self._head.cut, b"")
            case ColumnBand():
                self._place(LEFT)
                pitch = ROWS // self._unit
                self.job += ESC + b"3" + bytes((pitch,)) if pitch != self._style.pitch else b""
                self.job += columns_of(item.columns, self._head)
                self._style = self._style._replace(pitch=pitch)
            case Strip():
                self._strip(item)

    def _strip(self, strip: Strip) -> None:
        align = MIDDLE if strip.align == "center" else LEFT
        for blank, picture in pictures(strip, align == MIDDLE, self._head):
            self._owed += blank
            if picture:
                self._place(align)
                self.job += picture

    def _place(self, align: bytes) -> None:
        """Feed what is owed; what follows is at the left, in the middle or at the right."""
        self.job += _feed(self._owed, self._unit) + (align if align != self._align else b"")
        self._align, self._owed = align, 0


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
