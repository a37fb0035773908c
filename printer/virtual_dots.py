"""Pictures that a virtual printer takes besides GS v 0: columns of dots (ESC *), and a store that is printed (GS ( L).

1B 2A m nL nH d…                         m 0 or 1: one byte a column, 32 or 33: three; 0 and 32 double the width
0A                                       print the columns of this line
1D 28 4C pL pH 30 70 30 x y c w w h h d… keep a picture of w by h dots, one row after the other, x and y times
1D 38 4C p p p p 30 70 30 …              the same, for more than 65,535 bytes
1D 28 4C 02 00 30 32                     print what was kept
"""

from typing import NamedTuple

COLUMNS, STORE, LARGE_STORE, LINE_END = b"\x1b*", b"\x1d(L", b"\x1d8L", b"\n"
BYTES_A_COLUMN = {0: 1, 1: 1, 32: 3, 33: 3}
# Behind the length: from the function to the height.
PICTURE_HEAD = 10
MORE = 9


class Odd(ValueError):
    """Raised when a picture is not as its own head says, or wider than the paper."""


class _Kept(NamedTuple):
    rows: tuple[int, ...]
    bits: int


NOTHING = _Kept((), 0)


def size_of_dots(head: bytes) -> int:
    """How many bytes a command of these has; 0 when it is none of them, MORE when too little of it is there to say."""
    if head[:3] == LARGE_STORE:
        return 7 + int.from_bytes(head[3:7], "little") if len(head) > 6 else MORE
    if head[:2] == COLUMNS:
        return 5 + BYTES_A_COLUMN.get(head[2], 1) * (head[3] + 256 * head[4]) if len(head) > 4 else MORE
    return 0


def is_picture(head: bytes) -> bool:
    """Whether dots follow."""
    return head[:2] == COLUMNS or head[:3] in (STORE, LARGE_STORE)


class Dots:
    """The pictures of one printer. Not thread-safe."""

    def __init__(self, dots: int) -> None:
        self._dots, self._kept, self._line = dots, NOTHING, NOTHING

    def reset(self) -> None:
        """ESC @: what is kept stays."""
        self._line = NOTHING

    def obey(self, command: bytes, align: int, pitch: int) -> list[int] | None:
        """The rows that it puts on paper; None when it is none of these. Raises Odd.

        `pitch`: how tall a line is at least, in dots.
        """
        if command[:2] == COLUMNS:
            self._line = _beside(self._line, _columns(command))
            return []
        if command == LINE_END and self._line.rows:
            line, self._line = self._line, NOTHING
            return self._placed(line, align) + [0] * max(0, pitch - len(line.rows))
        if command[:3] not in (STORE, LARGE_STORE):
            return None
        body = command[5:] if command[:3] == STORE else command[7:]
        if body[:2] == b"0p":
            self._kept = _picture(body)
            return []
        if body[:2] == b"02":
            return self._placed(self._kept, align)
        raise Odd(f"unknown function {body[:2].hex(' ')} of GS ( L")

    def _placed(self, picture: _Kept, align: int) -> list[int]:
        spare = self._dots - picture.bits
        if spare < 0:
            raise Odd(f"a picture of {picture.bits} dots is wider than the paper, {self._dots} dots")
        shift = (spare, spare // 2, 0)[align]
        return [row << shift for row in picture.rows]


def _beside(left: _Kept, right: _Kept) -> _Kept:
    if left is NOTHING:
        return right
    if len(left.rows) != len(right.rows):
        raise Odd(f"columns of {len(right.rows)} dots behind columns of {len(left.rows)}")
    rows = (one << right.bits | two for one, two in zip(left.rows, right.rows, strict=True))
    return _Kept(tuple(rows), left.bits + right.bits)


def _columns(command: bytes) -> _Kept:
    if command[2] not in BYTES_A_COLUMN:
        raise Odd(f"no mode {command[2]} of ESC *")
    tall, wide = BYTES_A_COLUMN[command[2]], 2 if command[2] in (0, 32) else 1
    columns = [int.from_bytes(command[at : at + tall], "big") for at in range(5, len(command), tall)]
    rows = []
    for bit in range(8 * tall - 1, -1, -1):
        row = 0
        for column in columns:
            for _ in range(wide):
                row = row << 1 | column >> bit & 1
        rows.append(row)
    return _Kept(tuple(rows), wide * len(columns))


def _picture(body: bytes) -> _Kept:
    wide, tall = body[3], body[4]
    bits, height = body[6] + 256 * body[7], body[8] + 256 * body[9]
    width, data = (bits + 7) // 8, body[PICTURE_HEAD:]
    if len(data) != width * height or wide not in (1, 2) or tall not in (1, 2):
        raise Odd(f"GS ( L keeps {bits} by {height} dots, {wide} by {tall} times, with {len(data)} bytes")
    over = 8 * width - bits
    rows = [int.from_bytes(data[at : at + width], "big") >> over for at in range(0, len(data), width)]
    if wide == 2:
        rows = [doubled(row, bits) for row in rows]
    return _Kept(tuple(row for row in rows for _ in range(tall)), bits * wide)


def doubled(row: int, bits: int) -> int:
    """Each dot twice."""
    return int("".join(bit * 2 for bit in f"{row:0{bits}b}"), 2)
