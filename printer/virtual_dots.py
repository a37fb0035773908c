"""Pictures that a virtual printer takes besides GS v 0: columns of dots (ESC *), and a store that is printed (GS ( L).

1B 2A m nL nH d…                         m 0 or 1: one byte a column, 32 or 33: three; 0 and 32 double the width
1D 28 4C pL pH 30 70 30 x y c w w h h d… keep a picture of w by h dots, one row after the other, x and y times
1D 28 4C 02 00 30 32                     print what was kept
"""

from typing import NamedTuple

COLUMNS, STORE = b"\x1b*", b"\x1d(L"
BYTES_A_COLUMN = {0: 1, 1: 1, 32: 3, 33: 3}
STORE_HEAD = 15
MORE = 9


class Odd(ValueError):
    """Raised when a picture is not as its own head says, or wider than the paper."""


class _Kept(NamedTuple):
    rows: tuple[int, ...]
    bits: int


NOTHING = _Kept((), 0)


def size_of_dots(head: bytes) -> int:
    """How many bytes a command of these has; 0 when it is none of them, MORE when too little of it is there to say."""
    if head[:2] == COLUMNS:
        return 5 + BYTES_A_COLUMN.get(head[2], 1) * (head[3] + 256 * head[4]) if len(head) > 4 else MORE
    return 0


class Dots:
    """The pictures of one printer. Not thread-safe."""

    def __init__(self, dots: int) -> None:
        self._dots, self._kept = dots, NOTHING

    def obey(self, command: bytes, align: int) -> list[int] | None:
        """The rows that it puts on paper; None when it is none of these. Raises Odd."""
        if command[:2] == COLUMNS:
            return self._placed(_columns(command), align)
        if command[:3] != STORE:
            return None
        if command[5:7] == b"0p":
            self._kept = _picture(command)
            return []
        if command[5:7] == b"02":
            return self._placed(self._kept, align)
        raise Odd(f"unknown function {command[5:7].hex(' ')} of GS ( L")

    def _placed(self, picture: _Kept, align: int) -> list[int]:
        spare = self._dots - picture.bits
        if spare < 0:
            raise Odd(f"a picture of {picture.bits} dots is wider than the paper, {self._dots} dots")
        shift = (spare, spare // 2, 0)[align]
        return [row << shift for row in picture.rows]


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


def _picture(command: bytes) -> _Kept:
    wide, tall = command[8], command[9]
    bits, height = command[11] + 256 * command[12], command[13] + 256 * command[14]
    width, data = (bits + 7) // 8, command[STORE_HEAD:]
    if len(data) != width * height or (wide, tall) != (1, 1):
        raise Odd(f"GS ( L keeps {bits} by {height} dots once, with {len(data)} bytes")
    over = 8 * width - bits
    rows = (int.from_bytes(data[at : at + width], "big") >> over for at in range(0, len(data), width))
    return _Kept(tuple(rows), bits)
