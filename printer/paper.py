"""The paper side of a virtual printer: what arrives, decoded byte by byte, becomes dots on paper and answers.

It knows exactly the commands that printer.escpos may send and those that ask for status; anything else is noted as an
error, as a real printer would print it as rubbish. Real-time commands are obeyed wherever their bytes are, even inside
a picture, as cheap printers do. With no paper, or an open cover, it keeps what arrives and goes on when all is well.
"""

from typing import NamedTuple

from PIL import Image

from printer.virtual_dots import Dots, doubled, is_picture, size_of_dots
from printer.virtual_model import FULL, Model
from printer.virtual_type import NO_LETTERS, Letters, Type, size_of

ESC, FS, GS = 0x1B, 0x1C, 0x1D
DLE, NUL = b"\x10", b"\x00"
EOT = 0x04
REAL_TIME = (EOT, 0x05, 0x14)
WHOLE_STATUS = 20
FORGET = b"\x10\x05\x02"
INITIALISE = b"\x1b@"
# Initialise and cut: a driver makes sure that nothing hangs out.
BARE_CUT = 6
ASB_PAPER_END, ASB_NEAR_END = 0x0C, 0x03
# In a picture file 1 is white.
_WHITE_PAPER = bytes(255 - byte for byte in range(256))


class Job(NamedTuple):
    """Everything between two cuts."""

    data: bytes
    """The bytes as they came, without real-time commands."""
    first_at: float
    """The monotonic second when the first byte came."""
    last_at: float
    """The monotonic second when the last byte of the cut came."""
    rows: tuple[bytes, ...]
    """Rows of dots, the leftmost in the highest bit, 1 is black."""
    dots: int
    errors: tuple[str, ...]
    text: tuple[str, ...] = ()
    """Lines in the printer's own letters."""

    def image(self) -> Image.Image:
        """The paper as it lies on the counter: white, with black dots."""
        width = 8 * len(self.rows[0]) if self.rows else self.dots
        paper = Image.frombytes("1", (width, len(self.rows)), b"".join(self.rows).translate(_WHITE_PAPER))
        return paper.crop((0, 0, self.dots, len(self.rows)))


