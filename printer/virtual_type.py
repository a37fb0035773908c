"""The letters of a virtual printer: bytes of its code pages to lines, and those to dots; QR codes and barcodes too.

What a byte is comes from `Letters`, which is handed in: the tables of whoever sends are never asked.
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple

from PIL import Image, ImageChops

from printer.barcode import bars_of
from printer.qr import QUIET_ZONE, qr_rows

CELL = (12, 24)
USUAL_PITCH = 30
# More than the head of a command that is looked at.
MORE = 9
FS, GS = b"\x1c", b"\x1d"
# Bytes of a command, where they don't depend on what is in it.
SIZES = {
    b"\x1bt": 3, b"\x1bE": 3, b"\x1b3": 3, b"\x1d!": 3, b"\x1dB": 3, b"\x1dh": 3, b"\x1dw": 3, b"\x1dH": 3,
    b"\x1c.": 2, b"\x1cp": 4,
}  # fmt: skip


class Letters(NamedTuple):
    """What a printer knows of writing."""

    pages: Mapping[int, str]
    """The 128 upper characters of each page, by its number; a blank is none."""
    cell: Callable[[str, bool], Image.Image]
    """A character in one cell, bold or not; its dots are 1."""
    composes: bool = False
    """Whether marks that come after a letter are put above it, not in a cell of their own."""


NO_LETTERS = Letters({}, lambda _text, _bold: Image.new("1", CELL))


class _Cell(NamedTuple):
    text: str
    bold: bool
    wide: int
    tall: int
    inverse: bool


class Type:
    """The type of one printer. Not thread-safe."""

    def __init__(self, letters: Letters, dots: int) -> None:
        self._letters, self._dots = letters, dots
        self.lines: list[str] = []
        self.reset()

    def reset(self) -> None:
        """ESC @."""
        self._page, self._bold, self._size, self._inverse = 0, False, 0, False
        self._pitch, self._line = USUAL_PITCH, list[_Cell]()
        self._qr, self._side = b"", 3
        self._bar_height, self._bar_side, self._bar_text = 162, 3, False

    @property
    def pitch(self) -> int:
        """How tall a line is at least, in dots."""
        return self._pitch

    def take_lines(self) -> tuple[str, ...]:
        """The lines since the last call, as people read them."""
        lines, self.lines = self.lines, []
        return tuple(lines)

    def obey(self, command: bytes, align: int) -> list[int] | None:
        """The rows that it puts on paper; None when it is none of these. Raises ValueError saying what is odd."""
        if len(command) == 1:
            return self._printed(align) if command == b"\n" else self._typed(command[0])
        match command[:2]:
            case b"\x1dk":
                return self._barcode(command, align)
            case b"\x1d(":
                return self._qr_part(command[2:], align)
            case b"\x1cp":
                return []
        return [] if command[:2] in SIZES and self._set(command) else None

    def _set(self, command: bytes) -> bool:
        value = command[2] if len(command) > 2 else 0
        match command[:2]:
            case b"\x1bt":
                if value not in self._letters.pages:
                    raise ValueError(f"no code page {value}")
                self._page = value
            case b"\x1bE":
                self._bold = bool(value & 1)
            case b"\x1b3":
                self._pitch = value
            case b"\x1d!":
                self._size = value
            case b"\x1dB":
                self._inverse = bool(value & 1)
            case b"\x1dh":
                self._bar_height = value
            case b"\x1dw":
                self._bar_side = value
            case b"\x1dH":
                self._bar_text = value == 2
        return True

    def _typed(self, byte: int) -> list[int]:
        if byte < 0x20 or byte == 0x7F:
            raise ValueError(f"control byte {byte:02x} in text")
        if not self._letters.pages:
            raise ValueError("this printer has no letters")
        letter = chr(byte) if byte < 0x80 else self._letters.pages.get(self._page, " " * 128)[byte - 0x80]
        if byte >= 0x80 and letter == " ":
            raise ValueError(f"byte {byte:02x} is no letter of page {self._page}")
        if self._letters.composes and unicodedata.combining(letter) and self._line:
            last = self._line[-1]
            self._line[-1] = last._replace(text=unicodedata.normalize("NFC", last.text + letter))
            return []
        self._line.append(_Cell(letter, self._bold, (self._size >> 4) + 1, (self._size & 15) + 1, self._inverse))
        if sum(cell.wide for cell in self._line) * CELL[0] > self._dots:
            raise ValueError("a line of letters is wider than the paper")
        return []

    def _printed(self, align: int) -> list[int]:
        line, self._line = self._line, []
        self.lines.append("".join(cell.text for cell in line))
        height = max((CELL[1] * cell.tall for cell in line), default=CELL[1])
        width = sum(CELL[0] * cell.wide for cell in line)
        image = Image.new("1", (max(width, 1), height))
        at = 0
        for cell in line:
            size = (CELL[0] * cell.wide, CELL[1] * cell.tall)
            drawn = self._letters.cell(cell.text, cell.bold).resize(size, Image.Resampling.NEAREST)
            if cell.inverse:
                drawn = ImageChops.invert(drawn)
            image.paste(drawn, (at, height - size[1]))
            at += size[0]
        return self._rows(image, align) + [0] * max(0, self._pitch - height)

    def _qr_part(self, command: bytes, align: int) -> list[int] | None:
        if command[3:4] != b"1" or command[:1] != b"k":
            return None
        function, data = command[4:5], command[5:]
        if function == b"C":
            self._side = data[0]
        elif function == b"P":
            self._qr = data[1:]
        elif function == b"Q":
            rows = [row[QUIET_ZONE:-QUIET_ZONE] for row in qr_rows(self._qr.decode())[QUIET_ZONE:-QUIET_ZONE]]
            return self._squares(rows, self._side, self._side, align)
        return []

    def _barcode(self, command: bytes, align: int) -> list[int] | None:
        if command[2:3] != b"I" or command[4:6] != b"{B":
            return None
        text = command[6:].decode()
        rows = self._squares([bars_of(text)[10:-10]], self._bar_side, self._bar_height, align)
        if self._bar_text:
            # Always in the smallest letters, whatever the size of the others.
            before = self._size, self._inverse, self._pitch
            self._size, self._inverse, self._pitch = 0, False, CELL[1]
            for byte in command[6:]:
                self._typed(byte)
            rows += self._printed(align)
            self._size, self._inverse, self._pitch = before
        return rows

    def _squares(self, rows: list[list[bool]], wide: int, tall: int, align: int) -> list[int]:
        if not rows or not rows[0]:
            raise ValueError("a code that can't be drawn")
        image = Image.new("1", (len(rows[0]), len(rows)))
        image.putdata([255 * dot for row in rows for dot in row])
        size = (wide * len(rows[0]), tall * len(rows))
        if size[0] > self._dots:
            raise ValueError("a code that is wider than the paper")
        return self._rows(image.resize(size, Image.Resampling.NEAREST), align)

    def _rows(self, image: Image.Image, align: int) -> list[int]:
        spare = self._dots - image.width
        canvas = Image.new("1", (self._dots, image.height))
        canvas.paste(image, ((0, spare // 2, spare)[align], 0))
        width, data, over = (self._dots + 7) // 8, canvas.tobytes(), -self._dots % 8
        return [int.from_bytes(data[at : at + width], "big") >> over for at in range(0, len(data), width)]


def size_of(head: bytes) -> int:
    """How many bytes a command of these has; 0 when it is none, MORE when too little of it is there to say."""
    if head[:2] == GS + b"k":
        return 4 + head[3] if len(head) > 3 else MORE
    if head[:2] == GS + b"(":
        return 5 + head[3] + 256 * head[4] if len(head) > 4 else MORE
    return SIZES.get(head[:2], 0)