class Paper:
    """One printer's mechanism. Not thread-safe."""

    def __init__(self, dots: int = 576, letters: Letters = NO_LETTERS, model: Model = FULL, dpi: int = 203) -> None:
        """`letters`: those of its own; without any it prints pictures and codes only."""
        self.dots, self.model = dots, model
        self._dpi, self._unit = dpi, 1
        self._type, self._dots = Type(letters, dots), Dots(dots)
        self.powered = True
        self.hot = False
        self.mouth = False
        """Whether a paper is held in the mouth of its presenter."""
        self.retracted = self.dropped = 0
        """How many papers it took back in, and let fall, because nobody took them."""
        self.paper = True
        self.near_end = False
        self.cover_open = False
        self.cutter_jammed = False
        self.silent = False
        self.babbles = False
        self.rows_left: int | None = None
        """The roll ends after so many rows; None: it is long."""
        self.jobs: list[Job] = []
        self.answers = bytearray()
        self._asb = 0
        self._buffer = bytearray()
        self._arrived: list[tuple[int, float]] = []  # (bytes taken from the buffer and in it by then, second)
        self._taken = 0
        self._held = b""  # the beginning of what may become a real-time command
        self._new_job()

    @property
    def ready(self) -> bool:
        well = self.paper and not self.cover_open and not self.cutter_jammed
        return well and self.powered and not self.hot

    @property
    def waiting(self) -> int:
        """How many bytes are in the receive buffer; a picture that is not whole yet is in the memory of the page."""
        return len(self._buffer) if self._whole() else 0

    @property
    def came_at(self) -> float:
        """The monotonic second when the last byte of the command came that it obeyed last."""
        return self._when(self._taken) if self._arrived else 0.0

    @property
    def loose(self) -> tuple[int, ...]:
        """The rows that hang out of it, not cut off yet."""
        return tuple(self._rows)

    @property
    def busy(self) -> bool:
        """Whether something arrived that is not done yet."""
        return bool(self._buffer)

    def receive(self, data: bytes, at: float) -> None:
        """Take bytes that arrived at a monotonic second; real-time commands are obeyed at once."""
        if not self.powered:
            return
        rest, done = self._held + data, 0
        self._held = b""
        while done < len(rest):
            start = rest.find(DLE, done)
            self._buffer += rest[done : start if start >= 0 else len(rest)]
            if start < 0:
                break
            command = rest[start : start + 3]
            if len(command) > 1 and command[1] not in REAL_TIME:
                self._buffer += command[:1]
                done = start + 1
            elif len(command) < 3:
                self._held = command
                break
            else:
                self._at_once(command)
                done = start + 3
        self._arrived.append((self._taken + len(self._buffer), at))

    def work(self) -> int:
        """Obey one command of the buffer; gives back by how many rows the paper moved, -1 when nothing can be done."""
        if not self.ready:
            return -1
        self._skip_blanks()
        size = self._whole()
        if size == 0:
            return -1
        command = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._taken += size
        if command == INITIALISE and not (self._rows or self._errors):
            self._data.clear()  # nothing is on this paper yet: the job begins here
        if self._data or command[0] != GS or command[1] != ord("r"):
            self._data += command
        before = len(self._rows)
        self._obey(command)
        return len(self._rows) - before

    def _skip_blanks(self) -> None:
        """Bytes 00 between commands are nothing at all."""
        if self._buffer[:1] == NUL:
            blanks = len(self._buffer) - len(self._buffer.lstrip(NUL))
            del self._buffer[:blanks]
            self._taken += blanks
            if self._data:
                self._data += bytes(blanks)

    def power(self, on: bool) -> None:
        """Pull its plug, or put it in again: what was in its memory is gone, what is on paper stays."""
        self.powered = on
        self._buffer.clear()
        self.answers.clear()
        self._arrived.clear()
        self._data.clear()
        self._held, self._asb, self._align = b"", 0, 0
        self._type.reset()
        self._dots.reset()

    def load(self) -> None:
        """Put in a new roll."""
        self.paper, self.rows_left, self.near_end = True, None, False
        self.changed()

    def changed(self) -> None:
        """Say the new state, if the host asked to be told (GS a)."""
        if self._asb and self.model.automatic:
            paper = (ASB_PAPER_END if not self.paper else 0) | (ASB_NEAR_END if self.near_end else 0)
            first = 0x10 | (0 if self.ready else 0x08) | (0x20 if self.cover_open else 0)
            errors = (0x08 if self.cutter_jammed else 0) | (0x40 if self.hot else 0)
            self._answer(bytes((first, errors, paper, 0)))

    def _new_job(self) -> None:
        self._data = bytearray()
        self._rows: list[int] = []
        self._errors: list[str] = []
        self._align = 0

    def _answer(self, data: bytes) -> None:
        if not self.silent and self.powered:
            self.answers += bytes(byte | 0x81 for byte in data) if self.babbles else data

    def _at_once(self, command: bytes) -> None:
        if self._inside_picture():
            self._errors.append(f"real-time command {command.hex(' ')} inside a picture")
        if command[1] == EOT:
            self._answer(self._status(command[2]) if self.model.real_time else b"")
        elif command == FORGET:
            if self.model.forgets:
                self._buffer.clear()
                self._arrived.clear()
                self._data.clear()
        else:
            self._errors.append(f"unknown real-time command {command.hex(' ')}")

    def _inside_picture(self) -> bool:
        at = 0
        while size := self._whole(at):
            at += size
        head = bytes(self._buffer[at : at + 3])
        return head == b"\x1dv0" or is_picture(head)

    def _status(self, n: int) -> bytes:
        facts = {
            1: 0x04 | (0 if self.ready else 0x08),
            2: (0x04 if self.cover_open else 0) | (0 if self.paper else 0x20) | (0x40 if self.cutter_jammed else 0),
            3: (0x08 if self.cutter_jammed else 0) | (0x40 if self.hot else 0),
            4: (0 if self.paper else 0x60) | (0x0C if self.near_end or not self.paper else 0),
        }
        if n == WHOLE_STATUS and self.model.presenter:
            paper = (0 if self.paper else 0x01) | (0x04 if self.near_end else 0) | (0x20 if self.mouth else 0)
            user = 0x02 if self.cover_open else 0
            hurt = 0x01 if self.hot else 0
            return bytes((0x10, 0x0F, paper, user, hurt, 0x01 if self.cutter_jammed else 0))
        return bytes((0x12 | facts[n],)) if n in facts else b""

    def _whole(self, at: int = 0) -> int:
        """How many bytes the command at a place of the buffer has; 0 while it is not complete."""
        head, there = bytes(self._buffer[at : at + 8]), len(self._buffer) - at
        if not head:
            return 0
        if size := size_of_dots(head) or size_of(head):
            return size if there >= size else 0
        if head[0] not in (ESC, GS, FS):
            return 1
        size = 2 + _ARGUMENTS.get(head[:2], 0)
        if head[:2] == b"\x1dv":
            size = 8 + (head[4] + 256 * head[5]) * (head[6] + 256 * head[7]) if len(head) == 8 else 8
        elif head[:2] == b"\x1dV" and head[2:3] in (b"A", b"B"):
            size = 4
        return size if there >= size else 0

    def _obey(self, command: bytes) -> None:
        match command[:2]:
            case b"\x1b@":
                self._align = 0
                self._type.reset()
                self._dots.reset()
            case b"\x1dP" if command[3]:
                self._unit = max(1, round(self._dpi / command[3]))
            case b"\x1ba" if command[2] in (0, 1, 2):
                self._align = command[2]
            case b"\x1bJ":
                self._advance([0] * command[2] * self._unit)
            case b"\x1dv" if command[2] == 0x30 and command[3] <= 3:
                self._picture(command)
            case b"\x1dV" if command[2] in (0, 1, 65, 66):
                self._cut()
            case b"\x1dr" if command[2] in (1, 49) and not self.model.barrier:
                pass
            case b"\x1d(" if command[2:3] == b"H":
                if self.model.process_id and command[5:7] == b"00":
                    self._answer(b"\x37\x22" + command[7:11] + NUL)
            case b"\x1dI":
                if command[2] == ord("C") and self.model.says:
                    self._answer(b"_" + self.model.says.encode() + NUL)
            case b"\x1de" if self.model.presenter:
                self._present(command[2])
            case b"\x1dr" if command[2] in (1, 49):
                self._answer(bytes(((0 if self.paper else 0x0C) | (0x03 if self.near_end else 0),)))
            case b"\x1da":
                self._asb = command[2]
                self.changed()
            case _ if not self._typed(command):
                self._errors.append(f"unknown command {command[:4].hex(' ')} at byte {self._taken - len(command)}")

    def _typed(self, command: bytes) -> bool:
        """Whether it was one for the printer's own letters and codes."""
        try:
            rows = self._dots.obey(command, self._align, self._type.pitch)
            if rows is None:
                rows = self._type.obey(command, self._align)
        except ValueError as error:
            self._errors.append(f"{error} at byte {self._taken - len(command)}")
            return True
        self._advance(rows or [])
        return rows is not None

    def _picture(self, command: bytes) -> None:
        width, wide, tall = command[4] + 256 * command[5], command[3] & 1, command[3] >> 1
        rows = [int.from_bytes(command[at : at + width], "big") for at in range(8, len(command), width or 1)]
        bits = 8 * width
        if wide:
            rows = [doubled(row, bits) for row in rows]
            bits *= 2
        if bits > self.dots:
            self._errors.append(f"a picture of {bits} dots is wider than the paper, {self.dots} dots")
            rows, bits = [row >> (bits - self.dots) for row in rows], self.dots
        shift = (self.dots - bits, (self.dots - bits) // 2, 0)[self._align]
        self._advance([row << shift for row in rows for _ in range(1 + tall)])

    def _advance(self, rows: list[int]) -> None:
        if self.rows_left is not None:
            rows = rows[: self.rows_left]
            self.rows_left -= len(rows)
            if self.rows_left == 0:
                self.paper = False
                self.changed()
        self._rows += rows

    def _present(self, how: int) -> None:
        """3 shows the paper in the mouth, 2 takes it back in, 5 drops it."""
        self.retracted += self.mouth and how == 2
        self.dropped += self.mouth and how == 5
        self.mouth = how == 3

    def _cut(self) -> None:
        width = (self.dots + 7) // 8
        rows = tuple((row << (8 * width - self.dots)).to_bytes(width, "big") for row in self._rows)
        text = self._type.take_lines()
        if not (rows or text or self._errors or len(self._data) > BARE_CUT):
            self._new_job()
            return  # nothing hung out: nothing falls
        first, last = self._when(self._taken - len(self._data) + 1), self._when(self._taken)
        self.jobs.append(Job(bytes(self._data), first, last, rows, self.dots, tuple(self._errors), text))
        self._arrived = [mark for mark in self._arrived if mark[0] > self._taken]
        self._new_job()

    def _when(self, count: int) -> float:
        """When the byte came that was the `count`th of all."""
        return next((at for upto, at in self._arrived if upto >= count), self._arrived[-1][1])


# Bytes after the two of the command itself; pictures and cuts tell their length themselves.
_ARGUMENTS = {b"\x1ba": 1, b"\x1bJ": 1, b"\x1dP": 2, b"\x1dV": 1, b"\x1dr": 1, b"\x1da": 1, b"\x1de": 1, b"\x1dI": 1}
